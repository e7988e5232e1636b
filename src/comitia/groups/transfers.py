"""Somebody changes affiliation: seats follow to the new entity, roles rest, history stays."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from comitia.groups import seats
from comitia.groups.errors import NotAllowed, NotEligible
from comitia.groups.models import Membership, Role
from comitia.groups.officers import suspend_role
from comitia.groups.roles import require
from comitia.people import actions as people
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity, Person
from comitia.people.queries import affiliations_at, held_at


@transaction.atomic
def change_affiliation(*, person: Person, entity: Entity | None, by: By, at: datetime) -> None:
    """The person now belongs to `entity` (None: to nobody), and no longer to where they were.

    A seat waits for the new entity's focal point if the terms admit that entity, and is closed
    otherwise; a role rests until the parent confirms or replaces its holder. What they wrote stays
    under the entity of that time. The person, the secretariat, or a focal point of one of the
    entities may say so; raises NotAllowed to others.
    """
    left = [row.entity for row in affiliations_at(person, at=at) if row.entity != entity]
    if not (isinstance(by, Person) and by.pk == person.pk):
        _require_any(by, [*left, entity] if entity else left, at=at)
    actor = actor_of(by, at=at)
    for old in left:
        people.end_affiliation(person=person, entity=old, by=actor, at=at)
    if entity is not None:
        people.affiliate(person=person, entity=entity, by=actor, at=at)
    because = f"{', '.join(str(old) for old in left) or '-'} → {entity or '-'}"
    roles = Role.objects.filter(held_at(at), person=person, suspended_at=None)
    for role in roles.exclude(entity=entity).select_related("group__parent", "person", "entity"):
        suspend_role(role=role, because=because, by=actor, at=at)
    for seat in (
        Membership.objects.filter(
            person=person, state__in=Membership.SEATED, kind=Membership.Kind.DELEGATE
        )
        .exclude(entity=entity)
        .select_related("group__parent", "person", "entity")
    ):
        try:
            seats.transfer(seat=seat, entity=entity, because=because, by=actor, at=at)
        except NotEligible as barred:
            seats.close(seat=seat, reason=str(barred), by=actor, at=at)


def _require_any(by: By, entities: Sequence[Entity], *, at: datetime) -> None:
    """The secretariat may always; a focal point for an entity of theirs."""
    for entity in entities:
        try:
            return require(by, "validate_registration", None, at=at, entity=entity)
        except NotAllowed:
            continue
    return require(by, "appoint", None, at=at)
