"""People change: the seat follows, the role rests, history stays (scenario S11)."""

import pytest

from comitia.bodies.actions import record_decision
from comitia.groups import actions, officers, queries, roles, seats, transfers, waiting
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Role
from comitia.ledger.actors import SYSTEM
from comitia.outbox.models import Letter
from comitia.people.queries import affiliations_at
from tests.world import getting_posts


def belongs_to(person, at):
    return [row.entity for row in affiliations_at(person, at=at)]


def move(world, person, entity, by=None, **later):
    at = world.later(**(later or {"days": 30}))
    transfers.change_affiliation(person=person, entity=entity, by=by or person, at=at)
    return at


def test_a_seat_waits_for_the_new_focal_point(world):
    at = move(world, world.bob, world.samplia)
    seat = queries.seat_of(world.group, world.bob)
    assert (seat.state, seat.entity) == ("transfer_pending", world.samplia)
    assert belongs_to(world.bob, world.now) == [world.telecom]
    assert belongs_to(world.bob, at) == [world.samplia]
    assert not roles.may(world.bob, "post", world.group, at=at)
    assert world.bob.email not in getting_posts(world.group)
    assert seat in queries.pending_validations(world.sam, at=at)
    with pytest.raises(NotAllowed):
        seats.validate_seat(seat=seat, by=world.fiona, at=at)
    seat = seats.validate_seat(seat=seat, by=world.sam, at=at)
    assert seat.state == "active"
    assert roles.may(world.bob, "post", world.group, at=at)


def test_it_waits_on_and_is_reminded_of(world):
    move(world, world.bob, world.samplia, days=0)
    assert waiting.expire_unanswered(at=world.later(days=7)) == (1, 0)
    assert waiting.expire_unanswered(at=world.later(days=30)) == (0, 0)


def test_a_new_focal_point_may_say_no(world):
    at = move(world, world.bob, world.samplia)
    seat = queries.seat_of(world.group, world.bob)
    assert seats.refuse_seat(seat=seat, by=world.sam, reason="", at=at).state == "closed"


@pytest.mark.parametrize("where", ["networks", None])
def test_to_an_entity_that_is_barred_or_to_none_the_seat_closes(world, where):
    move(world, world.bob, where and getattr(world, where))
    world.seat.refresh_from_db()
    assert world.seat.state == "closed"


def test_the_same_entity_again_changes_nothing(world):
    letters = Letter.objects.count()
    move(world, world.bob, world.telecom)
    world.seat.refresh_from_db()
    assert (world.seat.state, Letter.objects.count()) == ("active", letters)


def test_a_convener_who_moves_rests_until_the_parent_decides(world):
    actions.appoint(
        group=world.group,
        kind="vice_convener",
        person=world.bob,
        entity=world.telecom,
        decision=world.decision,
        by=SYSTEM,
        at=world.now,
    )
    at = move(world, world.alice, world.samplia)
    assert Letter.objects.filter(kind="officer").count() == 1
    assert not roles.may(world.alice, "moderate", world.group, at=at)
    assert roles.may(world.bob, "invite", world.group, at=at)
    role = Role.objects.get(group=world.group, kind="convener")
    assert role.entity == world.examplia
    officers.suspend_role(role=role, because="again", by=SYSTEM, at=at)
    assert Letter.objects.filter(kind="officer").count() == 1
    later = world.later(days=60)
    decision = record_decision(
        body=world.parent, text="To keep her.", decided_from=later.date(), by=SYSTEM, at=later
    )
    with pytest.raises(NotAllowed):
        officers.confirm_role(
            role=role, entity=world.samplia, decision=decision, by=world.bob, at=later
        )
    officers.confirm_role(
        role=role, entity=world.samplia, decision=decision, by=world.sam, at=later
    )
    assert roles.may(world.alice, "moderate", world.group, at=later)
    assert queries.convener(world.group, at=world.now).entity == world.examplia
    assert queries.convener(world.group, at=later).entity == world.samplia


def test_only_those_concerned_may_say_that_somebody_moved(world):
    for stranger in (world.charlie, world.alice):
        with pytest.raises(NotAllowed):
            move(world, world.bob, world.samplia, by=stranger)
    move(world, world.bob, None, by=world.fiona)
    assert belongs_to(world.bob, world.later(days=31)) == []


def test_the_seats_of_an_entity_that_is_a_member_no_longer_close(world):
    world.telecom.member_until = world.later(days=30).date()
    world.telecom.save()
    assert waiting.close_for_former_members(at=world.later(days=29)) == 0
    assert waiting.close_for_former_members(at=world.later(days=30)) == 1
    world.seat.refresh_from_db()
    assert world.seat.state == "closed"
