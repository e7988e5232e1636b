"""In time, late, held, admitted, declined, carried: S5, by the verbs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comitia.documents import actions, timing
from comitia.documents.errors import NoNextMeeting, WrongMeeting, WrongState
from comitia.documents.models import Issue, Step
from comitia.groups.errors import NotAllowed
from comitia.outbox.models import Letter
from tests.documents.submissions import contribute, text

LAST = datetime(2011, 12, 29, 23, 59, 59, tzinfo=ZoneInfo("Europe/Zurich")).astimezone(UTC)
LATE = LAST + timedelta(seconds=1)


def test_the_last_second_is_in_time_and_the_next_is_not(register):
    world = register.world
    on_time = contribute(world, at=LAST, meeting=register.january)
    assert (on_time.state, on_time.is_late) == ("numbered", False)
    assert timing.posting_deadline(on_time).last_day.isoformat() == "2012-01-03"
    actions.set_holiday(day=datetime(2012, 1, 2).date(), name="", by=world.sam, at=LAST)
    assert timing.posting_deadline(on_time).last_day.isoformat() == "2012-01-04"
    late = contribute(world, at=LATE, meeting=register.january, title="A second later")
    assert (late.state, late.is_late, str(late)) == ("late_held", True, "C 2")
    step = late.steps.get(event="hold_late")
    assert step.rule == "A.1 § 3.1.8 (Rec. ITU-T A.1 (10/2008))"


def test_admitted_declined_carried_and_the_log_shows_all(register):
    world = register.world
    issue = contribute(world, at=LATE, meeting=register.january)
    told = Letter.objects.filter(once__startswith="document.late:")
    assert told.count() == 1, "the Director"
    with pytest.raises(WrongState):
        actions.post(issue=issue, by=world.sam, at=LATE)
    for by in (world.alice, world.sam, world.bob):
        with pytest.raises(NotAllowed):
            actions.admit_late(issue=issue, reason="", by=by, at=LATE)
    with pytest.raises(NotAllowed):
        actions.recommend(issue=issue, reason="", by=world.bob, at=LATE)
    at = LATE + timedelta(days=4)
    actions.recommend(issue=issue, reason="It answers C 7.", by=world.alice, at=at)
    issue = actions.admit_late(
        issue=issue, reason="Of extreme importance", by=register.director, at=at
    )
    assert issue.state == "admitted"
    decided = datetime(2012, 1, 10, 10, tzinfo=UTC)
    issue = actions.meeting_decides(issue=issue, accepts=False, by=world.sam, at=decided)
    assert (issue.state, issue.meeting) == ("carried_forward", register.july)
    events = list(Step.objects.filter(issue=issue).values_list("event", flat=True))
    assert events == ["submit", "number", "hold_late", "recommend", "admit", "decline", "carry"]
    issue = actions.post(issue=issue, by=world.sam, at=decided + timedelta(days=1))
    assert (issue.state, issue.is_late) == ("posted", False)


def test_an_admitted_one_may_be_accepted_and_posted(register):
    world = register.world
    issue = contribute(world, at=LATE, meeting=register.january)
    issue = actions.admit_late(issue=issue, reason="", by=register.director, at=LATE)
    issue = actions.meeting_decides(issue=issue, accepts=True, by=world.sam, at=LATE)
    issue = actions.post(issue=issue, by=world.sam, at=LATE)
    assert (issue.state, issue.is_late) == ("posted", True)


def test_what_nobody_admits_is_carried_to_the_next_meeting(register):
    world = register.world
    issue = contribute(world, at=LATE, meeting=register.january)
    issue = actions.carry_to(issue=issue, by=world.sam, at=LATE + timedelta(days=20))
    assert (issue.state, issue.meeting, issue.is_late) == (
        "carried_forward",
        register.july,
        False,
    )
    again = contribute(world, at=LATE, meeting=register.july, title="For July")
    with pytest.raises(NoNextMeeting):
        actions.carry_to(issue=again, by=world.sam, at=LATE)


def test_carried_to_a_meeting_it_is_late_for_too_it_is_held_again(register):
    world = register.world
    at = datetime(2012, 6, 25, tzinfo=UTC)
    issue = contribute(world, at=at, meeting=register.january)
    issue = actions.carry_to(issue=issue, by=world.sam, at=at)
    assert (issue.state, issue.meeting, issue.is_late) == ("late_held", register.july, True)


def test_a_revision_after_the_deadline_is_late_by_itself(register):
    world = register.world
    issue = contribute(world, at=LAST, meeting=register.january)
    issue = actions.post(issue=issue, by=world.sam, at=LAST)
    revision = actions.revise(
        document=issue.document, files=[text("Changed")], by=world.bob, at=LATE
    )
    assert revision.state == "late_held"
    issue.document.refresh_from_db()
    assert (issue.document.current, issue.document.is_late) == (issue, False)


def test_a_meeting_without_days_bars_nobody(register):
    world = register.world
    register.january.opens = None
    register.january.save()
    issue = contribute(world, at=LATE, meeting=register.january)
    assert issue.state == "numbered"


def test_meetings_of_other_bodies_are_refused(register):
    from datetime import date

    from comitia.bodies.models import Body, Meeting

    other = Body.objects.create(acronym="OTHER", slug="other", kind="study_group")
    meeting = Meeting.objects.create(body=other, planned_month=date(2012, 1, 1))
    with pytest.raises(WrongMeeting):
        contribute(register.world, at=LATE, meeting=meeting)
    assert not Issue.objects.exists()


def test_the_secretariat_is_reminded_once_a_day_of_what_is_to_be_posted(register):
    world = register.world
    received = datetime(2011, 12, 28, 10, tzinfo=UTC)
    contribute(world, at=received, meeting=register.january)
    assert actions.remind(at=received) == 0
    near = datetime(2012, 1, 1, 10, tzinfo=UTC)
    assert actions.remind(at=near) == 1
    assert actions.remind(at=near + timedelta(hours=1)) == 1
    assert Letter.objects.filter(once__startswith="documents.to_post:").count() == 1
