"""The verbs of registration (DOMAIN 5): ask, confirm, claim, validate, refuse, leave.

Each moves one seat by compare-and-set from states the table allows, writes the ledger, and queues
what people are told, in one transaction. What mail that comes back does to a seat: bouncing.py.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.base.ids import fresh_token
from comitia.groups import notices
from comitia.groups.bouncing import restore
from comitia.groups.errors import NotAMember, NotEligible, ReflectorClosed, WrongState
from comitia.groups.models import Group, Membership
from comitia.groups.queries import eligibility_of, terms_at
from comitia.groups.roles import require
from comitia.groups.steps import ask_deciders, enter, move, to_holder
from comitia.groups.words import CATEGORY
from comitia.ledger.actors import SYSTEM, Actor
from comitia.outbox import actions as outbox
from comitia.people import actions as people
from comitia.people.actors import By, acting, actor_of
from comitia.people.models import Entity, Person
from comitia.people.queries import focal_points_of

State = Membership.State


@transaction.atomic
def request_seat(
    *,
    group: Group,
    address: str,
    at: datetime,
    name: str = "",
    language: str = "en",
    entity: Entity | None = None,
) -> Membership:
    """Somebody asks to join; they must show that mail reaches them. Asking again is harmless.

    Raises ReflectorClosed, or NotEligible citing the clause that bars the entity.
    """
    if not group.reflector_open:
        raise ReflectorClosed(
            _("%(group)s takes no registrations: its list is not open.") % {"group": group.name}
        )
    if entity is not None:
        check_eligible(group, entity, at=at)
    # Two requests at once for one address take their turn.
    list(Group.objects.select_for_update().filter(pk=group.pk).values_list("pk"))
    person = people.meet(address=address, name=name, language=language)
    seat = person.memberships.filter(group=group, state__in=Membership.OPEN).first()
    if seat is None:
        seat = Membership.objects.create(
            group=group,
            person=person,
            entity=entity,
            address=address.strip().lower(),
            token=fresh_token(),
            requested_at=at,
        )
        enter("seat.requested", seat, by=SYSTEM, at=at)
    elif seat.state == State.REQUESTED and entity is not None:
        seat.entity = entity
        seat.save(update_fields=["entity"])
    if seat.state in {State.REQUESTED, State.SUSPENDED}:
        # At most one an hour, so that nobody can flood a stranger's mailbox through us.
        once = f"confirm:{seat.pk}:{at:%Y%m%d%H}"
        outbox.queue(
            notice=notices.confirm_your_address(seat), to=to_holder(seat), once=once, at=at
        )
    elif seat.state == State.ACTIVE:
        # They may have lost the first one; the answer goes to the member only.
        once = f"welcome-again:{seat.pk}:{at:%Y%m%d}"
        outbox.queue(notice=notices.welcome(seat), to=to_holder(seat), once=once, at=at)
    return seat


def check_eligible(group: Group, entity: Entity, *, at: datetime) -> None:
    """Raise NotEligible, naming the clause, unless the terms admit the entity's category."""
    terms = terms_at(group, at)
    verdict = eligibility_of(entity, terms, at=at)
    if not verdict.is_member:
        raise NotAMember(entity.name, verdict.barred_by)
    if not verdict.eligible:
        raise NotEligible(entity.name, str(CATEGORY[entity.category]), verdict.barred_by)


@transaction.atomic
def confirm_address(*, seat: Membership, at: datetime) -> Membership:
    """The bearer of the confirm token was reached by mail: go on to the next step.

    That is: ask for the member, ask its focal point, or let a suspended seat have mail again.
    """
    if seat.state == State.SUSPENDED:
        return restore(seat=seat, at=at)
    if seat.state != State.REQUESTED:
        return seat
    person = seat.person
    people.confirm(person=person, address=seat.address, by=SYSTEM, at=at)
    if seat.confirmed_at is None:
        seat.confirmed_at = at
        seat.save(update_fields=["confirmed_at"])
    if seat.entity is None:
        once = f"member:{seat.pk}:{at:%Y%m%d%H}"
        outbox.queue(notice=notices.name_your_member(seat), to=to_holder(seat), once=once, at=at)
        return seat
    return _ask_focal_points(seat, at=at)


