"""What a person does to mail that waits: try it now, set it aside, withdraw what has not left.

Every copy still ends delivered, bounced or parked. Copies that the sender holds at this moment may
arrive all the same; then they count as delivered.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from comitia.base.packing import pack
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.outbox.actions import whole_lines
from comitia.outbox.aside import domain_of, set_aside, waiting_in
from comitia.outbox.models import Batch, Copy, Letter

AT_ONCE = 500


class NoReason(Exception):
    """Whoever sets mail aside says why; it is shown with each copy."""


class AlreadyWithdrawn(Exception):
    """No copy of this letter leaves any more."""


@dataclass(frozen=True)
class Chosen:
    """Which copies: those of a letter, those to a domain, those of both; all, if neither."""

    letter_id: int | None = None
    domain: str = ""

    def copies(self, state: Copy.State) -> QuerySet[Copy]:
        """Those that have rows of their own, in this state."""
        found = Copy.objects.filter(state=state)
        if self.letter_id is not None:
            found = found.filter(batch__letter=self.letter_id)
        return found.filter(domain=self.domain.lower()) if self.domain else found

    def batches(self) -> QuerySet[Batch]:
        """Those that may hold some which were never tried."""
        found = Batch.objects.filter(open=True)
        return found.filter(letter=self.letter_id) if self.letter_id is not None else found

    def fits(self, address: str) -> bool:
        return not self.domain or domain_of(address) == self.domain.lower()


def retry(chosen: Chosen, *, at: datetime) -> int:
    """Try now what was to be tried again later; how many copies."""
    return chosen.copies(Copy.State.DEFERRED).filter(run_at__gt=at).update(run_at=at)


def retry_parked(chosen: Chosen, *, at: datetime) -> int:
    """Let parked copies be tried again; how many. Of a withdrawn letter none."""
    number = 0
    parked = chosen.copies(Copy.State.PARKED).filter(batch__letter__withdrawn_at=None)
    for batch_id, keys in _by_batch(parked):
        with transaction.atomic():
            batch = Batch.objects.select_for_update().get(pk=batch_id)
            copies = list(Copy.objects.filter(pk__in=keys, state=Copy.State.PARKED))
            _mark(batch, copies, "s")
            number += Copy.objects.filter(pk__in=[each.pk for each in copies]).update(
                state=Copy.State.DEFERRED, run_at=at, lease="", leased_until=None
            )
    return number


def park(chosen: Chosen, *, reason: str, by: Actor, at: datetime) -> int:
    """Set aside what waits, until it is retried; how many copies. Raises NoReason."""
    reason = reason.strip()
    if not reason:
        raise NoReason("Give the reason; it is shown with each copy.")
    said = f"Parked by {by.name}, {at:%Y-%m-%d %H:%M} UTC: {reason}"
    return _park(chosen, said)


@transaction.atomic
def withdraw(letter: Letter, *, reason: str, by: Actor, at: datetime) -> int:
    """Let no more copies of a letter leave; how many had not. They are parked, for good.

    Copies that were delivered stay so, and the archive keeps the message: what was sent was sent.
    Raises NoReason, AlreadyWithdrawn.
    """
    reason = reason.strip()
    if not reason:
        raise NoReason("Give the reason; it is shown with each copy and is in the ledger.")
    taken = Letter.objects.filter(pk=letter.pk, withdrawn_at=None).update(withdrawn_at=at)
    if not taken:
        raise AlreadyWithdrawn("This letter has been withdrawn already.")
    said = f"Withdrawn by {by.name}, {at:%Y-%m-%d %H:%M} UTC: {reason}"
    number = _park(Chosen(letter_id=letter.pk), said)
    ledger.append(
        "letter.withdrawn",
        f"group:{letter.group}" if letter.group else "outbox",
        {"letter": letter.once, "copies": letter.copies, "withdrawn": number, "reason": reason},
        by=by,
        at=at,
    )
    return number


def overwrite(letter: Letter, *, content: bytes) -> None:
    """Forget what a letter said: only `content`, a whole mail, is left of it.

    For what may be shown nowhere any more. Copies that left are as they were.
    """
    Letter.objects.filter(pk=letter.pk).update(content=pack(whole_lines(content)))


def _park(chosen: Chosen, said: str) -> int:
    number = 0
    for batch_id in list(chosen.batches().order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            batch = Batch.objects.select_for_update().get(pk=batch_id)
            fitting = [
                index for index in waiting_in(batch) if chosen.fits(batch.recipients[index][0])
            ]
            number += set_aside(batch, fitting, state=Copy.State.PARKED, reply=said)
    for batch_id, keys in _by_batch(chosen.copies(Copy.State.DEFERRED)):
        with transaction.atomic():
            batch = Batch.objects.select_for_update().get(pk=batch_id)
            copies = list(Copy.objects.filter(pk__in=keys, state=Copy.State.DEFERRED))
            _mark(batch, copies, "p")
            number += Copy.objects.filter(pk__in=[each.pk for each in copies]).update(
                state=Copy.State.PARKED, run_at=None, lease="", leased_until=None, reply=said
            )
    return number


def _mark(batch: Batch, copies: list[Copy], mark: str) -> None:
    marks = list(batch.outcomes)
    for copy in copies:
        marks[copy.index] = mark
    batch.outcomes = "".join(marks)
    batch.save(update_fields=["outcomes"])


def _by_batch(copies: QuerySet[Copy]) -> Iterator[tuple[int, list[int]]]:
    """The keys of some copies, those of one batch together; a bounded number at a time."""
    last = 0
    while found := list(
        copies.filter(pk__gt=last).order_by("pk").values_list("pk", "batch_id")[:AT_ONCE]
    ):
        last = found[-1][0]
        together: dict[int, list[int]] = defaultdict(list)
        for key, batch_id in found:
            together[batch_id].append(key)
        yield from together.items()
