"""What leaves, what waits to, and what is parked: for pages and commands."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, F, Max, Min, QuerySet, TextField
from django.db.models.functions import Cast

from comitia.outbox.aside import WAITING, domain_of
from comitia.outbox.models import Batch, Copy, Halt, Letter

# The marks of Batch.outcomes.
OUTCOMES = {".": "waiting", "s": "deferred", "d": "delivered", "b": "bounced", "p": "parked"}
MOST_SHOWN = 20
# Whose recipients are read to tell to which domains copies wait; more would take seconds.
MOST_BATCHES_READ = 200


def letters() -> QuerySet[Letter]:
    """All letters, the newest first."""
    return Letter.objects.order_by("-id")


def letters_called(beginning: str) -> QuerySet[Letter]:
    """The letters whose `once` begins so; each engine finds them by its index in its own way."""
    found = Letter.objects.defer("content").order_by("id")
    if connection.vendor == "sqlite":  # Its LIKE does not use one.
        return found.filter(once__gte=beginning, once__lt=f"{beginning}\U0010ffff")
    return found.filter(once__startswith=beginning)


def outcomes_of(letters: Iterable[Letter]) -> dict[int, Counter[str]]:
    """For each letter, by its id: how many copies are waiting, deferred, delivered …"""
    found: dict[int, Counter[str]] = {letter.pk: Counter() for letter in letters}
    rows = Batch.objects.filter(letter__in=found).values_list("letter_id", "outcomes")
    for letter_id, marks in rows:
        for mark, number in Counter(marks).items():
            found[letter_id][OUTCOMES[mark]] += number
    return found


def waiting_copies() -> int:
    """How many copies have still to leave, at first or again."""
    first = sum(
        marks.count(".")
        for marks in Batch.objects.filter(open=True).values_list("outcomes", flat=True)
    )
    return first + Copy.objects.filter(state=Copy.State.DEFERRED).count()


def parked_copies() -> QuerySet[Copy]:
    """Copies set aside with the last answer, the newest first."""
    return (
        Copy.objects.filter(state=Copy.State.PARKED).select_related("batch__letter").order_by("-id")
    )


def recipient_of(copy: Copy) -> str:
    """The address a copy is for."""
    return str(copy.batch.recipients[copy.index][0])


@dataclass
class Waiting:
    """Copies that have still to leave: to one domain, or of one letter.

    `never_tried` may be too low for a domain where very many wait; see `Queue.is_partial`.
    """

    domain: str = ""
    letter: Letter | None = None
    never_tried: int = 0
    deferred: int = 0
    since: datetime | None = None
    next_try: datetime | None = None
    reply: str = ""

    @property
    def number(self) -> int:
        return self.never_tried + self.deferred

    def add_first_tries(self, number: int, *, queued_at: datetime, run_at: datetime) -> None:
        """Copies of a batch that were never tried."""
        self.never_tried += number
        self.since = min(filter(None, (self.since, queued_at)))
        self.next_try = min(filter(None, (self.next_try, run_at)))


@dataclass(frozen=True)
class Queue:
    """What waits to leave, the longest waiting first. The lists are bounded, the numbers are not.

    `is_partial`: so many copies were never tried that the domains of the latest were not counted.
    """

    never_tried: int
    deferred: int
    parked: int
    halts: list[Halt]
    domains: list[Waiting]
    letters: list[Waiting]
    letters_number: int
    is_partial: bool


def queue_now(*, most: int = MOST_SHOWN) -> Queue:
    """The whole queue in short: the fullest `most` domains, the oldest `most` letters."""
    domains, never_tried, is_partial = _by_domain(most)
    letters = _by_letter()
    oldest = sorted(letters)[:most]
    rows = Letter.objects.in_bulk(oldest)
    for letter_id in oldest:
        letters[letter_id].letter = rows[letter_id]
        letters[letter_id].since = rows[letter_id].queued_at
    _add_replies([letters[each] for each in oldest], "batch__letter", oldest)
    return Queue(
        never_tried=never_tried,
        deferred=Copy.objects.filter(state=Copy.State.DEFERRED).count(),
        parked=parked_copies().count(),
        halts=list(Halt.objects.order_by("since", "id")),
        domains=domains,
        letters=[letters[each] for each in oldest],
        letters_number=len(letters),
        is_partial=is_partial,
    )


def _by_domain(most: int) -> tuple[list[Waiting], int, bool]:
    """The fullest domains; how many copies were never tried; whether not all of them were read."""
    found: dict[str, Waiting] = {}
    rows = Copy.objects.filter(state=Copy.State.DEFERRED).values("domain")
    for row in rows.annotate(
        number=Count("id"), next=Min("run_at"), oldest=Min("batch_id")
    ).order_by():
        found[row["domain"]] = Waiting(
            domain=row["domain"], deferred=row["number"], next_try=row["next"]
        )
        found[row["domain"]].since = _queued_at(row["oldest"])
    never_tried = read = 0
    batches = Batch.objects.filter(open=True).order_by("run_at", "id")
    for marks in batches.values_list("outcomes", flat=True).iterator(chunk_size=500):
        never_tried += marks.count(WAITING)
    for batch in batches.select_related("letter").defer("letter__content")[:MOST_BATCHES_READ]:
        numbers = Counter(
            domain_of(address)
            for (address, *_), mark in zip(batch.recipients, batch.outcomes, strict=False)
            if mark == WAITING
        )
        for domain, number in numbers.items():
            read += number
            found.setdefault(domain, Waiting(domain=domain)).add_first_tries(
                number, queued_at=batch.letter.queued_at, run_at=batch.run_at
            )
    fullest = sorted(found.values(), key=lambda each: (-each.number, each.domain))[:most]
    _add_replies(fullest, "domain", [each.domain for each in fullest])
    return fullest, never_tried, read < never_tried


def _queued_at(batch_id: int) -> datetime:
    at: datetime = Letter.objects.values_list("queued_at", flat=True).get(batches=batch_id)
    return at


def _by_letter() -> dict[int, Waiting]:
    """What waits, by the letter's id."""
    found: dict[int, Waiting] = {}
    rows = Copy.objects.filter(state=Copy.State.DEFERRED).values(letter=F("batch__letter_id"))
    for row in rows.annotate(number=Count("id"), next=Min("run_at")).order_by():
        found[row["letter"]] = Waiting(deferred=row["number"], next_try=row["next"])
    batches = Batch.objects.filter(open=True).values_list("letter_id", "outcomes", "run_at")
    for letter_id, marks, run_at in batches.iterator(chunk_size=500):
        waiting = found.setdefault(letter_id, Waiting())
        waiting.add_first_tries(marks.count(WAITING), queued_at=run_at, run_at=run_at)
    return found


