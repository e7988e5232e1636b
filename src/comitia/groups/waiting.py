"""What time alone does to seats: reminders, expiry, and the end of an entity's own membership."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.bodies.rulesets import in_force
from comitia.groups import notices
from comitia.groups.errors import WrongState
from comitia.groups.models import Membership
from comitia.groups.seats import close
from comitia.groups.steps import ask_deciders, enter, move, to_holder
from comitia.ledger.actors import SYSTEM
from comitia.outbox import actions as outbox

State = Membership.State


def expire_unanswered(*, at: datetime) -> tuple[int, int]:
    """Remind focal points, and close requests that nobody answered; how many of each.

    The periods are the rule set's (DOMAIN 5: 7 and 14 days). After a change of affiliation the seat
    waits on: it was once validated.
    """
    reminded = ended = 0
    waiting = Membership.objects.filter(state__in=(State.REQUESTED, *Membership.WAITING))
    for seat in waiting.select_related("group__parent", "person", "entity"):
        house = in_force(seat.group.parent.kind, at.date())
        waited = at - (seat.pending_since or seat.requested_at)
        expiry = house.days("registration_expiry")
        if waited >= timedelta(days=expiry) and seat.state != State.TRANSFER_PENDING:
            ended += _expire(seat, expiry, at=at)
        elif (
            seat.pending_since is not None
            and seat.reminded_at is None
            and waited >= timedelta(days=house.days("registration_reminder"))
        ):
            reminded += _remind(seat, at=at)
    return reminded, ended


@transaction.atomic
def _expire(seat: Membership, days: int, *, at: datetime) -> bool:
    confirmed = seat.confirmed_at is not None
    try:
        seat = move(seat, State.EXPIRED, ended_at=at)
    except WrongState:
        return False  # Answered this very moment.
    enter("seat.expired", seat, by=SYSTEM, at=at)
    if confirmed:
        # An address nobody confirmed may be a stranger's: they hear no more from us.
        notice = notices.expired(seat, days=days)
        outbox.queue(notice=notice, to=to_holder(seat), once=f"expired:{seat.pk}", at=at)
    return True


@transaction.atomic
def _remind(seat: Membership, *, at: datetime) -> bool:
    claimed = Membership.objects.filter(pk=seat.pk, state__in=Membership.WAITING, reminded_at=None)
    if not claimed.update(reminded_at=at):
        return False
    ask_deciders(seat, once=f"validate-again:{seat.pk}:{seat.entity_id}", at=at, again=True)
    return True


def close_for_former_members(*, at: datetime) -> int:
    """Close the seats of entities whose membership of the organisation is over; how many."""
    former = Membership.objects.filter(
        entity__member_until__lte=at.date(), state__in=Membership.OPEN
    ).select_related("group__parent", "person", "entity")
    seats = list(former)
    for seat in seats:
        with override(seat.person.language):
            reason = _("%(entity)s is no longer a member.") % {"entity": seat.entity}
        close(seat=seat, reason=reason, by=SYSTEM, at=at)
    return len(seats)
