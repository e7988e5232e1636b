"""Bodies meet, move their meetings, decide, and change officers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from comitia.bodies import actions, queries
from comitia.bodies.models import Body, Decision
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.people import actions as people

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def body():
    return actions.know_body(
        acronym="EXAG", kind="advisory_group", names={"en": "Example Group"}, by=SYSTEM, at=NOON
    )


def test_a_body_is_known_once_and_learns_its_names(body):
    again = actions.know_body(
        acronym="exag", kind="advisory_group", names={"fr": "Groupe", "en": "X"}, by=SYSTEM, at=NOON
    )
    assert again == body
    assert again.names == {"en": "Example Group", "fr": "Groupe"}
    assert Body.objects.count() == 1
    assert Entry.objects.filter(kind="body.known").count() == 1


def test_a_meeting_is_planned_for_a_month_and_then_given_its_days(body):
    june = actions.plan_meeting(body=body, month=date(2012, 6, 15), by=SYSTEM, at=NOON)
    assert june.planned_month == date(2012, 6, 1)
    assert actions.plan_meeting(body=body, month=date(2012, 6, 1), by=SYSTEM, at=NOON) == june
    moved = actions.move_meeting(
        meeting=june, opens=date(2012, 7, 2), closes=date(2012, 7, 4), by=SYSTEM, at=NOON
    )
    assert moved.planned_month == date(2012, 6, 1)
    assert queries.meeting_in(body, date(2012, 7, 3)) == june
    assert queries.meeting_in(body, date(2012, 6, 20)) == june
    assert queries.meeting_in(body, date(2012, 8, 1)) is None
    actions.move_meeting(
        meeting=moved, opens=date(2012, 7, 2), closes=date(2012, 7, 4), by=SYSTEM, at=NOON
    )
    assert Entry.objects.filter(kind="meeting.dated").count() == 1


def test_days_that_are_known_are_not_changed_by_planning(body):
    for opens in (date(2011, 2, 8), date(2011, 2, 9)):
        meeting = actions.plan_meeting(
            body=body, month=opens, opens=opens, closes=date(2011, 2, 11), by=SYSTEM, at=NOON
        )
    assert meeting.opens == date(2011, 2, 8)


def test_nothing_ends_before_it_begins(body):
    with pytest.raises(actions.BadDates):
        actions.plan_meeting(
            body=body,
            month=date(2011, 2, 1),
            opens=date(2011, 2, 8),
            closes=date(2011, 2, 7),
            by=SYSTEM,
            at=NOON,
        )
    with pytest.raises(actions.BadDates):
        actions.record_decision(
            body=body,
            text="To do it.",
            decided_from=date(2011, 2, 8),
            decided_until=date(2011, 2, 7),
            by=SYSTEM,
            at=NOON,
        )
    assert not Decision.objects.exists()


def test_a_decision_is_recorded_once(body):
    decisions = {
        actions.record_decision(
            body=body,
            text="To establish a group.",
            decided_from=date(2011, 2, 8),
            source="Example Circular 1, § 3",
            by=SYSTEM,
            at=NOON,
        )
        for _ in range(2)
    }
    assert len(decisions) == 1
    assert list(queries.decisions_of(body)) == list(decisions)


def test_a_new_chair_replaces_the_old_one_and_a_vice_chair_does_not(body):
    first, second = (people.meet(address=f"{name}@x.example", name=name) for name in ("A", "B"))
    later = NOON + timedelta(days=30)
    actions.elect(body=body, person=first, office="chair", by=SYSTEM, at=NOON)
    actions.elect(body=body, person=first, office="chair", by=SYSTEM, at=NOON)
    actions.elect(body=body, person=first, office="vice_chair", by=SYSTEM, at=later)
    actions.elect(body=body, person=second, office="vice_chair", by=SYSTEM, at=later)
    actions.elect(body=body, person=second, office="chair", by=SYSTEM, at=later)
    assert queries.chair_of(body, at=NOON).person == first
    assert queries.chair_of(body, at=later).person == second
    assert [row.office for row in queries.officers_of(body, at=later)] == [
        "chair",
        "vice_chair",
        "vice_chair",
    ]
