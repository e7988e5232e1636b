"""To whom an official letter goes, and in which language; each copy kept as it is queued.

Shared by circulars that were read and by letters that are drafted: both go to the focal points of
the entitled entities, once to each person, in their language where there is such a version.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from comitia.circulars.models import Sending
from comitia.groups.models import Group
from comitia.groups.queries import eligible_entities
from comitia.groups.rules import eligibility
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.outbox.compose import Notice
from comitia.people.models import Entity, FocalPoint, Person
from comitia.people.queries import held_at


@dataclass(frozen=True)
class Entitled:
    """Focal points with the entitled entities each speaks for, and the entities without one."""

    by_person: dict[Person, list[Entity]]
    without: tuple[Entity, ...]


@dataclass(frozen=True)
class Sent:
    """A copy that was queued: for whom, of which language version, in which letter."""

    person: Person
    language: str
    letter: str


def entitled_focal_points(group: Group, *, at: datetime) -> Entitled:
    """Whom a letter about the group is addressed to, by the group's terms, at an instant."""
    return focal_points_of(eligible_entities(group, at=at), at=at)


def members_in(categories: Collection[str], *, on: date) -> list[Entity]:
    """The entities of these categories that are members on a day, by name."""
    entities = Entity.objects.filter(category__in=categories).order_by("name")
    return [
        entity
        for entity in entities
        if eligibility(
            entity.category,
            list(categories),
            "",
            member_since=entity.member_since,
            member_until=entity.member_until,
            on=on,
        ).eligible
    ]


def focal_points_of(entities: Sequence[Entity], *, at: datetime) -> Entitled:
    """Who speaks for these entities at an instant and can be reached by mail."""
    by_id = {entity.pk: entity for entity in entities}
    rows = (
        FocalPoint.objects.filter(held_at(at), entity__in=by_id, person__is_active=True)
        .exclude(person__email="")
        .select_related("person")
        .order_by("person__name", "person_id")
    )
    by_person: dict[Person, list[Entity]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(by_id[row.entity_id])
    told = {entity.pk for named in by_person.values() for entity in named}
    return Entitled(by_person, tuple(entity for pk, entity in by_id.items() if pk not in told))


def version_for(reader: str, languages: Collection[str], original: str) -> str:
    """The language in which somebody gets a letter: their own, else the original."""
    return reader if reader in languages else original


def queue_copies(
    entitled: Entitled,
    *,
    notice: Callable[[str, str], Notice],
    languages: Collection[str],
    original: str,
    once: str,
    at: datetime,
) -> list[Sent]:
    """Queue one copy for each focal point; `notice(version, reader)` makes what they get.

    `once` names the letter: the same one is never queued twice.
    """
    people: dict[tuple[str, str], list[Person]] = {}
    for person in entitled.by_person:
        version = version_for(person.language, languages, original)
        people.setdefault((version, person.language), []).append(person)
    sent = []
    for (version, reader), named in people.items():
        letter = f"{once}:{version}:{reader}"
        outbox.queue(
            notice=notice(version, reader),
            to=[Recipient(person.email, f"person:{person.pk}") for person in named],
            once=letter,
            at=at,
        )
        sent += [Sent(person, version, letter) for person in named]
    return sent


def keep_sendings(rows: Sequence[Sending], entitled: Entitled) -> None:
    """Keep who was sent what (rows of one model), with the entities for which each got it."""
    if not rows:
        return
    model = type(rows[0])
    model._default_manager.bulk_create(rows)
    through = model.entities.through
    through._default_manager.bulk_create(
        through(**{f"{model._meta.model_name}_id": row.pk, "entity_id": entity.pk})
        for row in rows
        for entity in entitled.by_person[row.person]
    )