@transaction.atomic
def claim_entity(*, seat: Membership, entity: Entity, at: datetime) -> Membership:
    """A confirmed person says for which member they speak. Raises NotEligible, WrongState."""
    if seat.state != State.REQUESTED or seat.confirmed_at is None:
        raise WrongState(_("This registration does not wait for the name of a member."))
    check_eligible(seat.group, entity, at=at)
    seat.entity = entity
    seat.save(update_fields=["entity"])
    return _ask_focal_points(seat, at=at)


def _ask_focal_points(seat: Membership, *, at: datetime) -> Membership:
    assert seat.entity is not None
    focal_points = focal_points_of(seat.entity, at=at)
    if seat.person in focal_points or seat.person.is_secretariat:
        by = acting(seat.person, at=at, entity=seat.entity)
        return _admit(seat, validated_by=seat.person, by=by, at=at)
    seat = move(seat, State.PENDING, pending_since=at)
    enter("seat.claimed", seat, by=acting(seat.person, at=at, entity=seat.entity), at=at)
    ask_deciders(seat, once=f"validate:{seat.pk}", at=at)
    return seat


@transaction.atomic
def validate_seat(*, seat: Membership, by: By, at: datetime) -> Membership:
    """The focal point says: yes, they speak for us. Repeating it changes nothing.

    Raises NotAllowed for somebody else's entity, WrongState where nothing waits.
    """
    _may_validate(seat, by, at=at)
    if seat.state == State.ACTIVE:
        return seat
    if seat.state not in Membership.WAITING:
        raise WrongState(_("This registration does not wait for a focal point."))
    who = by if isinstance(by, Person) else None
    return _admit(seat, validated_by=who, by=actor_of(by, at=at), at=at)


def _admit(seat: Membership, *, validated_by: Person | None, by: Actor, at: datetime) -> Membership:
    assert seat.entity is not None
    check_eligible(seat.group, seat.entity, at=at)
    people.affiliate(person=seat.person, entity=seat.entity, by=by, at=at)
    seat = move(seat, State.ACTIVE, active_since=at, validated_by=validated_by)
    enter("member.admitted", seat, by=by, at=at)
    once = f"welcome:{seat.pk}:{seat.entity_id}"
    outbox.queue(notice=notices.welcome(seat), to=to_holder(seat), once=once, at=at)
    return seat


@transaction.atomic
def refuse_seat(*, seat: Membership, by: By, reason: str, at: datetime) -> Membership:
    """The focal point says: no, and why. Raises NotAllowed, WrongState."""
    _may_validate(seat, by, at=at)
    with override(seat.person.language):
        reason = reason.strip() or _("The focal point gave no reason.")
    if seat.state == State.TRANSFER_PENDING:
        return close(seat=seat, reason=reason, by=actor_of(by, at=at), at=at)
    seat = move(seat, State.REJECTED, reason=reason, ended_at=at)
    enter("seat.refused", seat, by=actor_of(by, at=at), at=at, reason=reason)
    outbox.queue(notice=notices.refused(seat), to=to_holder(seat), once=f"refused:{seat.pk}", at=at)
    return seat


@transaction.atomic
def admit(
    *, group: Group, person: Person, entity: Entity, address: str, by: Actor, at: datetime
) -> Membership:
    """The secretariat enters a member who needs no confirmation (as from a list it vouches for).

    Raises NotEligible. A person who has a seat keeps it as it is.
    """
    check_eligible(group, entity, at=at)
    seat = person.memberships.filter(group=group, state__in=Membership.OPEN).first()
    if seat is None:
        seat = Membership.objects.create(
            group=group,
            person=person,
            entity=entity,
            address=address.strip().lower(),
            token=fresh_token(),
            requested_at=at,
            confirmed_at=at,
        )
    if seat.state == State.ACTIVE:
        return seat
    seat.entity = entity
    seat.save(update_fields=["entity"])
    people.confirm(person=person, address=address, by=by, at=at)
    people.affiliate(person=person, entity=entity, by=by, at=at)
    seat = move(seat, State.ACTIVE, active_since=at)
    enter("member.admitted", seat, by=by, at=at)
    outbox.queue(notice=notices.welcome(seat), to=to_holder(seat), once=f"welcome:{seat.pk}", at=at)
    return seat


