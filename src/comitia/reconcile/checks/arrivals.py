"""What was acknowledged ends in one outcome, or waits with somebody who will take it on."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from comitia.jobs import actions as jobs
from comitia.jobs.models import Job
from comitia.mail.models import Arrival, Held
from comitia.mail.moderate.waiting import expires_at
from comitia.reconcile.check import Check, Found, every

TRAVEL = "mail.travel"
LONGEST_WAIT = timedelta(minutes=30)
# The job that sends held mail back runs each hour.
LATEST_EXPIRY = timedelta(hours=6)

Outcome = Arrival.Outcome
State = Held.State
ENDS = {
    State.WAITING: Outcome.HELD,
    State.ACCEPTED: Outcome.ARCHIVED,
    State.REJECTED: Outcome.REJECTED,
    State.EXPIRED: Outcome.REJECTED,
    State.DISCARDED: Outcome.DISCARDED,
}


def without_work(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Waiting arrivals that no job will take down the road."""
    waiting = Arrival.objects.filter(pk__in=keys, outcome=Outcome.WAITING)
    work = Job.objects.filter(kind=TRAVEL, payload__arrival_id__in=list(keys))
    taken = set(work.values_list("payload__arrival_id", flat=True))
    for arrival in waiting.order_by("pk"):
        if arrival.pk not in taken:
            yield Found(arrival.pk, _facts(arrival))


def waiting_long(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Waiting arrivals whose job is not done, or fails again and again."""
    waiting = Arrival.objects.filter(
        pk__in=keys, outcome=Outcome.WAITING, received_at__lt=at - LONGEST_WAIT
    )
    work = Job.objects.filter(kind=TRAVEL, payload__arrival_id__in=list(keys))
    job_of = {job.payload["arrival_id"]: job for job in work}
    for arrival in waiting.order_by("pk"):
        job = job_of.get(arrival.pk)
        if job is not None:
            facts = {"tries": job.attempts, "reason": job.reason or "-"}
            yield Found(arrival.pk, _facts(arrival) | facts)


def without_message(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Arrivals said to be in the archive of which the archive knows nothing."""
    lost = Arrival.objects.filter(pk__in=keys, outcome=Outcome.ARCHIVED, message=None)
    for arrival in lost.order_by("pk"):
        yield Found(arrival.pk, _facts(arrival))


def held_by_nobody(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Arrivals said to be held which no moderator can see."""
    lost = Arrival.objects.filter(pk__in=keys, outcome=Outcome.HELD, held=None)
    for arrival in lost.order_by("pk"):
        yield Found(arrival.pk, _facts(arrival))


def held_otherwise(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Decisions of moderators that were not carried out on the message itself."""
    rows = Held.objects.filter(pk__in=keys).select_related("arrival", "group")
    for held in rows.order_by("pk"):
        outcome = held.arrival.outcome
        if outcome != ENDS[State(held.state)]:
            facts = _facts(held.arrival) | {"state": held.state, "outcome": outcome}
            yield Found(held.pk, facts, held.group.name)


def held_too_long(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Held mail that should have gone back to its sender."""
    rows = Held.objects.filter(pk__in=keys, state=State.WAITING)
    for held in rows.select_related("arrival", "group__parent").order_by("pk"):
        due = expires_at(held)
        if at > due + LATEST_EXPIRY:
            facts = _facts(held.arrival) | {"due": _when(due)}
            yield Found(held.pk, facts, held.group.name)


def take_on(keys: Sequence[int], at: datetime) -> None:
    """Let work wait for these arrivals. The road does nothing for one that has ended."""
    waiting = Arrival.objects.select_for_update().filter(pk__in=keys, outcome=Outcome.WAITING)
    lost = [found.row for found in without_work(list(waiting.values_list("pk", flat=True)), at)]
    jobs.enqueue_many(TRAVEL, [{"arrival_id": pk} for pk in lost], at=at)


def put_back_archived(keys: Sequence[int], at: datetime) -> None:
    _put_back([each.row for each in without_message(keys, at)], at)


def put_back_held(keys: Sequence[int], at: datetime) -> None:
    _put_back([each.row for each in held_by_nobody(keys, at)], at)


def _put_back(keys: Sequence[int], at: datetime) -> None:
    """Let arrivals go down the road again: the archive and the outbox know what they have."""
    Arrival.objects.filter(pk__in=keys).update(outcome=Outcome.WAITING, reason="")
    take_on(keys, at)


def expire_now(keys: Sequence[int], at: datetime) -> None:
    jobs.enqueue("mail.expire", {}, once="recurring:mail.expire", at=at)


def _facts(arrival: Arrival) -> dict[str, object]:
    return {"arrival": arrival.pk, "to": arrival.rcpt_to, "received": _when(arrival.received_at)}


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


CHECKS = (
    Check(
        "arrival-without-work",
        _("Mail to %(to)s was accepted %(received)s, and no work waits that would take it on."),
        _("Mend it: the work is queued again."),
        without_work,
        lambda: Arrival.objects.filter(outcome=Outcome.WAITING),
        take_on,
        small=True,
    ),
    Check(
        "arrival-waits",
        _(
            "Mail to %(to)s was accepted %(received)s and still waits; it was tried %(tries)s"
            " times, the last time: %(reason)s"
        ),
        _("See that “comitia work” runs, and what its log says."),
        waiting_long,
        lambda: Arrival.objects.filter(outcome=Outcome.WAITING),
        small=True,
    ),
    Check(
        "arrival-without-message",
        _("Mail to %(to)s, accepted %(received)s, counts as archived and is not in the archive."),
        _("Mend it: it goes down the road again."),
        without_message,
        every(Arrival),
        put_back_archived,
    ),
    Check(
        "held-by-nobody",
        _("Mail to %(to)s, accepted %(received)s, counts as held and no moderator can see it."),
        _("Mend it: it goes down the road again."),
        held_by_nobody,
        lambda: Arrival.objects.filter(outcome=Outcome.HELD),
        put_back_held,
        small=True,
    ),
    Check(
        "held-otherwise",
        _(
            "Mail to %(to)s, accepted %(received)s: moderation says “%(state)s”, the message"
            " “%(outcome)s”."
        ),
        _("Look at both, and at the ledger’s entries about the group; decide by hand."),
        held_otherwise,
        every(Held),
    ),
    Check(
        "held-too-long",
        _("Held mail to %(to)s should have gone back to its sender by %(due)s."),
        _("Mend it: what nobody decided on is sent back. See also that “comitia work” runs."),
        held_too_long,
        lambda: Held.objects.filter(state=State.WAITING),
        expire_now,
        small=True,
    ),
)
