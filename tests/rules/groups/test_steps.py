"""The state machines of groups and seats as tables: laws that any change must keep."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comitia.groups import rules
from comitia.groups.models import Group, Membership

DAY = st.dates(date(2008, 1, 1), date(2020, 1, 1))
CATEGORIES = st.sampled_from(["member_state", "sector_member", "associate", "academia"])


def reachable(steps, start):
    found, waiting = {start}, [start]
    while waiting:
        for state in steps[waiting.pop()]:
            if state not in found:
                found.add(state)
                waiting.append(state)
    return found


@pytest.mark.parametrize(
    ("steps", "states", "start"),
    [
        (rules.GROUP_STEPS, Group.State.values, "proposed"),
        (rules.SEAT_STEPS, Membership.State.values, "requested"),
    ],
)
def test_every_state_is_in_the_table_and_can_be_reached(steps, states, start):
    assert steps.keys() == set(states)
    assert reachable(steps, start) == set(states)


def test_what_has_ended_does_not_come_back():
    for state in set(rules.SEAT_STEPS) - set(Membership.OPEN):
        assert rules.SEAT_STEPS[state] == frozenset()
    for state in ("concluded", "terminated", "archived"):
        assert not reachable(rules.GROUP_STEPS, state) & {"active", "reporting", "convened"}


def test_a_seat_becomes_active_only_through_a_word_of_somebody():
    before = {state for state, after in rules.SEAT_STEPS.items() if "active" in after}
    assert before == {"requested", "pending_validation", "suspended", "transfer_pending"}


def test_any_living_group_can_be_terminated():
    for state, after in rules.GROUP_STEPS.items():
        assert ("terminated" in after) == (state not in {"terminated", "archived"})


class Life(RuleBasedStateMachine):
    """A group that takes any step it may: it is never active before it was convened."""

    @initialize()
    def begin(self):
        self.state, self.past = "proposed", []

    @rule(choice=st.randoms(use_true_random=False))
    def step(self, choice):
        if after := sorted(rules.GROUP_STEPS[self.state]):
            self.past.append(self.state)
            self.state = choice.choice(after)

    @invariant()
    def order_is_kept(self):
        if self.state in {"active", "suspended", "reporting", "concluded"}:
            assert {"established", "convened"} <= set(self.past)


TestLife = Life.TestCase


@given(CATEGORIES, st.lists(CATEGORIES), DAY, st.none() | DAY, st.none() | DAY)
def test_only_members_of_a_named_category_are_eligible(category, admitted, on, since, until):
    verdict = rules.eligibility(
        category, admitted, "Clause", member_since=since, member_until=until, on=on
    )
    named = category in admitted
    member = (since is None or since <= on) and (until is None or on < until)
    assert verdict.eligible == (named and member)
    assert verdict.barred_by == ("" if verdict.eligible else "Clause")


@given(DAY)
def test_the_last_day_of_a_membership_is_the_one_before_its_end(day):
    def may(on):
        return rules.eligibility("a", ["a"], "", member_since=day, member_until=day, on=on).eligible

    assert not may(day)
    assert not may(day - timedelta(days=1))


@given(st.lists(st.sampled_from(["report", "proposal", "liaison", "question", "recommendation"])))
def test_questions_and_recommendations_are_never_outputs(outputs):
    forbidden = rules.forbidden_outputs(outputs)
    assert set(forbidden) == set(outputs) & {"question", "recommendation"}


@pytest.mark.parametrize("name", ["t09tsag178", "a", "x.y", "a" * 40])
def test_names_that_a_list_can_have(name):
    assert rules.is_list_name(name)


@pytest.mark.parametrize(
    "name", ["", "T09", "a-join", "a b", "a/b", ".a", "a.", "a..b", "a" * 41, "ж", "a\n", "a+b"]
)
def test_names_that_no_list_can_have(name):
    assert not rules.is_list_name(name)


@given(st.lists(st.booleans(), min_size=4, max_size=4))
def test_a_group_is_convened_with_everything_or_not(there):
    names = ["convener", "terms", "timetable", "reflector"]
    lacking = rules.lacking_to_convene(**dict(zip(names, there, strict=True)))
    assert lacking == [name for name, has in zip(names, there, strict=True) if not has]
