"""The reads that doors and stations share."""

from datetime import datetime

from django.db.models import Count, QuerySet

from comitia.groups.models import Group
from comitia.groups.queries import groups_held_by
from comitia.mail.addresses import is_house, understand
from comitia.mail.models import Held
from comitia.people.models import Person


def serves(local_part: str) -> bool:
    """Whether mail for `local_part` at our domain is taken: a group's address, or postmaster's."""
    if is_house(local_part):
        return True  # RFC 5321, 4.5.1: postmaster is always there, in any case.
    address = understand(local_part)
    return address is not None and Group.objects.filter(name=address.group).exists()


def held_waiting(group: Group) -> QuerySet[Held]:
    """Messages that wait for a decision, the oldest first."""
    return _held(group).filter(state=Held.State.WAITING).order_by("held_at", "id")


def held_decided(group: Group) -> QuerySet[Held]:
    """Messages that were decided on, the newest decision first."""
    return _held(group).exclude(state=Held.State.WAITING).order_by("-decided_at", "-id")


def _held(group: Group) -> QuerySet[Held]:
    return Held.objects.filter(group=group).select_related(
        "group__parent", "decided_by", "arrival__message"
    )


def waiting_for(person: Person, *, at: datetime) -> dict[str, int]:
    """How many messages wait in each group for this person's decision, by the group's name."""
    rows = (
        Held.objects.filter(group__in=groups_held_by(person, at=at), state=Held.State.WAITING)
        .values_list("group__name")
        .annotate(number=Count("id"))
        .order_by("group__name")
    )
    return dict(rows)


def held_everywhere() -> dict[str, int]:
    """How many messages wait for a decision, by the group's name."""
    rows = (
        Held.objects.filter(state=Held.State.WAITING)
        .values_list("group__name")
        .annotate(number=Count("id"))
        .order_by("group__name")
    )
    return dict(rows)
