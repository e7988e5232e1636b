"""Who is behind an address, and who belonged to what when."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from comitia.people.models import Affiliation, Entity, FocalPoint, Person


def person_of(address: str) -> Person | None:
    """The person who has confirmed an address, whatever its case."""
    row = (
        EmailAddress.objects.filter(email=address.strip().lower(), verified=True)
        .select_related("user")
        .first()
    )
    return row.user if row else None


def addresses_of(person: Person) -> list[str]:
    """A person's confirmed addresses, the first one first."""
    return list(
        EmailAddress.objects.filter(user=person, verified=True)
        .order_by("-primary", "id")
        .values_list("email", flat=True)
    )


def held_at(at: datetime) -> Q:
    """Rows of a Tenure that held at an instant."""
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def affiliations_at(person: Person, *, at: datetime) -> QuerySet[Affiliation]:
    """What a person belonged to at an instant, the newest first."""
    return person.affiliations.filter(held_at(at)).select_related("entity").order_by("-since")


def entity_of(person: Person, *, at: datetime) -> Entity | None:
    """The entity a person belonged to at an instant; the newest where there were several."""
    newest = affiliations_at(person, at=at).first()
    return newest.entity if newest else None


def focal_points_of(entity: Entity, *, at: datetime) -> list[Person]:
    """Who says who speaks for an entity, at an instant; only those whom mail reaches."""
    rows = FocalPoint.objects.filter(held_at(at), entity=entity).exclude(person__email="")
    return [row.person for row in rows.select_related("person").order_by("since")]


def entities_spoken_for(person: Person, *, at: datetime) -> list[Entity]:
    """The entities whose focal point a person is at an instant."""
    rows = FocalPoint.objects.filter(held_at(at), person=person).select_related("entity")
    return [row.entity for row in rows.order_by("entity__name")]


def secretariat() -> list[Person]:
    """Everybody of the secretariat who can act."""
    people = Person.objects.filter(is_secretariat=True, is_active=True).exclude(email="")
    return list(people.order_by("id"))


def entity_named(words: str) -> Entity | None:
    """The one entity meant by a name or an acronym, whatever its case; None where none or many."""
    words = " ".join(words.split())
    if not words:
        return None
    found = Entity.objects.filter(
        Q(name__iexact=words) | Q(acronym__iexact=words) | Q(slug=words.lower())
    )
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None


def member_entities(categories: Iterable[str] | None = None) -> QuerySet[Entity]:
    """Entities by name; only those of some categories where they are given."""
    entities = Entity.objects.order_by("name")
    return entities if categories is None else entities.filter(category__in=list(categories))


def entities_like(words: str) -> QuerySet[Entity]:
    """Entities with `words` in their name or acronym, by name; all where there are no words."""
    entities = member_entities()
    for word in words.split():
        entities = entities.filter(Q(name__icontains=word) | Q(acronym__icontains=word))
    return entities


def people_like(words: str) -> QuerySet[Person]:
    """Persons with `words` in their name or an address, by name."""
    people = Person.objects.order_by("name", "id")
    for word in words.split():
        addresses = EmailAddress.objects.filter(email__icontains=word).values("user")
        people = people.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(pk__in=addresses)
        )
    return people


def focal_point_tenures(entity: Entity) -> QuerySet[FocalPoint]:
    """Who is and was focal point of an entity, the newest first."""
    return FocalPoint.objects.filter(entity=entity).select_related("person").order_by("-since")


def people_of(entity: Entity, *, at: datetime) -> QuerySet[Affiliation]:
    """Who belongs to an entity at an instant, by name."""
    rows = Affiliation.objects.filter(held_at(at), entity=entity).select_related("person")
    return rows.order_by("person__name")
