"""The roles matrix, asked for everybody in the small world."""

import pytest

from comitia.groups import actions, roles
from comitia.groups.errors import ForbiddenOutput, WrongState
from comitia.ledger.actors import SYSTEM

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
            if role != "says":
                assert permission in {"yes", "own", "propose", "if_allowed"}, (action, role)


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
