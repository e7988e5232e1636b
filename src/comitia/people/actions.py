"""Persons come to be known, confirm addresses, and belong to entities over time."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comitia.base.languages import known_language
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.people.models import Affiliation, Entity, FocalPoint, Person
from comitia.people.queries import held_at, person_of


class AddressTaken(Exception):
    """Somebody else has confirmed that address."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has confirmed that address."))


class EntityKnown(Exception):
    """Another entity has that name or acronym."""


@transaction.atomic
def meet(*, address: str, name: str = "", language: str = "en") -> Person:
    """The person with this address; made, with the address unconfirmed, where there is none.

    What is known already stays: nobody renames another by asking in their name.
    """
    address = address.strip().lower()
    if "@" not in address:
        raise ValueError(f"no address: {address!r}")
    # Who has confirmed it comes first: anybody may have typed it for themselves.
    known = person_of(address) or Person.objects.filter(email=address).first()
    if known is not None:
        return known
    person = Person.objects.create_user(
        address, name=" ".join(name.split())[:200], language=language
    )
    EmailAddress.objects.create(user=person, email=address, verified=False, primary=True)
    return person


@transaction.atomic
def introduce(*, name: str, entity: Entity, language: str, by: Actor, at: datetime) -> Person:
    """The person of that name at that entity; made, without an address, where there is none."""
    name = " ".join(name.split())[:200]
    affiliations = Affiliation.objects.filter(held_at(at), entity=entity, person__name__iexact=name)
    row = affiliations.select_related("person").order_by("id").first()
    if row is not None:
        return row.person
    person = Person.objects.create_user("", name=name, language=language)
    affiliate(person=person, entity=entity, by=by, at=at)
    return person


@transaction.atomic
def confirm(*, person: Person, address: str, by: Actor, at: datetime) -> None:
    """Mail to `address` reaches the person: they have shown it, or the secretariat vouches for it.

    Repeating it changes nothing. Raises AddressTaken.
    """
    address = address.strip().lower()
    if EmailAddress.objects.filter(email=address, verified=True).exclude(user=person).exists():
        raise AddressTaken
    first = not EmailAddress.objects.filter(user=person, primary=True).exists()
    row, _new = EmailAddress.objects.get_or_create(
        user=person, email=address, defaults={"primary": first}
    )
    if row.verified:
        return
    row.verified = True
    row.save(update_fields=["verified"])
    if not person.email:
        person.email = address
        person.save(update_fields=["email"])
    ledger.append("address.confirmed", f"person:{person.pk}", {}, by=by, at=at)


@transaction.atomic
def describe(*, person: Person, name: str, language: str, by: Actor, at: datetime) -> Person:
    """A person's name and the language they read. What was recorded under an old name keeps it."""
    person.name = " ".join(name.split())
    person.language = known_language(language)
    person.save(update_fields=["name", "language"])
    data = {"name": person.name, "language": person.language}
    ledger.append("person.described", f"person:{person.pk}", data, by=by, at=at)
    return person


@transaction.atomic
def affiliate(*, person: Person, entity: Entity, by: Actor, at: datetime) -> Affiliation:
    """From now on the person belongs to the entity (too). Repeating it changes nothing."""
    row = Affiliation.objects.filter(person=person, entity=entity, until__isnull=True).first()
    if row:
        return row
    row = Affiliation.objects.create(person=person, entity=entity, since=at)
    data = {"entity": entity.name, "category": entity.category}
    ledger.append("affiliation.began", f"person:{person.pk}", data, by=by, at=at)
    return row


@transaction.atomic
def end_affiliation(*, person: Person, entity: Entity, by: Actor, at: datetime) -> None:
    """The person belongs to the entity no longer; what was so before stays on record."""
    rows = Affiliation.objects.filter(person=person, entity=entity, until__isnull=True)
    if rows.update(until=at):
        data = {"entity": entity.name}
        ledger.append("affiliation.ended", f"person:{person.pk}", data, by=by, at=at)


