"""The verbs of what waits: enqueue, claim, finish, fail, park, retry.

A claim is a compare-and-set (`update … where` the row is still as it was read), so SQLite and
PostgreSQL behave alike and two workers never hold one job. A lease that ran out makes the job
claimable again: the worker died. Each claim has a lease name of its own, so a slow worker that lost
its job cannot finish somebody else's.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from comitia.base.ids import fresh_token
from comitia.base.rows import insert_rows
from comitia.base.text import storable
from comitia.jobs.models import Job

MOST_ATTEMPTS = 12
FIRST_PAUSE_SECONDS = 2
LONGEST_PAUSE_SECONDS = 3600


class LeaseLost(Exception):
    """The job is no longer ours: the lease ran out and somebody else has it, or it is done."""


@dataclass(frozen=True)
class Claimed:
    """A job held under a lease."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int
    lease: str


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    at: datetime,
    once: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Let a piece of work wait, within the caller's transaction.

    With `once`, nothing is added while a job of that name waits. One that is being done no longer
    counts: it may have read before the caller wrote, so another must come after it.
    """
    job = Job(kind=kind, payload=payload, once=once, run_at=run_at or at, created_at=at)
    Job.objects.bulk_create([job], ignore_conflicts=once is not None)


def enqueue_many(kind: str, payloads: Iterable[dict[str, Any]], *, at: datetime) -> None:
    """Let many pieces of the same work wait, within the caller's transaction, by one statement."""
    insert_rows(
        Job,
        ("payload",),
        [(payload,) for payload in payloads],
        same={"kind": kind, "run_at": at, "created_at": at},
    )


def claim(kinds: Iterable[str], *, limit: int, lease_seconds: float, at: datetime) -> list[Claimed]:
    """Take up to `limit` due jobs of these kinds, oldest first, under a lease."""
    due = (
        Job.objects.filter(kind__in=list(kinds), run_at__lte=at)
        .filter(_free(at))
        .order_by("run_at", "id")
        .values_list("id", "kind", "payload", "attempts")[:limit]
    )
    found = list(due)
    if not found:
        return []
    lease = fresh_token()
    with transaction.atomic():
        # Rows that another worker is about to claim are passed over where the engine can say so:
        # two workers that wait for each other's rows would be a deadlock.
        free = (
            Job.objects.filter(id__in=[row[0] for row in found])
            .filter(_free(at))
            .select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        )
        ids = list(free.values_list("id", flat=True))
        Job.objects.filter(id__in=ids).filter(_free(at)).update(
            state=Job.State.CLAIMED,
            lease=lease,
            leased_until=at + timedelta(seconds=lease_seconds),
            attempts=F("attempts") + 1,
            once=None,
        )
        # Others may have been quicker all the same: ours are those that bear our lease.
        ours = set(Job.objects.filter(id__in=ids, lease=lease).values_list("id", flat=True))
    return [
        Claimed(id, kind, payload, attempts + 1, lease)
        for id, kind, payload, attempts in found
        if id in ours
    ]


def _free(at: datetime) -> Q:
    return Q(state=Job.State.READY) | Q(state=Job.State.CLAIMED, leased_until__lt=at)


def finish(claimed: Claimed) -> None:
    """The work is done: forget the job, in the transaction of what it did. Raises LeaseLost."""
    done, _ = _held(claimed).delete()
    if not done:
        raise LeaseLost(claimed)


def renew(claimed: Sequence[Claimed], *, lease_seconds: float, at: datetime) -> int:
    """Hold jobs for longer; how many of them are still ours."""
    ours = Q()
    for job in claimed:
        ours |= Q(id=job.id, lease=job.lease)
    held = Job.objects.filter(ours, state=Job.State.CLAIMED) if claimed else Job.objects.none()
    return held.update(leased_until=at + timedelta(seconds=lease_seconds))


def release(claimed: Sequence[Claimed], *, at: datetime) -> None:
    """Give jobs back untried, as when the worker is told to stop."""
    for job in claimed:
        _held(job).update(state=Job.State.READY, lease="", run_at=at, attempts=F("attempts") - 1)


def fail(claimed: Claimed, reason: str, *, at: datetime) -> bool:
    """Try again later, ever later; after MOST_ATTEMPTS park it. True if it was parked."""
    if claimed.attempts >= MOST_ATTEMPTS:
        park(claimed, f"Tried {claimed.attempts} times. Last: {reason}", at=at)
        return True
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (claimed.attempts - 1), LONGEST_PAUSE_SECONDS)
    # Jobs that failed together should not all come back in the same instant.
    pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spread, not secrecy
    updated = _held(claimed).update(
        state=Job.State.READY,
        lease="",
        run_at=at + timedelta(seconds=pause),
        reason=storable(reason),
    )
    if not updated:
        raise LeaseLost(claimed)
    return False


def park(claimed: Claimed, reason: str, *, at: datetime) -> None:
    """Set the job aside with its reason, for a person to look at. Raises LeaseLost."""
    updated = _held(claimed).update(
        state=Job.State.PARKED,
        lease="",
        leased_until=None,
        run_at=at,
        reason=storable(reason) or "?",
    )
    if not updated:
        raise LeaseLost(claimed)


def retry(ids: Iterable[int] | None = None, *, at: datetime) -> int:
    """Make parked jobs ready again (all of them where `ids` is None); how many there were."""
    parked = Job.objects.filter(state=Job.State.PARKED)
    if ids is not None:
        parked = parked.filter(id__in=list(ids))
    return parked.update(state=Job.State.READY, run_at=at, attempts=0)


def drop(id: int) -> bool:
    """Forget one parked job for good; False where there is none. Say why in the log."""
    with transaction.atomic():
        return bool(Job.objects.filter(id=id, state=Job.State.PARKED).delete()[0])


def _held(claimed: Claimed) -> QuerySet[Job]:
    return Job.objects.filter(id=claimed.id, lease=claimed.lease, state=Job.State.CLAIMED)
