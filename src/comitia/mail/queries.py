"""The reads that doors and stations share."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from comitia.archive.models import Message
from comitia.base.languages import LANGUAGES
from comitia.groups.models import Group
from comitia.groups.queries import groups_held_by
from comitia.mail.addresses import is_house, understand
from comitia.mail.models import Held
from comitia.outbox.models import Letter
from comitia.outbox.queries import letters_called, outcomes_of
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


def letters_of(messages: Collection[int]) -> dict[int, list[Letter]]:
    """The letters by which messages of the archive, by their keys, went out to members.

    A message has one; where its group has texts in several languages, one for each of them.
    Letters come without their content.
    """
    found: dict[int, list[Letter]] = {}
    for ends in (("",), [f":{language}" for language in LANGUAGES]):
        left = [key for key in messages if key not in found]
        names = {f"post:{key}{end}": key for key in left for end in ends}
        for letter in Letter.objects.filter(once__in=list(names)).defer("content").order_by("id"):
            found.setdefault(names[letter.once], []).append(letter)
    return found


def asking_about(held_id: int) -> list[Letter]:
    """The letters by which moderators were asked to decide on a held message."""
    return list(letters_called(f"held:{held_id}:"))


def copies_of(message: Message) -> Counter[str]:
    """How many of its copies were delivered, are waiting … by the states' names."""
    letters = letters_of([message.pk]).get(message.pk, [])
    return sum(outcomes_of(letters).values(), Counter())
