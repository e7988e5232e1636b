"""Gathers what rules need to know, by a few short reads."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When

from comitia.archive.envelope import Envelope
from comitia.archive.models import Message
from comitia.archive.packing import unpacked
from comitia.base.headers import body_of
from comitia.groups.models import Group, Membership
from comitia.groups.roles import may
from comitia.mail.models import Ban, Held, Moderation, TrustedSender
from comitia.mail.moderate.post import Facts
from comitia.people.models import Entity, Person
from comitia.people.queries import entity_of, person_of

CLOSED = frozenset({Group.State.PROPOSED, Group.State.TERMINATED, Group.State.ARCHIVED})
# Roles that may post without a seat of their own (DOMAIN 5).
OFFICES = frozenset({"secretariat", "convener", "vice_convener", "editor"})


@dataclass(frozen=True)
class Author:
    """Who wrote it, as far as From matches an address that a person has confirmed."""

    person: Person | None = None
    seat: Membership | None = None
    entity: Entity | None = None


def author_of(address: str, group: Group, *, at: datetime) -> Author:
    """The person behind `address`, their seat in the group, and for whom they speak at `at`."""
    person = person_of(address)
    mine = Q(address__iexact=address) | (Q(person=person) if person else Q())
    seat = (
        Membership.objects.filter(mine, group=group, state__in=Membership.OPEN)
        .annotate(rank=_active_first())
        .select_related("person", "entity")
        .order_by("rank", "-id")
        .first()
    )
    if seat is not None and person is None:
        # The address of a seat that is in force was confirmed when it was asked for.
        person = seat.person if seat.state in Membership.SEATED else None
    if seat is not None and seat.state in Membership.SEATED:
        return Author(person, seat, seat.entity)
    return Author(person, seat, entity_of(person, at=at) if person else None)


def _active_first() -> Case:
    return Case(When(state="active", then=Value(0)), default=1, output_field=IntegerField())


def gather(
    *,
    group: Group,
    moderation: Moderation,
    envelope: Envelope,
    data: bytes,
    author: Author,
    at: datetime,
) -> Facts:
    """What is known of the group and the author at `at`, for one post."""
    seat = author.seat
    is_trusted = (
        seat is None
        and TrustedSender.objects.filter(
            group=group, address=envelope.author.address.lower()
        ).exists()
    )
    # A delegate's seat in force says all; who else may post takes several reads.
    is_observer = bool(seat and seat.kind == Membership.Kind.OBSERVER)
    is_officer = False
    if seat is None or is_observer or seat.state != Membership.State.ACTIVE:
        verdict = may(author.person, "post", group, at=at)
        is_officer = verdict.allowed and verdict.role in OFFICES
    duplicate_of, reused_id_of = _same_id(group, envelope, data)
    return Facts(
        group=group.name,
        list_address=f"{group.name}@{settings.MAIL_DOMAIN}",
        list_id=f"{group.name}.{settings.MAIL_DOMAIN}",
        is_open=group.reflector_open and group.state not in CLOSED,
        is_concluded=group.state == Group.State.CONCLUDED,
        emergency_hold=group.emergency_hold,
        seat=seat.state if seat else "",
        is_observer=is_observer,
        is_moderated=bool(seat and seat.moderated),
        is_officer=is_officer,
        duplicate_of=duplicate_of,
        reused_id_of=reused_id_of,
        is_held_already=_is_held(group, envelope, data),
        banned_by=_ban(group, envelope),
        is_trusted=is_trusted,
        most_bytes=moderation.most_bytes or settings.POST_BYTES,
        most_recipients=moderation.most_recipients,
        refused_endings=frozenset(moderation.refused_endings),
        patterns=tuple((one["pattern"], one["reason"]) for one in moderation.patterns),
    )


def _same_id(group: Group, envelope: Envelope, data: bytes) -> tuple[int | None, int | None]:
    """The archive's message of the same id: as (the same, None) or (None, another)."""
    found = (
        Message.objects.filter(group=group, message_id=envelope.message_id)
        .select_related("raw")
        .first()
    )
    if found is None:
        return None, None
    # On another way the same message has other trace lines; its body tells.
    if body_of(unpacked(found.raw.packed)) == body_of(data):
        return found.number, None
    return None, found.number


def _is_held(group: Group, envelope: Envelope, data: bytes) -> bool:
    held = Held.objects.filter(
        group=group, message_id=envelope.message_id, state=Held.State.WAITING
    ).select_related("arrival__raw")
    return any(body_of(unpacked(one.arrival.raw.packed)) == body_of(data) for one in held[:5])


def _ban(group: Group, envelope: Envelope) -> str:
    patterns = {
        pattern
        for box in envelope.authors
        for address in [box.address.lower()]
        for pattern in (address, "@" + address.rpartition("@")[2])
    }
    return (
        Ban.objects.filter(group=group, pattern__in=patterns)
        .values_list("pattern", flat=True)
        .first()
        or ""
    )
