"""What the verbs on seats share: one step along the table, its ledger entry, who is told."""

from datetime import datetime

from django.utils.translation import gettext as _

from comitia.bodies.rulesets import in_force
from comitia.groups import notices, rules
from comitia.groups.errors import WrongState
from comitia.groups.models import Membership
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people.queries import focal_points_of, secretariat


def move(seat: Membership, state: str, **fields: object) -> Membership:
    """Compare-and-set a seat's state along the table of steps. Raises WrongState."""
    sources = [source for source, targets in rules.SEAT_STEPS.items() if state in targets]
    moved = Membership.objects.filter(pk=seat.pk, state__in=sources).update(state=state, **fields)
    if not moved:
        raise WrongState(_("This registration is no longer in a state that allows that."))
    seat.refresh_from_db()
    return seat


def enter(kind: str, seat: Membership, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Write what happened to a seat into the ledger."""
    ledger.append(
        kind,
        f"group:{seat.group.name}",
        {
            "seat": seat.pk,
            "person": seat.person_id,
            "entity": seat.entity.name if seat.entity else "",
            "state": seat.state,
            "reason": reason,
        },
        by=by,
        at=at,
    )


def to_holder(seat: Membership) -> Recipient:
    """The seat's own address, which may be one that is yet to be confirmed."""
    return Recipient(seat.address, f"membership:{seat.pk}", seat.token)


def ask_deciders(seat: Membership, *, once: str, at: datetime, again: bool = False) -> None:
    """Ask the entity's focal points, or the secretariat if it has none, for their word."""
    assert seat.entity is not None
    days = in_force(seat.group.parent.kind, at.date()).days("registration_expiry")
    for person in focal_points_of(seat.entity, at=at) or secretariat():
        outbox.queue(
            notice=notices.please_validate(seat, person, days=days, again=again),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"{once}:{person.pk}",
            at=at,
        )
