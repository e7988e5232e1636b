"""The worked dates of DOMAIN 3.2 and 3.4, and which edition is in force when."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from comitia.bodies import calendar
from comitia.bodies.rulesets import in_force
from comitia.bodies.rulesets.load import NoSuchRule

GENEVA = ZoneInfo("Europe/Zurich")


@pytest.mark.parametrize(
    ("opens", "contributions", "documents", "translation"),
    [
        (date(2012, 1, 10), date(2011, 12, 29), date(2012, 1, 3), date(2011, 11, 10)),
        (date(2012, 7, 2), date(2012, 6, 20), date(2012, 6, 25), date(2012, 5, 2)),
    ],
)
def test_deadlines_of_advisory_group_meetings(opens, contributions, documents, translation):
    rules = in_force("advisory_group", opens)
    assert calendar.days_before(opens, rules.days("contribution_deadline")) == contributions
    assert calendar.days_before(opens, rules.days("td_available")) == documents
    assert calendar.months_before(opens, rules.months("translation_deadline")) == translation


def test_deadlines_of_the_assembly():
    opens = date(2012, 11, 20)
    rules = in_force("assembly", opens)
    months = rules.months("contribution_deadline_first")
    assert calendar.months_before(opens, months) == date(2012, 10, 20)
    assert calendar.days_before(opens, rules.days("contribution_deadline")) == date(2012, 11, 6)
    months = rules.months("advisory_group_meets_before")
    assert calendar.months_before(opens, months) == date(2012, 9, 20)


def test_months_are_clamped_to_their_end():
    assert calendar.months_before(date(2012, 3, 31), 1) == date(2012, 2, 29)
    assert calendar.months_before(date(2012, 1, 31), 2) == date(2011, 11, 30)


def test_three_working_days_over_a_weekend_and_a_holiday():
    received = date(2011, 12, 29)
    assert calendar.working_days_after(received, 3) == date(2012, 1, 3)
    assert calendar.working_days_after(received, 3, {date(2012, 1, 2)}) == date(2012, 1, 4)


def test_the_deadline_day_is_in_time_until_midnight_in_geneva():
    end = calendar.end_of_day(date(2011, 12, 29), GENEVA)
    assert end == datetime(2011, 12, 29, 23, tzinfo=UTC)
    assert calendar.day_at(datetime(2011, 12, 29, 22, 59, 59, tzinfo=UTC), GENEVA).day == 29
    assert calendar.day_at(end, GENEVA).day == 30


def test_the_edition_in_force_depends_on_the_day():
    early, late = (in_force("study_group", date(year, 1, 1)) for year in (2011, 2020))
    assert early.rule("posting").edition == "Rec. ITU-T A.1 (10/2008)"
    assert late.rule("posting").edition == "Rec. ITU-T A.1 (10/2016)"
    assert late.rule("posting").clause == "A.1 § 3.2.4"
    assert late.rule("posting").source == "verified"


def test_what_is_not_ruled_is_said():
    rules = in_force("study_group", date(2011, 1, 1))
    with pytest.raises(NoSuchRule, match="'td_event_report_available' was in force on 2011"):
        rules.months("td_event_report_available")
    with pytest.raises(NoSuchRule, match="counted in working_days"):
        rules.days("posting")
    with pytest.raises(NoSuchRule):
        in_force("assembly", date(2011, 1, 1)).working_days("posting")


def test_house_rules_hold_everywhere():
    assert in_force("conference", date(1900, 1, 1)).days("registration_expiry") == 14
