"""The seven rows of Circular 174 as their months pass (DOMAIN 1.3, scenario S12)."""

from datetime import UTC, date, datetime

import icalendar
import pytest

from comitia.base.packing import unpack
from comitia.bodies import actions as bodies
from comitia.bodies.models import Body, Decision
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from comitia.timetable import actions, calendar, queries
from comitia.timetable.actions import PlannedRow


def instant(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.fixture
def timetable(world):
    def meeting(month):
        return bodies.plan_meeting(body=world.parent, month=month, by=SYSTEM, at=world.now)

    january, june = meeting(date(2012, 1, 1)), meeting(date(2012, 6, 1))
    rows = [
        PlannedRow("2011年3月", "month", date(2011, 3, 1), date(2011, 3, 31), "issue the circular",
                   proof="circular_issued"),
        PlannedRow("2011年4月-11月", "range", date(2011, 4, 1), date(2011, 11, 30), "discuss",
                   proof="discussion"),
        PlannedRow("2011年11月", "month", date(2011, 11, 1), date(2011, 11, 30), "send interim",
                   proof="interim_sent"),
        PlannedRow("2012年1月会议", "meeting", date(2012, 1, 1), date(2012, 1, 31), "consult",
                   meeting=january, proof="consultation_held"),
        PlannedRow("2012年2月", "month", date(2012, 2, 1), date(2012, 2, 29), "send revised",
                   proof="revised_sent"),
        PlannedRow("2012年2月-6月", "range", date(2012, 2, 1), date(2012, 6, 30), "regions"),
        PlannedRow("2012年6月会议", "meeting", date(2012, 6, 1), date(2012, 6, 30), "finalize",
                   meeting=june, proof="final_sent"),
    ]  # fmt: skip
    actions.adopt(group=world.group, rows=rows, decision=world.decision, by=SYSTEM, at=world.now)
    world.june = june
    return world


def states(world, at):
    return [row.state for row in queries.rows(world.group, at=at)]


def test_states_follow_evidence_and_months(timetable):
    world = timetable
    assert states(world, instant(2011, 3, 15))[:3] == ["due", "planned", "planned"]
    assert states(world, instant(2011, 4, 2))[0] == "missed"
    for _ in range(2):
        actions.evidence(
            group=world.group,
            proof="circular_issued",
            reference="circular:1",
            by=SYSTEM,
            at=instant(2011, 3, 20),
        )
    assert states(world, instant(2011, 4, 2))[:2] == ["met", "due"]
    met = Entry.objects.filter(kind="milestone.met")
    assert met.count() == 1
    actions.evidence(
        group=world.group, proof="interim_sent", reference="d:1", by=SYSTEM, at=instant(2011, 12, 1)
    )
    assert states(world, instant(2012, 1, 1))[2] == "met_late"


def test_a_row_anchored_to_a_meeting_moves_with_it_and_others_stay(timetable):
    world = timetable
    before = [row.span for row in queries.rows(world.group, at=world.now)]
    bodies.move_meeting(
        meeting=world.june,
        opens=date(2012, 7, 2),
        closes=date(2012, 7, 4),
        by=SYSTEM,
        at=world.now,
    )
    after = queries.rows(world.group, at=world.now)
    assert [row.span for row in after[:6]] == before[:6]
    assert (after[6].span.starts, after[6].span.ends) == (date(2012, 7, 2), date(2012, 7, 4))
    assert after[6].span.moved
    assert states(world, instant(2012, 7, 3))[6] == "due"


def test_a_missed_row_is_entered_once(timetable):
    assert actions.judge(at=instant(2011, 12, 2)) == 3
    assert actions.judge(at=instant(2011, 12, 3)) == 0
    assert Entry.objects.filter(kind="milestone.missed").count() == 3
    actions.evidence(
        group=timetable.group,
        proof="interim_sent",
        reference="d:1",
        by=SYSTEM,
        at=instant(2011, 12, 9),
    )
    assert states(timetable, instant(2011, 12, 10))[2] == "met_late"


def test_a_waived_row_is_neither_met_nor_missed(timetable):
    world = timetable
    milestone = world.group.milestones.get(position=5)
    decision = Decision.objects.create(
        body=world.parent, decided_from=date(2012, 1, 10), decided_until=date(2012, 1, 13), text="x"
    )
    actions.waive(milestone=milestone, decision=decision, by=SYSTEM, at=world.now)
    assert states(world, instant(2013, 1, 1))[4] == "waived"


def reminders():
    return [
        (batch.recipients[0][0], unpack(letter.content).decode())
        for letter in Letter.objects.filter(kind="reminder").order_by("id")
        for batch in letter.batches.all()
    ]


def test_convener_and_secretariat_are_reminded_once_for_each_distance(timetable):
    world = timetable
    assert actions.remind(at=instant(2011, 11, 1)) == 0
    assert actions.remind(at=instant(2011, 11, 16)) == 2
    assert {to for to, _ in reminders()} == {world.alice.email, world.sam.email}
    assert "2011" in reminders()[0][1]
    assert actions.remind(at=instant(2011, 11, 17)) == 0
    assert actions.remind(at=instant(2011, 11, 27)) == 2
    assert actions.remind(at=instant(2011, 11, 29)) == 0
    assert actions.remind(at=instant(2011, 12, 1)) == 0
    assert len(reminders()) == 8


def test_what_is_met_is_not_reminded_of(timetable):
    actions.evidence(
        group=timetable.group,
        proof="interim_sent",
        reference="d:1",
        by=SYSTEM,
        at=instant(2011, 11, 2),
    )
    assert actions.remind(at=instant(2011, 11, 29)) == 1


def test_the_next_row_due_is_the_one_that_ends_first(timetable):
    row = queries.next_due(timetable.group, at=instant(2011, 4, 4))
    assert row.milestone.position == 2
    assert queries.next_due(timetable.group, at=instant(2014, 4, 4)) is None


def test_the_calendar_feed_is_read_back_by_a_calendar(timetable):
    world = timetable
    data = calendar.feed(world.group, at=world.now)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data == calendar.feed(world.group, at=world.now)
    read = icalendar.Calendar.from_ical(data)
    events = read.walk("VEVENT")
    assert len(events) == 7
    assert not read.errors
    second = events[1]
    assert second.decoded("dtstart") == date(2011, 4, 1)
    assert second.decoded("dtend") == date(2011, 12, 1)
    assert "2011年4月-11月" in str(second["description"])
    assert len({str(event["uid"]) for event in events}) == 7
    assert events[6]["sequence"] == 0
    bodies.move_meeting(
        meeting=world.june, opens=date(2012, 7, 2), closes=date(2012, 7, 4), by=SYSTEM, at=world.now
    )
    moved = icalendar.Calendar.from_ical(calendar.feed(world.group, at=world.now)).walk("VEVENT")[6]
    assert moved["sequence"] > 0
    assert moved["uid"] == events[6]["uid"]
    assert moved.decoded("dtstart") == date(2012, 7, 2)


def test_a_group_without_rows_has_an_empty_feed(world):
    assert Body.objects.exists()
    assert not icalendar.Calendar.from_ical(calendar.feed(world.group, at=world.now)).walk("VEVENT")
