"""Takes copies out of their batch: from then on each waits, or is parked, as a row of its own."""

from collections.abc import Collection
from datetime import datetime

from comitia.outbox.models import Batch, Copy

WAITING = "."
MARKS = {Copy.State.DEFERRED: "s", Copy.State.PARKED: "p"}
# A domain's name has 255 bytes at most (RFC 1035, 2.3.4).
MOST_DOMAIN = 255


def domain_of(address: str) -> str:
    """Where mail for an address goes, in lower case."""
    return address.rpartition("@")[2].lower()[:MOST_DOMAIN]


def waiting_in(batch: Batch) -> list[int]:
    """The places of a batch's copies that were never tried."""
    return [index for index, mark in enumerate(batch.outcomes) if mark == WAITING]


def set_aside(
    batch: Batch,
    indexes: Collection[int],
    *,
    state: Copy.State,
    run_at: datetime | None = None,
    reply: str = "",
) -> int:
    """Give these copies, none of them tried yet, a row each. The caller has locked the batch."""
    if not indexes:
        return 0
    marks = list(batch.outcomes)
    for index in indexes:
        marks[index] = MARKS[state]
    Copy.objects.bulk_create(
        Copy(
            batch=batch,
            index=index,
            domain=domain_of(batch.recipients[index][0]),
            state=state,
            run_at=run_at,
            reply=reply,
        )
        for index in indexes
    )
    batch.outcomes = "".join(marks)
    batch.open = WAITING in batch.outcomes
    batch.save(update_fields=["outcomes", "open"])
    return len(indexes)