def _add_replies(rows: Collection[Waiting], field: str, names: Collection[object]) -> None:
    """To each the last answer that one of its deferred copies got."""
    last = (
        Copy.objects.filter(state=Copy.State.DEFERRED, **{f"{field}__in": names})
        .values(field)
        .annotate(last=Max("id"))
        .order_by()
    )
    key_of = {row[field]: row["last"] for row in last}
    replies = dict(Copy.objects.filter(pk__in=key_of.values()).values_list("pk", "reply"))
    for name, row in zip(names, rows, strict=True):
        row.reply = replies.get(key_of.get(name, 0), "")


@dataclass(frozen=True)
class CopyState:
    """One copy and what became of it.

    `at` is when it was delivered, at the latest; `next_try` when it goes again.
    """

    letter_id: int
    number: int
    address: str
    key: str
    state: str
    attempts: int = 0
    at: datetime | None = None
    next_try: datetime | None = None
    reply: str = ""


def copies_of(
    letter: Letter, *, state: str = "", after: int = 0, most: int = 100
) -> list[CopyState]:
    """Copies of a letter whose number is greater than `after`, in order; those in a state only.

    Copies are numbered from 1. States are the values of OUTCOMES.
    """
    found: list[CopyState] = []
    for batch in letter.batches.order_by("first").iterator(chunk_size=4):
        if batch.first + len(batch.recipients) <= after:
            continue
        for copy in _states(batch):
            if copy.number > after and state in ("", copy.state):
                found.append(copy)
                if len(found) == most:
                    return found
    return found


def copies_to(address: str, *, most: int = 50) -> list[CopyState]:
    """The latest copies to an address, the newest first, of whatever letter."""
    address = address.strip().lower()
    written = json.dumps(address, ensure_ascii=connection.vendor != "postgresql")
    batches = (
        Batch.objects.annotate(written=Cast("recipients", TextField()))
        .filter(written__icontains=written)
        .order_by("-id")
    )
    found: list[CopyState] = []
    for batch in batches.iterator(chunk_size=4):
        found += [copy for copy in _states(batch) if copy.address.lower() == address]
        if len(found) >= most:
            break
    return found[:most]


def _states(batch: Batch) -> Iterator[CopyState]:
    rows = {copy.index: copy for copy in batch.stragglers.all()}
    for index, ((address, key, *_), mark) in enumerate(
        zip(batch.recipients, batch.outcomes, strict=False)
    ):
        copy = rows.get(index)
        state = OUTCOMES.get(mark, "waiting")
        yield CopyState(
            letter_id=batch.letter_id,
            number=batch.first + index + 1,
            address=address,
            key=key,
            state=state,
            attempts=copy.attempts if copy else int(state != "waiting"),
            at=batch.booked_at if state == "delivered" else None,
            next_try=copy.run_at if copy else batch.run_at if state == "waiting" else None,
            reply=copy.reply if copy else "",
        )
