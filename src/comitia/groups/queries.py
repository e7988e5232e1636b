"""Reads of groups that pages, mail and commands share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, prefetch_related_objects

from comitia.base.prepared import Prepared
from comitia.groups.models import Group, Membership, Role, Terms
from comitia.groups.roles import may
from comitia.groups.rules import Eligibility, eligibility
from comitia.outbox.actions import Recipient
from comitia.people.models import Entity, Person
from comitia.people.queries import entities_spoken_for, held_at


def group_named(name: str) -> Group | None:
    """The group with this list name, whatever its case."""
    return next(iter(_named(name=name.lower())), None)


_named = Prepared(lambda name: Group.objects.filter(name=name).select_related("parent"), name=str)


def known_groups() -> QuerySet[Group]:
    """All groups that the public may know of: those at work first, the newest first."""
    done = (Group.State.CONCLUDED, Group.State.TERMINATED, Group.State.ARCHIVED)
    return (
        Group.objects.exclude(state=Group.State.PROPOSED)
        .select_related("parent")
        .annotate(ended=Q(state__in=done))
        .order_by("ended", "-created_at")
    )


def terms_at(group: Group, at: datetime) -> Terms:
    """The terms of reference in force at an instant. Raises Terms.DoesNotExist before the first."""
    return Terms.objects.filter(held_at(at), group=group).latest("since")


def eligibility_of(entity: Entity, terms: Terms, *, at: datetime) -> Eligibility:
    """Whether an entity may take a seat under these terms at an instant."""
    return eligibility(
        entity.category,
        terms.eligibility,
        terms.eligibility_source,
        member_since=entity.member_since,
        member_until=entity.member_until,
        on=at.date(),
    )


def eligible_entities(group: Group, *, at: datetime) -> list[Entity]:
    """The entities that may take a seat now, by name: what a newcomer chooses from."""
    terms = terms_at(group, at)
    entities = Entity.objects.filter(category__in=terms.eligibility).order_by("name")
    return [entity for entity in entities if eligibility_of(entity, terms, at=at).eligible]


def holders(group: Group, kind: str, *, at: datetime) -> list[Role]:
    """Who holds a role in the group at an instant."""
    rows = Role.objects.filter(held_at(at), group=group, kind=kind)
    return list(rows.select_related("person", "entity").order_by("since"))


def convener(group: Group, *, at: datetime) -> Role | None:
    """Who convenes the group at an instant."""
    return next(iter(holders(group, Role.Kind.CONVENER, at=at)), None)


def moderators(group: Group, *, at: datetime) -> list[Person]:
    """Who decides on held messages: convener and vice-conveners whom mail reaches."""
    rows = (
        Role.objects.filter(
            held_at(at),
            group=group,
            kind__in=(Role.Kind.CONVENER, Role.Kind.VICE_CONVENER),
            suspended_at=None,
        )
        .exclude(person__email="")
        .select_related("person")
    )
    return list({row.person_id: row.person for row in rows}.values())


def copies_by_language(
    group: Group, *, on: date, author: int = 0, addressed: Sequence[str] = ()
) -> dict[str, list[Recipient]]:
    """The members entitled to a copy of a message on a day, each once, by their language.

    Those who want none of their own posts (`author` is a seat's id, or 0), or none where they are
    `addressed` themselves, get none.
    """
    named = [address.strip().lower() for address in addressed]
    rows = (
        Membership.objects.filter(
            Q(paused_until=None) | Q(paused_until__lte=on),
            group=group,
            state=Membership.State.ACTIVE,
            delivery=Membership.Delivery.EACH,
        )
        .exclude(pk=author, own_posts=False)
        .exclude(duplicates=False, address__in=named)
        .order_by("id")
    )
    found: dict[str, list[Recipient]] = {}
    for id, address, token, language in rows.values_list(
        "id", "address", "token", "person__language"
    ):
        found.setdefault(language, []).append(Recipient(address, f"membership:{id}", token))
    return found


def seat_of(group: Group, person: Person) -> Membership | None:
    """The seat a person has, asks for, or has suspended in the group."""
    return (
        Membership.objects.filter(group=group, person=person, state__in=Membership.OPEN)
        .select_related("entity", "group", "person")
        .first()
    )


def seat_at_address(group: Group, address: str) -> Membership | None:
    """The open seat whose mail goes to `address`, if there is one."""
    return (
        Membership.objects.filter(
            group=group, address__iexact=address.strip(), state__in=Membership.OPEN
        )
        .select_related("group", "person", "entity")
        .first()
    )


def moderated_seats(group: Group) -> QuerySet[Membership]:
    """The members whose posts a moderator looks at first, by name."""
    return (
        Membership.objects.filter(group=group, moderated=True, state__in=Membership.OPEN)
        .select_related("group", "person", "entity")
        .order_by("person__name", "id")
    )


def seat_with_token(token: str) -> Membership | None:
    """The seat whose own token (in its leave links) this is."""
    return (
        Membership.objects.filter(token=token.strip().lower())
        .select_related("entity", "group", "person")
        .first()
    )


@dataclass(frozen=True)
class EntityMembers:
    """An entity with its seats in a group."""

    entity: Entity
    seats: list[Membership]


def members_by_entity(group: Group) -> list[EntityMembers]:
    """The delegates of a group under the entities they speak for, both by name."""
    rows = (
        Membership.objects.filter(group=group, state__in=Membership.SEATED, entity__isnull=False)
        .select_related("person", "entity")
        .order_by("entity__name", "person__name")
    )
    found: dict[int, EntityMembers] = {}
    for seat in rows:
        assert seat.entity is not None
        found.setdefault(seat.entity.pk, EntityMembers(seat.entity, [])).seats.append(seat)
    return list(found.values())


@dataclass(frozen=True)
class Roster:
    """Who holds seats, as far as one reader may know (law 5).

    The totals are everybody's. Where `complete` is False, `entities` are the reader's own at most;
    `addresses` are the seats (ids) whose address the reader may see.
    """

    entities: list[EntityMembers]
    observers: list[Membership]
    addresses: frozenset[int]
    complete: bool
    entity_count: int
    seat_count: int


def roster(group: Group, viewer: Person | None, *, at: datetime) -> Roster:
    """The members of a group as `viewer` (None: the public) may see them.

    Officers and the secretariat see all with addresses; delegates see names and entities; a focal
    point who is neither sees the seats of their own entities; observers and the public see totals.
    """
    everybody = members_by_entity(group)
    guests = observers(group)
    names, addresses = (
        may(viewer, action, group, at=at) for action in ("see_members", "see_addresses")
    )
    own = {entity.pk for entity in entities_spoken_for(viewer, at=at)} if viewer else set()
    complete = names.manner == "yes"
    shown = [each for each in everybody if complete or (names and each.entity.pk in own)]
    known = [
        seat
        for seat in [*(seat for each in shown for seat in each.seats), *guests]
        if addresses.manner == "yes" or seat.entity_id in own or seat.person == viewer
    ]
    # Who may see the address may see what came back from it.
    prefetch_related_objects(known, "bounces")
    return Roster(
        entities=shown,
        observers=guests if complete else [],
        addresses=frozenset(seat.pk for seat in known),
        complete=complete,
        entity_count=len(everybody),
        seat_count=sum(len(each.seats) for each in everybody) + len(guests),
    )


def observers(group: Group) -> list[Membership]:
    """Those who take part as observers, by name."""
    rows = Membership.objects.filter(
        group=group, state__in=Membership.SEATED, kind=Membership.Kind.OBSERVER
    )
    return list(rows.select_related("person").order_by("person__name"))


def pending_validations(person: Person, *, at: datetime) -> QuerySet[Membership]:
    """Registrations that wait for this focal point (for the secretariat: all that wait)."""
    waiting = Membership.objects.filter(state__in=Membership.WAITING)
    if not person.is_secretariat:
        waiting = waiting.filter(entity__in=entities_spoken_for(person, at=at))
    return waiting.select_related("group", "person", "entity").order_by("pending_since", "id")


def seats_of(person: Person) -> QuerySet[Membership]:
    """A person's open seats, by group."""
    return (
        Membership.objects.filter(person=person, state__in=Membership.OPEN)
        .select_related("group", "entity")
        .prefetch_related("bounces")
        .order_by("group__name")
    )


def groups_held_by(person: Person, *, at: datetime) -> QuerySet[Group]:
    """The groups whose held messages this person decides on."""
    held = Role.objects.filter(
        held_at(at), person=person, kind__in=(Role.Kind.CONVENER, Role.Kind.VICE_CONVENER)
    )
    return Group.objects.filter(Q(roles__in=held)).distinct()
