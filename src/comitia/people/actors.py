"""Persons as the actors that the ledger remembers."""

from datetime import datetime

from comitia.ledger.actors import Actor
from comitia.people.models import Entity, Person
from comitia.people.queries import entity_of

# Who does something: a person, or the system by its rules, or the administrator by commands.
By = Person | Actor


def acting(person: Person, *, at: datetime, entity: Entity | None = None) -> Actor:
    """The actor that `person` is at that instant, for `entity` or the one they belong to."""
    entity = entity or entity_of(person, at=at)
    return Actor(
        "person",
        person.pk,
        person.name or person.email,
        entity.pk if entity else None,
        entity.name if entity else "",
    )


def actor_of(by: By, *, at: datetime) -> Actor:
    """Whoever does something, as an actor."""
    return by if isinstance(by, Actor) else acting(by, at=at)
