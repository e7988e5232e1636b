"""Officers beyond their appointment: their seats, their addresses, and what a move does to them."""

from datetime import datetime

from django.db import transaction

from comitia.bodies.models import Decision
from comitia.groups import notices, seats
from comitia.groups.actions import appoint
from comitia.groups.models import Role
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people import actions as people
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity, Person
from comitia.people.queries import addresses_of, held_at, secretariat


@transaction.atomic
def welcome_officer(*, role: Role, by: Actor, at: datetime) -> None:
    """Give an officer a seat, so that the group's mail reaches them.

    One who has no address yet gets none; the secretariat is asked for it (give_address). Raises
    NotEligible where the terms bar the entity.
    """
    addresses = addresses_of(role.person)
    if addresses:
        seats.admit(
            group=role.group,
            person=role.person,
            entity=role.entity,
            address=addresses[0],
            by=by,
            at=at,
        )
        return
    seats.check_eligible(role.group, role.entity, at=at)
    for reader in secretariat():
        outbox.queue(
            notice=notices.address_wanted(role, reader),
            to=Recipient(reader.email, f"person:{reader.pk}"),
            once=f"address-wanted:{role.pk}:{reader.pk}",
            at=at,
        )


@transaction.atomic
def give_address(*, person: Person, address: str, by: By, at: datetime) -> None:
    """The secretariat enters the address of somebody whom a text only named; they get their seats.

    Raises NotAllowed, people's AddressTaken.
    """
    require(by, "appoint", None, at=at)
    actor = actor_of(by, at=at)
    people.confirm(person=person, address=address, by=actor, at=at)
    for role in person.group_roles.filter(held_at(at)).select_related("group", "entity", "person"):
        welcome_officer(role=role, by=actor, at=at)


@transaction.atomic
def suspend_role(*, role: Role, because: str, by: Actor, at: datetime) -> None:
    """The holder changed affiliation: the role rests until the parent confirms or replaces them.

    The secretariat is told. No deadline moves; the vice-convener acts (DOMAIN 6). Repeating it
    changes nothing.
    """
    resting = {"suspended_at": at, "suspended_because": because[:200]}
    if not Role.objects.filter(pk=role.pk, suspended_at=None, until=None).update(**resting):
        return
    role.refresh_from_db()
    data = {"role": role.kind, "person": role.person_id, "because": because}
    ledger.append("role.suspended", f"group:{role.group.name}", data, by=by, at=at)
    for reader in secretariat():
        outbox.queue(
            notice=notices.role_suspended(role, reader),
            to=Recipient(reader.email, f"person:{reader.pk}"),
            once=f"role-suspended:{role.pk}:{reader.pk}",
            at=at,
        )


@transaction.atomic
def confirm_role(*, role: Role, entity: Entity, decision: Decision, by: By, at: datetime) -> Role:
    """The parent keeps an officer who moved, now of `entity`: one tenure ends, another begins.

    Raises NotAllowed.
    """
    require(by, "appoint", role.group, at=at)
    Role.objects.filter(pk=role.pk, until=None).update(until=at)
    return appoint(
        group=role.group,
        kind=role.kind,
        person=role.person,
        entity=entity,
        decision=decision,
        by=actor_of(by, at=at),
        at=at,
    )
