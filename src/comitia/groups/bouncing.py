"""What mail that comes back does to a seat (DOMAIN 5 and 6): evidence, suspension, complaint.

A bounce is judged by days and by the weights of the rule set; evidence is kept for those who may
see the seat's address. How a suspended seat is tried again: probing.py.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from comitia.bodies.rulesets import RuleSet, in_force
from comitia.groups import bounce_notices as notices
from comitia.groups import rules
from comitia.groups.models import Bounce, Membership, Suspension
from comitia.groups.steps import enter, move
from comitia.jobs.actions import enqueue
from comitia.ledger.actors import SYSTEM
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.outbox.bounce.report import Kind
from comitia.people.models import Person
from comitia.people.queries import focal_points_of, secretariat

State = Membership.State

# Enough to show five days of every kind; older evidence goes.
MOST_EVIDENCE = 20
WEIGHED: tuple[Kind, ...] = ("permanent", "soft", "temporary", "policy")


@dataclass(frozen=True)
class CameBack:
    """One copy that did not arrive: the kind of failure, and what shows whose copy it was.

    `copy` and `letter` name it (12-3, post), `queued_at` is when its letter was queued, `proof` how
    it is known: verp, relay or enclosed.
    """

    kind: Kind
    status: str = ""
    reason: str = ""
    copy: str = ""
    letter: str = ""
    queued_at: datetime | None = None
    proof: str = "verp"


@transaction.atomic
def bounce(*, seat: Membership, came_back: CameBack, at: datetime) -> Membership:
    """Mail to a member came back: keep the evidence, suspend once it weighs enough (DOMAIN 6).

    A warning of delay and what is no report change nothing.
    """
    if came_back.kind not in WEIGHED:
        return seat
    seat = _held(seat)
    note(address=seat.address, seat=seat, came_back=came_back, at=at)
    if seat.state == State.SUSPENDED:
        _probe_came_back(seat, came_back, at=at)
    if seat.state != State.ACTIVE:
        return seat
    house = in_force(seat.group.parent.kind, at.date())
    days = seat.bounces.filter(counts=True).values_list("day", "kind")
    score = rules.bounce_score(days, _weights(house), forgotten=house.days("bounce_forgotten"))
    if score < house.number("bounce_score_to_suspend"):
        return seat
    return suspend(seat=seat, reason=_said(came_back), at=at)


def _held(seat: Membership) -> Membership:
    """The seat as it is now, with reports of the same moment waiting for this one."""
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("group__parent", "person", "entity")
        .get(pk=seat.pk)
    )


def _weights(house: RuleSet) -> dict[str, int]:
    return {kind: house.number(f"bounce_weight_{kind}") for kind in WEIGHED}


def _said(came_back: CameBack) -> str:
    """What the other side said, with its code where the words lack it."""
    if came_back.status and came_back.status not in came_back.reason:
        return f"{came_back.status} {came_back.reason}".strip()
    return came_back.reason or came_back.kind


def _probe_came_back(seat: Membership, came_back: CameBack, *, at: datetime) -> None:
    """Only mail sent since the suspension says that the address still fails."""
    if came_back.queued_at is not None:
        seat.suspensions.filter(
            ended_at=None, probes__gt=0, came_back_at=None, since__lte=came_back.queued_at
        ).update(came_back_at=at)


def note(*, address: str, seat: Membership | None, came_back: CameBack, at: datetime) -> None:
    """Keep the evidence; of a seat's only the last. In the caller's transaction."""
    said = {
        "at": at,
        "status": came_back.status[:12],
        "reason": came_back.reason[:1000],
        "copy": came_back.copy[:60],
        "letter": came_back.letter,
        "proof": came_back.proof,
        "counts": True,
    }
    # Policy is for the secretariat to mend, and so is an address of somebody without a seat.
    to_tell = came_back.kind == "policy" or seat is None
    row, fresh = Bounce.objects.get_or_create(
        seat=seat,
        day=at.date(),
        kind=came_back.kind,
        **({"address": address} if seat is None else {}),
        defaults={**said, "address": address, "told": not to_tell},
    )
    if not fresh:
        Bounce.objects.filter(pk=row.pk).update(**said, times=F("times") + 1)
    if seat is not None:
        kept = list(seat.bounces.values_list("pk", flat=True)[:MOST_EVIDENCE])
        seat.bounces.exclude(pk__in=kept).filter(told=True).delete()


@transaction.atomic
def suspend(*, seat: Membership, reason: str, at: datetime) -> Membership:
    """Mail does not reach a member: send no more, keep the seat, tell the focal point."""
    if seat.state != State.ACTIVE:
        return seat
    seat = move(seat, State.SUSPENDED, reason=reason)
    Suspension.objects.create(seat=seat, since=at)
    enter("member.suspended", seat, by=SYSTEM, at=at, reason=reason)
    for person in those_answering_for(seat, at=at):
        outbox.queue(
            notice=notices.seat_suspended(seat, person),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"suspended:{seat.pk}:{at:%Y%m%d}:{person.pk}",
            at=at,
        )
    return seat


def those_answering_for(seat: Membership, *, at: datetime) -> list[Person]:
    """The focal points of the seat's entity, its holder left out; failing them, the secretariat."""
    told = focal_points_of(seat.entity, at=at) if seat.entity else []
    return [each for each in told if each.pk != seat.person_id] or secretariat()


@transaction.atomic
def restore(*, seat: Membership, at: datetime) -> Membership:
    """Mail reaches a suspended member again; the evidence stays to be seen, and counts no more.

    What they missed is told them by the mail road, which knows the archive.
    """
    if seat.state != State.SUSPENDED:
        return seat
    seat = move(seat, State.ACTIVE, reason="")
    seat.bounces.update(counts=False)
    enter("member.restored", seat, by=SYSTEM, at=at)
    ended = seat.suspensions.filter(ended_at=None).first()
    if ended is not None:
        Suspension.objects.filter(pk=ended.pk).update(ended_at=at)
        enqueue("mail.restored", {"suspension_id": ended.pk}, once=f"restored:{ended.pk}", at=at)
    return seat


@transaction.atomic
def complain(*, seat: Membership, came_back: CameBack, at: datetime) -> Membership:
    """A member's provider reports our mail as unwanted (RFC 5965): send no more, keep the seat.

    The member is told nothing by mail, which was unwanted; their own page shows it, with the way
    back. The focal point and the secretariat are told once.
    """
    seat = _held(seat)
    if seat.state not in Membership.OPEN:
        return seat
    note(address=seat.address, seat=seat, came_back=came_back, at=at)
    if seat.delivery == Membership.Delivery.NONE:
        return seat
    seat.delivery = Membership.Delivery.NONE
    seat.save(update_fields=["delivery"])
    enter("member.complained", seat, by=SYSTEM, at=at)
    told = {each.pk: each for each in [*those_answering_for(seat, at=at), *secretariat()]}
    for person in told.values():
        if person.pk != seat.person_id:
            outbox.queue(
                notice=notices.seat_complained(seat, person),
                to=Recipient(person.email, f"person:{person.pk}"),
                once=f"complained:{seat.pk}:{at:%Y%m%d}:{person.pk}",
                at=at,
            )
    return seat
