"""In the example only: whom a newcomer may sign in as, one person for each role."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comitia.groups.models import Membership, Role
from comitia.people.models import FocalPoint, Person


@dataclass(frozen=True)
class ExamplePerson:
    """A role in the reader's language, and the person who has it."""

    role: Promise
    person: Person


def by_role() -> list[ExamplePerson]:
    """Secretariat, convener, focal point, delegate: those there are, each a different person."""
    people = Person.objects.filter(is_active=True)
    convener = Role.objects.filter(kind=Role.Kind.CONVENER, until=None).values("person")
    focal_points = FocalPoint.objects.filter(until=None).values("person")
    seats = Membership.objects.filter(state=Membership.State.ACTIVE).values("person")
    wanted = [
        (_("Secretariat"), people.filter(is_secretariat=True)),
        (_("Convener"), people.filter(id__in=convener)),
        (_("Focal point"), people.filter(id__in=focal_points)),
        (_("Delegate"), people.filter(id__in=seats).exclude(id__in=focal_points)),
    ]
    found: list[ExamplePerson] = []
    for role, candidates in wanted:
        person = candidates.exclude(id__in=[one.person.id for one in found]).order_by("id").first()
        if person:
            found.append(ExamplePerson(role, person))
    return found
