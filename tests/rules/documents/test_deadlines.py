"""The worked dates of the working methods, and laws of the states. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.bodies.rulesets import in_force
from comitia.documents import deadlines, rules

ZURICH = ZoneInfo("Europe/Zurich")
# Before and after the edition of 2016, which the events of the second are judged by.
RULES = in_force("advisory_group", date(2011, 12, 1))
NEW_RULES = in_force("advisory_group", date(2017, 1, 1))


@pytest.mark.parametrize(
    ("opens", "contributions", "temporary", "translation"),
    [
        (date(2012, 1, 10), date(2011, 12, 29), date(2012, 1, 3), date(2011, 11, 10)),
        (date(2012, 7, 2), date(2012, 6, 20), date(2012, 6, 25), date(2012, 5, 2)),
    ],
)
def test_worked_dates(opens, contributions, temporary, translation):
    keys = ("contribution_deadline", "td_available", "translation_deadline")
    found = [deadlines.deadline_before(opens, key, RULES, ZURICH) for key in keys]
    assert [each.last_day for each in found] == [contributions, temporary, translation]


def test_the_last_second_of_the_last_day_is_in_time():
    deadline = deadlines.deadline_before(date(2012, 1, 10), "contribution_deadline", RULES, ZURICH)
    last = datetime(2011, 12, 29, 23, 59, 59, tzinfo=ZURICH)
    assert deadlines.on_receipt(last.astimezone(UTC), deadline).judged == "in_time"
    after = (last + timedelta(seconds=1)).astimezone(UTC)
    verdict = deadlines.on_receipt(after, deadline)
    assert verdict.judged == "late"
    assert verdict.rule == "A.1 § 3.1.8 (Rec. ITU-T A.1 (10/2008))"


@pytest.mark.parametrize(
    ("holidays", "last_day"),
    [((), date(2012, 1, 3)), ((date(2012, 1, 2),), date(2012, 1, 4))],
)
def test_posted_within_three_working_days(holidays, last_day):
    received = datetime(2011, 12, 29, 23, 59, 59, tzinfo=ZURICH).astimezone(UTC)
    deadline = deadlines.posting_deadline(received, RULES, ZURICH, holidays)
    assert deadline.last_day == last_day
    on_the_day = datetime.combine(last_day, datetime.max.time(), ZURICH)
    verdict = deadlines.on_posting(on_the_day, deadline, at=on_the_day)
    assert verdict.judged == "in_time"
    assert deadlines.on_posting(None, deadline, at=on_the_day).judged == "open"
    next_day = on_the_day + timedelta(seconds=1)
    assert deadlines.on_posting(None, deadline, at=next_day).judged == "overdue"
    assert deadlines.on_posting(next_day, deadline, at=next_day).judged == "late"


def available(retrievable, exemption="", event_on=None, rules=NEW_RULES):
    opens = date(2017, 5, 15)
    deadline = deadlines.deadline_before(opens, "td_available", rules, ZURICH)
    at = datetime(2017, 5, 20, tzinfo=UTC)
    return deadlines.on_availability(
        retrievable,
        deadline,
        opens=opens,
        rules=rules,
        zone=ZURICH,
        at=at,
        exemption=exemption,
        event_on=event_on,
    ).judged


def test_a_temporary_document_is_there_seven_days_before_or_exempt():
    early, late = datetime(2017, 5, 8, 12, tzinfo=UTC), datetime(2017, 5, 9, 12, tzinfo=UTC)
    assert available(early) == "in_time"
    assert available(late) == "late"
    for exemption in ("administrative", "ad_hoc", "compilation", "asked_by_meeting"):
        assert available(late, exemption) == "exempt"
    assert available(late, "because") == "late"


def test_a_report_on_a_recent_event_is_there_two_days_before():
    recent, long_ago = date(2017, 4, 25), date(2017, 4, 24)
    assert (date(2017, 5, 15) - long_ago).days == 21
    in_time = datetime(2017, 5, 13, 12, tzinfo=UTC)
    assert available(in_time, "recent_event", recent) == "exempt"
    assert available(in_time, "recent_event", long_ago) == "late"
    assert available(in_time, "recent_event", None) == "late"
    too_late = datetime(2017, 5, 14, 12, tzinfo=UTC)
    assert available(too_late, "recent_event", recent) == "late"


def test_translation_is_a_matter_of_two_months_or_of_none():
    deadline = deadlines.deadline_before(date(2012, 1, 10), "translation_deadline", RULES, ZURICH)
    early, late = datetime(2011, 11, 10, tzinfo=UTC), datetime(2011, 11, 11, 12, tzinfo=UTC)
    assert deadlines.on_translation(early, deadline, original_only=False).judged == "in_time"
    assert deadlines.on_translation(late, deadline, original_only=False).judged == "late"
    assert deadlines.on_translation(late, deadline, original_only=True).judged == "not_required"


def test_without_days_or_rule_there_is_no_deadline():
    assert deadlines.deadline_before(None, "td_available", RULES, ZURICH) is None
    assert deadlines.deadline_before(date(2012, 1, 1), "no_such", RULES, ZURICH) is None


@given(st.lists(st.sampled_from(rules.EVENTS), max_size=30))
def test_no_way_leads_back_from_a_stone_and_none_out_of_the_states(events):
    state = "draft"
    for event in events:
        before = state
        try:
            state = rules.after(state, event)
        except rules.WrongStep:
            continue
        assert state in rules.STATES
        assert before not in {"withdrawn", "revised"} or event in rules.REMARKS
        if event not in rules.REMARKS:
            assert event in rules.may_follow(before)


def test_late_contributions_go_the_way_of_the_working_methods():
    state = "numbered"
    for event in ("hold_late", "admit", "decline", "carry", "post"):
        state = rules.after(state, event)
    assert state == "posted"
    with pytest.raises(rules.WrongStep):
        rules.after("late_held", "post")


@given(st.lists(st.integers(1, 50) | st.none(), max_size=12))
def test_the_next_ordinal_was_never_given(given_before):
    assert rules.next_ordinal(given_before) not in given_before