@transaction.atomic
def invite_observer(
    *, group: Group, address: str, name: str, by: By, at: datetime, language: str = "en"
) -> Membership:
    """The convener invites an expert, for information (DOMAIN W-50). Raises NotAllowed."""
    require(by, "invite", group, at=at)
    person = people.meet(address=address, name=name, language=language)
    seat = person.memberships.filter(group=group, state__in=Membership.OPEN).first()
    if seat is not None:
        return seat
    seat = Membership.objects.create(
        group=group,
        person=person,
        kind=Membership.Kind.OBSERVER,
        address=address.strip().lower(),
        token=fresh_token(),
        requested_at=at,
        confirmed_at=at,
        state=State.ACTIVE,
        active_since=at,
        moderated=True,
    )
    actor = actor_of(by, at=at)
    people.confirm(person=person, address=address, by=actor, at=at)
    enter("observer.invited", seat, by=actor, at=at)
    outbox.queue(notice=notices.welcome(seat), to=to_holder(seat), once=f"welcome:{seat.pk}", at=at)
    return seat


@transaction.atomic
def leave(*, seat: Membership, by: Actor, at: datetime) -> Membership:
    """Close a seat at its holder's wish. Repeating it changes nothing."""
    return close(seat=seat, reason="", by=by, at=at)


@transaction.atomic
def revoke_seat(*, seat: Membership, by: By, reason: str, at: datetime) -> Membership:
    """The focal point takes a seat back. Raises NotAllowed."""
    _may_validate(seat, by, at=at)
    return close(seat=seat, reason=reason, by=actor_of(by, at=at), at=at)


@transaction.atomic
def close(*, seat: Membership, reason: str, by: Actor, at: datetime) -> Membership:
    """End a seat for a reason that its holder is told. Repeating it changes nothing."""
    if seat.state not in Membership.OPEN:
        return seat
    seat = move(seat, State.CLOSED, ended_at=at, reason=reason)
    enter("member.left", seat, by=by, at=at)
    outbox.queue(
        notice=notices.farewell(seat), to=to_holder(seat), once=f"farewell:{seat.pk}", at=at
    )
    return seat


@transaction.atomic
def transfer(
    *, seat: Membership, entity: Entity | None, because: str, by: Actor, at: datetime
) -> Membership:
    """The holder now belongs to `entity`: the seat waits for its focal point, or is closed.

    Raises NotEligible where the terms bar the new entity.
    """
    if entity is None:
        return close(seat=seat, reason=because, by=by, at=at)
    check_eligible(seat.group, entity, at=at)
    seat = move(
        seat,
        State.TRANSFER_PENDING,
        entity=entity,
        pending_since=at,
        reminded_at=None,
        reason=because,
    )
    enter("seat.transfer", seat, by=by, at=at, reason=because)
    once = f"transfer:{seat.pk}:{entity.pk}:{at:%Y%m%d}"
    outbox.queue(notice=notices.transfer_waits(seat), to=to_holder(seat), once=once, at=at)
    ask_deciders(seat, once=f"validate:{once}", at=at)
    return seat


@transaction.atomic
def moderate(*, seat: Membership, by: By, at: datetime) -> Membership:
    """A moderator looks at each of this member's posts before it goes out. Raises NotAllowed."""
    require(by, "moderate", seat.group, at=at)
    if Membership.objects.filter(pk=seat.pk, moderated=False).update(moderated=True):
        enter("member.moderated", seat, by=actor_of(by, at=at), at=at)
    seat.refresh_from_db()
    return seat


@transaction.atomic
def trust(*, seat: Membership, by: By, at: datetime) -> Membership:
    """A moderator lets a member's posts through unasked from now on. Raises NotAllowed."""
    require(by, "moderate", seat.group, at=at)
    if Membership.objects.filter(pk=seat.pk, moderated=True).update(moderated=False):
        enter("member.trusted", seat, by=actor_of(by, at=at), at=at)
    seat.refresh_from_db()
    return seat


def _may_validate(seat: Membership, by: By, *, at: datetime) -> None:
    require(by, "validate_registration", seat.group, at=at, entity=seat.entity)
