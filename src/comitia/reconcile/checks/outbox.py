"""Each archived post has its letter, each letter its copies, each copy one state."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from comitia.archive.actions import raw_bytes
from comitia.archive.envelope import read
from comitia.archive.models import Message
from comitia.groups.models import Membership
from comitia.mail.distribute.station import distribute
from comitia.mail.models import Arrival
from comitia.mail.queries import letters_of
from comitia.outbox.aside import WAITING, domain_of
from comitia.outbox.halts import halts_now
from comitia.outbox.models import Batch, Copy, Letter
from comitia.outbox.queries import OUTCOMES
from comitia.reconcile.check import WHOLE, Check, Found, every

STALLED_AFTER = timedelta(hours=1)
# The states of a copy's own row, by its mark in the batch.
STATES = {"s": "deferred", "b": "bounced", "p": "parked"}
MARKS = {"deferred": "s", "bounced": "b", "parked": "p", "delivered": "d"}
BATCHES_PAGE = 50


def without_letter(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Messages that came by mail and for which nothing was queued.

    A group with texts in several languages and no member has no letter, and needs none.
    """
    came = Arrival.objects.filter(message__in=keys, outcome=Arrival.Outcome.ARCHIVED)
    posts = set(came.values_list("message_id", flat=True))
    posts -= set(letters_of(posts))
    rows = Message.objects.filter(pk__in=posts, redacted_at=None)
    for message in rows.select_related("group").order_by("pk"):
        seats = Membership.objects.filter(group=message.group_id, active_since__isnull=False)
        if seats.filter(active_since__lte=message.received_at).exists():
            name = message.group.name
            yield Found(message.pk, {"group": name, "number": message.number}, name)


