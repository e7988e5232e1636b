"""Persons come to be known, confirm addresses, and belong to entities over time."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from comitia.base.languages import known_language
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.people.models import Affiliation, Entity, FocalPoint, Person
from comitia.people.queries import held_at


@transaction.atomic
def meet(*, address: str, name: str = "", language: str = "en") -> Person:
    """The person with this address; made, with the address unconfirmed, where there is none.

    What is known already stays: nobody renames another by asking in their name.
    """
    address = address.strip().lower()
    row = EmailAddress.objects.filter(email=address).select_related("user").first()
    if row:
        known: Person = row.user
        return known
    person = Person.objects.filter(email=address).first()
    if person is None:
        person = Person.objects.create_user(address, name=name.strip(), language=language)
    EmailAddress.objects.create(user=person, email=address, verified=False, primary=True)
    return person


@transaction.atomic
def confirm(*, person: Person, address: str, by: Actor, at: datetime) -> None:
    """The person has shown that mail to `address` reaches them. Repeating it changes nothing."""
    row, _ = EmailAddress.objects.get_or_create(
        email=address.strip().lower(), defaults={"user": person, "primary": False}
    )
    if row.user_id != person.pk or row.verified:
        return
    row.verified = True
    row.save(update_fields=["verified"])
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