@transaction.atomic
def name_focal_point(
    *, person: Person, entity: Entity, letter: str, by: Actor, at: datetime
) -> FocalPoint:
    """An official letter names the person who says who speaks for the entity (DOMAIN W-51)."""
    row = FocalPoint.objects.filter(held_at(at), person=person, entity=entity).first()
    if row:
        return row
    row = FocalPoint.objects.create(person=person, entity=entity, since=at, named_by=letter)
    data = {"entity": entity.name, "letter": letter}
    ledger.append("focal_point.named", f"person:{person.pk}", data, by=by, at=at)
    affiliate(person=person, entity=entity, by=by, at=at)
    return row


@transaction.atomic
def name_focal_point_at(
    *,
    entity: Entity,
    address: str,
    name: str,
    language: str,
    letter: str,
    by: Actor,
    at: datetime,
) -> FocalPoint:
    """Name as focal point whoever reads mail at `address`, as the entity's official letter says.

    The letter vouches for the address. Raises AddressTaken.
    """
    person = meet(address=address, name=name, language=language)
    confirm(person=person, address=address, by=by, at=at)
    return name_focal_point(person=person, entity=entity, letter=letter, by=by, at=at)


@transaction.atomic
def end_focal_point(*, person: Person, entity: Entity, by: Actor, at: datetime) -> None:
    """The person no longer says who speaks for the entity. Repeating it changes nothing."""
    if FocalPoint.objects.filter(person=person, entity=entity, until=None).update(until=at):
        data = {"entity": entity.name}
        ledger.append("focal_point.ended", f"person:{person.pk}", data, by=by, at=at)


@transaction.atomic
def enter_entity(
    *,
    name: str,
    category: str,
    acronym: str = "",
    country: str = "",
    region: str = "",
    language: str = "en",
    member_since: date | None = None,
    by: Actor,
    at: datetime,
) -> Entity:
    """Enter a State, a company or another body under its category. Raises EntityKnown.

    A name is needed: ValueError without.
    """
    name, acronym = " ".join(name.split()), " ".join(acronym.split())
    if not name:
        raise ValueError("an entity has a name")
    _check_free(name, acronym)
    entity = Entity.objects.create(
        name=name,
        acronym=acronym,
        slug=_free_slug(acronym or name),
        category=Entity.Category(category),
        country=country.upper(),
        region=region.upper(),
        language=language,
        member_since=member_since,
    )
    data = {"name": name, "category": str(entity.category), "country": entity.country}
    ledger.append("entity.entered", f"entity:{entity.slug}", data, by=by, at=at)
    return entity


@transaction.atomic
def amend_entity(
    *,
    entity: Entity,
    name: str,
    category: str,
    acronym: str = "",
    country: str = "",
    region: str = "",
    language: str = "en",
    by: Actor,
    at: datetime,
) -> Entity:
    """Mend what is known of an entity; its address and what was recorded stay as they were.

    Raises EntityKnown.
    """
    name, acronym = " ".join(name.split()), " ".join(acronym.split())
    if not name:
        raise ValueError("an entity has a name")
    _check_free(name, acronym, besides=entity)
    fields = {
        "name": name,
        "acronym": acronym,
        "category": str(Entity.Category(category)),
        "country": country.upper(),
        "region": region.upper(),
        "language": known_language(language),
    }
    changed = {key: value for key, value in fields.items() if getattr(entity, key) != value}
    if changed:
        for key, value in changed.items():
            setattr(entity, key, value)
        entity.save(update_fields=list(changed))
        ledger.append("entity.amended", f"entity:{entity.slug}", changed, by=by, at=at)
    return entity


def _check_free(name: str, acronym: str, *, besides: Entity | None = None) -> None:
    """Raise EntityKnown where another entity answers to the name or the acronym."""
    others = Entity.objects.exclude(pk=besides.pk) if besides else Entity.objects.all()
    for words in filter(None, (name, acronym)):
        if others.filter(Q(name__iexact=words) | Q(acronym__iexact=words)).exists():
            raise EntityKnown(_("There is already an entity called %(name)s.") % {"name": words})


@transaction.atomic
def end_membership(*, entity: Entity, on: date, by: Actor, at: datetime) -> None:
    """From `on` the entity is a member no longer; its seats close with the next daily round."""
    entity.member_until = on
    entity.save(update_fields=["member_until"])
    data = {"until": on.isoformat()}
    ledger.append("entity.left", f"entity:{entity.slug}", data, by=by, at=at)


def _free_slug(words: str) -> str:
    base = slugify(words)[:50] or "entity"
    taken = set(Entity.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