def incomplete(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Letters that do not have just as many copies as were queued, or two for one member."""
    batches: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
    rows = Batch.objects.filter(letter__in=keys).order_by("letter", "first")
    for letter_id, first, recipients in rows.values_list(
        "letter_id", "first", "recipients"
    ).iterator(chunk_size=20):
        whom = [row[1] or row[0] for row in recipients]
        batches[letter_id].append((first, whom))
    for letter in Letter.objects.filter(pk__in=keys).defer("content").order_by("pk"):
        there, is_whole = 0, True
        for first, whom in batches[letter.pk]:
            is_whole = is_whole and first == there
            there += len(whom)
        times = Counter(each for _, whom in batches.pop(letter.pk) for each in whom)
        twice = sum(1 for number in times.values() if number > 1)
        if there != letter.copies or not is_whole or twice:
            facts = {"letter": letter.pk, "queued": letter.copies, "there": there, "twice": twice}
            yield Found(letter.pk, facts, letter.group)


def contradictory(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Batches in which the state of a copy is not one and the same wherever it stands."""
    rows_of: dict[int, dict[int, str]] = defaultdict(dict)
    copies = Copy.objects.filter(batch__in=keys).values_list("batch_id", "index", "state")
    for batch_id, index, state in copies.iterator(chunk_size=2000):
        rows_of[batch_id][index] = state
    suspects = []
    batches = Batch.objects.filter(pk__in=keys).values_list("pk", "open", "outcomes", "recipients")
    for pk, is_open, marks, recipients in batches.iterator(chunk_size=20):
        wrong = _wrong(marks, len(recipients), rows_of.pop(pk, {}))
        if wrong or is_open != (WAITING in marks):
            suspects.append((pk, wrong))
    letters = Batch.objects.filter(pk__in=[pk for pk, _ in suspects]).select_related("letter")
    found = {batch.pk: batch for batch in letters.defer("recipients", "letter__content")}
    for pk, wrong in sorted(suspects):
        batch = found[pk]
        facts = {"letter": batch.letter_id, "number": len(wrong)}
        first = batch.first + (wrong[0] if wrong else 0) + 1
        yield Found(pk, facts | {"copy": first}, batch.letter.group)


def _wrong(marks: str, number: int, state_of: dict[int, str]) -> list[int]:
    """The places, in order, of copies whose state cannot be told, or is told in two ways."""
    if not state_of and len(marks) == number and not marks.strip("d."):
        return []
    size = max(number, len(marks))
    return sorted(
        {
            index
            for index, mark in enumerate(marks.ljust(size, "?"))
            if index >= number or mark not in OUTCOMES or not _fits(mark, state_of.get(index))
        }
        | {index for index in state_of if index >= size}
    )


def _fits(mark: str, state: str | None) -> bool:
    if mark in STATES:
        return state == STATES[mark]
    return state is None or (mark, state) == ("d", "delivered")


def stalled(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Copies long due that nobody sends, although nothing is halted."""
    halts = halts_now()
    if halts.everything:
        return
    due = Q(run_at__lt=at - STALLED_AFTER) & (Q(leased_until=None) | Q(leased_until__lt=at))
    batches = Batch.objects.filter(due, open=True).exclude(letter__group__in=halts.groups)
    copies = (
        Copy.objects.filter(due, state=Copy.State.DEFERRED)
        .exclude(batch__letter__group__in=halts.groups)
        .exclude(domain__in=halts.domains)
    )
    number = copies.count()
    for marks in batches.values_list("outcomes", flat=True).iterator(chunk_size=500):
        number += marks.count(WAITING)
    if number:
        yield Found(WHOLE, {"number": number})


def queue_letters(keys: Sequence[int], at: datetime) -> None:
    """Queue posts for those entitled now; what is queued already is not queued twice."""
    for message in Message.objects.filter(pk__in=keys).select_related("group", "raw"):
        arrival = message.arrivals.order_by("id").first()
        if arrival is not None:
            data = raw_bytes(message)
            distribute(message=message, arrival=arrival, envelope=read(data), data=data, at=at)


def settle(keys: Sequence[int], at: datetime) -> None:
    """Give each copy one state again: that of its own row, else that of its mark.

    A copy whose state cannot be told is sent: rather twice than never.
    """
    for batch in Batch.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        size = len(batch.recipients)
        batch.stragglers.filter(index__gte=size).delete()
        rows = {copy.index: copy for copy in batch.stragglers.all()}
        marks = list(batch.outcomes.ljust(size, "?")[:size])
        for index, mark in enumerate(marks):
            row = rows.get(index)
            if row is not None:
                marks[index] = MARKS[row.state]
            elif mark not in "d.":
                marks[index] = "s"
                domain = domain_of(batch.recipients[index][0])
                Copy.objects.create(
                    batch=batch, index=index, domain=domain, state="deferred", run_at=at
                )
        batch.outcomes = "".join(marks)
        batch.open = WAITING in batch.outcomes
        batch.save(update_fields=["outcomes", "open"])


CHECKS = (
    Check(
        "letter-missing",
        _("Message %(number)s of %(group)s is in the archive, and no copies of it were queued."),
        _("Mend it: it is queued for those who are members now."),
        without_letter,
        every(Message),
        queue_letters,
    ),
    Check(
        "letter-incomplete",
        _(
            "Letter %(letter)s was queued with %(queued)s copies and has %(there)s; %(twice)s"
            " members have more than one."
        ),
        _("Restore the database from a backup: copies were taken out of the outbox."),
        incomplete,
        every(Letter),
        page=BATCHES_PAGE,
    ),
    Check(
        "copy-contradictory",
        _("The state of %(number)s copies of letter %(letter)s is unclear, from copy %(copy)s on."),
        _("Mend it: what may not have left is sent, which may repeat a copy."),
        contradictory,
        every(Batch),
        settle,
        page=4 * BATCHES_PAGE,
    ),
    Check(
        "outbox-stalled",
        _("%(number)s copies should have left more than an hour ago."),
        _("See that “comitia mail” runs and that the relay answers: comitia doctor"),
        stalled,
        small=True,
    ),
)  # fmt: skip
