"""The rows behind delivery: claim what is due, book what became of each copy. Blocking; no network.

A claim is a lease; outcomes are merged into the batch row under a lock, so that two senders that
hold the same batch in turn never undo each other. What is not booked waits to be sent again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from comitia.base.ids import fresh_token
from comitia.base.packing import unpack
from comitia.jobs.actions import enqueue
from comitia.outbox.aside import domain_of, set_aside, waiting_in
from comitia.outbox.deliver.verdicts import Outcome
from comitia.outbox.halts import Halts, halts_now
from comitia.outbox.models import Batch, Copy, Letter

# Renewed while the sender lives; copies of one that died wait no longer than this.
LEASE_SECONDS = 30
FIRST_PAUSE_SECONDS = 120
LONGEST_PAUSE_SECONDS = 4 * 3600
GIVE_UP_AFTER = timedelta(days=5)

# A clock that was wrong for a moment gives nobody up, nor do days in which the relay was away.
LEAST_TRIES = 5
# Clocks of two machines differ by less; what is leased for longer is leased by a clock set back.
CLOCKS_DIFFER_BY = timedelta(minutes=5)

LETTERS: dict[Outcome, str] = {"delivered": "d", "deferred": "s", "bounced": "b", "parked": "p"}


@dataclass(frozen=True)
class Copies:
    """Copies of one letter that are ours to send for now."""

    batch_id: int
    letter_id: int
    group: str
    kind: str
    content: bytes
    personal_headers: list[tuple[str, str]]
    bounces: str
    queued_at: datetime
    lease: str
    waiting: list[tuple[int, str, str]] = field(default_factory=list)
    """(index, address, token) of each."""


@dataclass(frozen=True)
class Result:
    """What became of one copy at one try.

    `at_last` is what becomes of a deferred one after the last try. One with `untried_seconds` was
    not tried; it waits for so long, and that counts as no try.
    """

    batch_id: int
    index: int
    outcome: Outcome
    reply: str = ""
    at_last: Outcome = "bounced"
    untried_seconds: float | None = None
    lease: str = ""


def claim(
    *, at: datetime, limit: int, held: Collection[str] = (), paused: Collection[str] = ()
) -> list[Copies]:
    """Take up to `limit` batches with copies never tried, and as many with stragglers now due.

    What is halted is passed over, and so is what the caller has under `held` leases, whatever the
    clock says of them; of `paused` domains those that were put off before.
    """
    halts = halts_now()
    if halts.everything:
        return []
    free = _free(at) & ~Q(lease__in=held) if held else _free(at)
    return _claim_batches(at, limit, halts, free) + _claim_stragglers(
        at, limit * 500, halts, free, paused
    )


def _free(at: datetime) -> Q:
    until = timedelta(seconds=LEASE_SECONDS) + CLOCKS_DIFFER_BY
    return Q(leased_until__isnull=True) | Q(leased_until__lt=at) | Q(leased_until__gt=at + until)


def _claim_batches(at: datetime, limit: int, halts: Halts, free: Q) -> list[Copies]:
    # `run_at` only orders them: a clock that was set back makes none of them wait.
    due = Batch.objects.filter(free, open=True).order_by("run_at", "id")
    if halts.groups:
        due = due.exclude(letter__group__in=halts.groups)
    ids = list(due.values_list("id", flat=True)[:limit])
    if not ids:
        return []
    lease = fresh_token()
    Batch.objects.filter(free, id__in=ids, open=True).update(
        lease=lease, leased_until=at + timedelta(seconds=LEASE_SECONDS)
    )
    if halts.domains:
        for batch_id in ids:
            _set_aside_halted(batch_id, halts, at=at)
    ours = Batch.objects.filter(id__in=ids, lease=lease, open=True)
    return [
        _copies(
            batch,
            lease,
            [
                (index, address, token)
                for index, (address, _, token) in enumerate(batch.recipients)
                if batch.outcomes[index] == "."
            ],
        )
        for batch in ours.select_related("letter").order_by("id")
    ]


def _set_aside_halted(batch_id: int, halts: Halts, *, at: datetime) -> None:
    """Let the copies to halted domains wait each by itself, so that the rest of the batch goes."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        halted = [
            index
            for index in waiting_in(batch)
            if domain_of(batch.recipients[index][0]) in halts.domains
        ]
        set_aside(batch, halted, state=Copy.State.DEFERRED, run_at=at)


