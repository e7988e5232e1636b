"""Reads of circulars and drafts that pages and commands share."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from comitia.circulars.models import Circular, Dispatch, Draft
from comitia.groups.models import Group
from comitia.groups.queries import eligibility_of, terms_at
from comitia.people.models import Entity, FocalPoint, Person
from comitia.people.queries import held_at


def issued_circulars() -> QuerySet[Circular]:
    """What the public may read, the newest first."""
    return Circular.objects.filter(issued_at__isnull=False).select_related("group", "resolution")


def confirmed_circulars() -> QuerySet[Circular]:
    """All that are confirmed, issued or not: for the secretariat."""
    return Circular.objects.select_related("group", "resolution")


def open_drafts() -> QuerySet[Draft]:
    """Drafts that wait for somebody to confirm them, the newest first."""
    return Draft.objects.filter(circular=None).select_related("made_by").order_by("-made_at")


def versions_of(circular: Circular) -> QuerySet[Circular]:
    """A circular in all its languages, the original first."""
    return Circular.objects.filter(series=circular.series, number=circular.number).order_by(
        "-is_original", "id"
    )


def dispatches_of(circular: Circular) -> QuerySet[Dispatch]:
    """Who was sent a circular, in which language, when: in all its versions."""
    return (
        Dispatch.objects.filter(circular__in=versions_of(circular))
        .select_related("person", "circular")
        .prefetch_related("entities")
        .order_by("person__name")
    )


@dataclass(frozen=True)
class Entitled:
    """Focal points with the entitled entities each speaks for, and the entities without one."""

    by_person: dict[Person, list[Entity]]
    without: tuple[Entity, ...]


def entitled_focal_points(group: Group, *, at: datetime) -> Entitled:
    """Whom the circular that convenes the group is addressed to, by its terms, at an instant."""
    terms = terms_at(group, at)
    entities = {
        entity.pk: entity
        for entity in Entity.objects.filter(category__in=terms.eligibility)
        if eligibility_of(entity, terms, at=at).eligible
    }
    rows = (
        FocalPoint.objects.filter(held_at(at), entity__in=entities, person__is_active=True)
        .exclude(person__email="")
        .select_related("person")
        .order_by("person__name", "person_id")
    )
    by_person: dict[Person, list[Entity]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(entities[row.entity_id])
    told = {entity.pk for named in by_person.values() for entity in named}
    without = tuple(entity for pk, entity in entities.items() if pk not in told)
    return Entitled(by_person, without)
