"""The roles matrix, asked for everybody in the small world."""

import pytest

from comitia.bodies.actions import elect
from comitia.groups import actions, roles, seats
from comitia.groups.errors import ForbiddenOutput, WrongState
from comitia.groups.models import Role
from comitia.groups.words import ACTIONS, ROLE_WITH_ARTICLE
from comitia.ledger.actors import SYSTEM

NEAR = {"propose", "recommend", "suggest", "prepare", "log", "never"}
EVERYBODY = {"sam", "alice", "bob", "fiona", "charlie", "dora", None}


@pytest.mark.parametrize(
    ("action", "who"),
    [
        ("issue_circular", {"sam"}),
        ("record_parent_decision", {"sam"}),
        ("change_timetable", {"sam"}),
        ("read_archive", {"sam", "alice", "bob", "fiona"}),
        ("see_members", {"sam", "alice", "bob", "fiona"}),
        ("post", {"sam", "alice", "bob"}),
        ("moderate", {"sam", "alice"}),
        ("redact", {"sam"}),
        ("invite", {"sam", "alice"}),
        ("submit_contribution", {"sam", "alice", "bob", "fiona"}),
        ("withdraw_contribution", {"bob", "fiona", "alice"}),
        ("edit_report", {"alice"}),
        ("publish_version", {"sam", "alice"}),
        ("hold_consultation", {"sam", "alice"}),
        ("comment", {"alice", "bob", "fiona"}),
        ("dispose_of_comment", {"alice"}),
        ("call_consensus", {"alice"}),
        ("take_position", {"bob", "fiona"}),
        ("appeal", {"alice", "bob", "fiona"}),
        ("admit_late_contribution", set()),
        ("record_assembly_decision", {"sam"}),
    ],
)
def test_who_may(world, action, who):
    may = {
        name
        for name in EVERYBODY
        if roles.may(name and getattr(world, name), action, world.group, at=world.now)
    }
    assert may == who


def test_a_refusal_says_who_may(world):
    verdict = roles.may(world.bob, "moderate", world.group, at=world.now)
    assert "convener" in verdict.reason
    assert "vice-convener" in verdict.reason


def test_a_public_archive_is_for_everybody(world):
    world.group.archive_public = True
    assert roles.may(None, "read_archive", world.group, at=world.now)
    assert not roles.may(None, "see_members", world.group, at=world.now)


def test_a_focal_point_is_at_home_for_its_own_member_only(world):
    def may(entity):
        return roles.may(
            world.fiona, "validate_registration", world.group, at=world.now, entity=entity
        )

    assert may(world.telecom)
    assert not may(world.samplia)


def test_roles_end(world):
    actions.appoint(
        group=world.group,
        kind="convener",
        person=world.dora,
        entity=world.samplia,
        decision=world.decision,
        by=SYSTEM,
        at=world.later(days=1),
    )
    at = world.later(days=2)
    assert roles.may(world.dora, "moderate", world.group, at=at)
    assert not roles.may(world.alice, "moderate", world.group, at=at)
    assert roles.may(world.alice, "moderate", world.group, at=world.now)


def test_an_inactive_account_is_the_public(world):
    world.sam.is_active = False
    assert not roles.may(world.sam, "moderate", world.group, at=world.now)


def test_each_permission_in_the_matrix_is_a_word_we_know():
    for action, permissions in roles.matrix().items():
        for role, permission in permissions.items():
            assert permission in roles.ALLOWED | NEAR | {"if_allowed"}, (action, role)
            assert ROLE_WITH_ARTICLE[role]
    assert ACTIONS.keys() == roles.matrix().keys()


def test_such_a_group_may_not_adopt_recommendations(world):
    with pytest.raises(ForbiddenOutput, match="191B"):
        actions.establish(
            name="t09other",
            title="Other",
            parent=world.parent,
            decision=world.decision,
            purpose="",
            eligibility=["member_state"],
            eligibility_source="",
            outputs=["report", "recommendation"],
            by=SYSTEM,
            at=world.now,
        )


def test_a_group_takes_only_the_steps_of_its_life(world):
    with pytest.raises(WrongState, match="active and cannot become concluded"):
        actions.step(group=world.group, state="concluded", by=SYSTEM, at=world.now)
    for state in ("suspended", "active", "reporting", "concluded", "archived"):
        group = actions.step(group=world.group, state=state, by=SYSTEM, at=world.now)
    assert group.state == "archived"


def test_near_misses_say_what_may_be_done_instead(world):
    verdict = roles.may(world.alice, "change_timetable", world.group, at=world.now)
    assert (bool(verdict), verdict.manner) == (False, "propose")


def test_the_vice_convener_acts_while_there_is_no_convener(world):
    actions.appoint(
        group=world.group,
        kind="vice_convener",
        person=world.dora,
        entity=world.samplia,
        decision=world.decision,
        by=SYSTEM,
        at=world.now,
    )
    assert not roles.may(world.dora, "invite", world.group, at=world.now)
    Role.objects.filter(group=world.group, kind="convener").update(suspended_at=world.now)
    assert roles.may(world.dora, "invite", world.group, at=world.now)
    assert not roles.may(world.alice, "invite", world.group, at=world.now)


def test_the_director_admits_what_is_late(world):
    elect(body=world.parent, person=world.dora, office="director", by=SYSTEM, at=world.now)
    assert roles.may(world.dora, "admit_late_contribution", world.group, at=world.now)


def test_a_focal_point_reads_along_only_where_their_member_has_a_seat(world):
    seats.leave(seat=world.seat, by=SYSTEM, at=world.now)
    assert not roles.may(world.fiona, "read_archive", world.group, at=world.now)
    world.group.archive_public = True
    assert roles.may(world.fiona, "read_archive", world.group, at=world.now)