def _claim_stragglers(
    at: datetime, limit: int, halts: Halts, free: Q, paused: Collection[str]
) -> list[Copies]:
    # None waits for longer than the longest pause, or a clock was set back.
    run_at = Q(run_at__lte=at) | Q(run_at__gt=at + timedelta(seconds=LONGEST_PAUSE_SECONDS))
    due = Copy.objects.filter(free, run_at, state=Copy.State.DEFERRED)
    if halts.domains or paused:
        due = due.exclude(domain__in={*halts.domains, *paused})
    if halts.groups:
        due = due.exclude(batch__letter__group__in=halts.groups)
    ids = list(due.order_by("run_at", "id").values_list("id", flat=True)[:limit])
    if not ids:
        return []
    lease = fresh_token()
    for start in range(0, len(ids), 500):
        Copy.objects.filter(free, id__in=ids[start : start + 500]).update(
            lease=lease, leased_until=at + timedelta(seconds=LEASE_SECONDS)
        )
    found: dict[int, Copies] = {}
    ours = Copy.objects.filter(lease=lease).select_related("batch__letter").order_by("id")
    for copy in ours:
        batch = copy.batch
        copies = found.setdefault(batch.pk, _copies(batch, lease, []))
        address, _, token = batch.recipients[copy.index]
        copies.waiting.append((copy.index, address, token))
    return list(found.values())


def _copies(batch: Batch, lease: str, waiting: list[tuple[int, str, str]]) -> Copies:
    letter: Letter = batch.letter
    return Copies(
        batch_id=batch.pk,
        letter_id=letter.pk,
        group=letter.group,
        kind=letter.kind,
        content=unpack(letter.content),
        personal_headers=[(name, pattern) for name, pattern in letter.personal_headers],
        bounces=letter.bounces,
        queued_at=letter.queued_at,
        lease=lease,
        waiting=waiting,
    )


def book(results: Iterable[Result], *, at: datetime) -> None:
    """Write down what became of copies, all in one transaction; a later result corrects nothing."""
    by_batch: dict[int, list[Result]] = {}
    for result in results:
        by_batch.setdefault(result.batch_id, []).append(result)
    with transaction.atomic():
        batches = Batch.objects.select_for_update().filter(id__in=sorted(by_batch))
        for batch in batches.select_related("letter").order_by("id"):
            _book_batch(batch, by_batch[batch.pk], at)


def _book_batch(batch: Batch, results: list[Result], at: datetime) -> None:
    outcomes = list(batch.outcomes)
    stragglers = {
        copy.index: copy for copy in batch.stragglers.filter(state__in=("deferred", "parked"))
    }
    for result in results:
        copy = stragglers.get(result.index)
        final = _final(result, batch.letter.queued_at, copy, at)
        before = outcomes[result.index]
        # What was parked while it was being sent has been delivered all the same.
        if before not in ".s" and (before, final) != ("p", "delivered"):
            continue
        outcomes[result.index] = LETTERS[final]
        if before != "." or final != "delivered":
            _book_straggler(batch, result, final, copy, at)
        if final == "bounced":
            # Who is affected, and what follows, is for the mail road to say.
            payload = {"batch_id": batch.pk, "index": result.index, "reply": result.reply}
            once = f"bounced:{batch.pk}:{result.index}"
            enqueue("mail.copy_bounced", payload, once=once, at=at)
    batch.outcomes = "".join(outcomes)
    batch.open = "." in batch.outcomes
    # Progress is a sign of life: the lease runs anew, and ends with the last copy.
    batch.leased_until = at + timedelta(seconds=LEASE_SECONDS) if batch.open else None
    batch.booked_at = at
    batch.save(update_fields=["outcomes", "open", "leased_until", "booked_at"])


def _final(result: Result, queued_at: datetime, copy: Copy | None, at: datetime) -> Outcome:
    if result.outcome != "deferred" or result.untried_seconds is not None:
        return result.outcome
    tries = 1 + (copy.attempts if copy else 0)
    given_up = at - queued_at >= GIVE_UP_AFTER and tries >= LEAST_TRIES
    return result.at_last if given_up else "deferred"


def _book_straggler(
    batch: Batch, result: Result, final: Outcome, copy: Copy | None, at: datetime
) -> None:
    address = batch.recipients[result.index][0]
    copy = copy or Copy(batch=batch, index=result.index, domain=domain_of(address))
    copy.state = final
    copy.attempts += result.untried_seconds is None
    copy.reply = result.reply
    copy.lease, copy.leased_until = "", None
    pause = result.untried_seconds
    if pause is None:
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (copy.attempts - 1), LONGEST_PAUSE_SECONDS)
    copy.run_at = at + timedelta(seconds=pause) if final == "deferred" else None
    copy.save()


def renew(leases: Iterable[str], *, at: datetime) -> None:
    """Hold on to what was claimed and is not sent yet."""
    until = at + timedelta(seconds=LEASE_SECONDS)
    held = list(leases)
    Batch.objects.filter(lease__in=held, open=True).update(leased_until=until)
    Copy.objects.filter(lease__in=held, state=Copy.State.DEFERRED).update(leased_until=until)


def release(leases: Iterable[str]) -> None:
    """Give claimed copies back untried, as when the relay cannot be reached."""
    for kind in (Batch, Copy):
        kind.objects.filter(lease__in=list(leases)).update(lease="", leased_until=None)
