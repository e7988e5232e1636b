"""The only way a door gets a group or a seat that it might have to hide."""

from datetime import datetime

from comitia.groups import roles, tokens
from comitia.groups.models import Group, Membership
from comitia.groups.queries import group_named
from comitia.people.access import Hidden, Refused
from comitia.people.models import Person


def group_for(
    person: Person | None, name: str, action: str | None = None, *, at: datetime
) -> Group:
    """The group called `name`, if `person` may do `action` in it (None: just know that it is).

    That a group exists, its terms and its timetable are public. Raises Hidden, Refused.
    """
    group = group_named(name)
    if group is None or group.state == Group.State.PROPOSED:
        raise Hidden(name)
    if action is not None:
        verdict = roles.may(person, action, group, at=at)
        if not verdict:
            raise Refused(verdict.reason)
    return group


def allow(person: Person | None, action: str, *, at: datetime) -> Person:
    """The person, if they may do `action`, which concerns the house and no group.

    Raises Refused.
    """
    verdict = roles.may(person, action, None, at=at)
    if not verdict or person is None:
        raise Refused(verdict.reason)
    return person


def seat_for_token(purpose: str, token: str) -> Membership:
    """The seat a sealed token was written for. Raises Hidden for any other token."""
    seat_id = tokens.read(purpose, token)
    seat = (
        Membership.objects.filter(pk=seat_id).select_related("group__parent", "person", "entity")
        if seat_id
        else Membership.objects.none()
    ).first()
    if seat is None:
        raise Hidden(token)
    return seat


def bearer_of_token(purpose: str, token: str) -> Person | None:
    """The person a sealed token was sent to, while they may act; None where it names nobody."""
    person_id = tokens.sent_to(purpose, token)
    if person_id is None:
        return None
    return Person.objects.filter(pk=person_id, is_active=True).first()


def seat_for(person: Person, seat_id: int, *, at: datetime) -> Membership:
    """A seat, for its holder or whoever may validate it. Raises Hidden."""
    seat = (
        Membership.objects.filter(pk=seat_id)
        .select_related("group__parent", "person", "entity")
        .first()
    )
    if seat is None:
        raise Hidden(str(seat_id))
    allowed = seat.person_id == person.pk or roles.may(
        person, "validate_registration", seat.group, at=at, entity=seat.entity
    )
    if not allowed:
        raise Hidden(str(seat_id))
    return seat
