"""The deadlines of a document by the rules in force, and what they say of it."""

from datetime import date, datetime

from comitia.bodies.models import Meeting
from comitia.bodies.rulesets import RuleSet, in_force
from comitia.documents import deadlines
from comitia.documents.deadlines import Deadline, Verdict
from comitia.documents.models import Holiday, Issue, Practice, Series
from comitia.groups.models import Group
from comitia.timetable.queries import zone

# Temporary documents, liaison statements among them, are judged by when they are there.
AVAILABLE = frozenset({Series.TEMPORARY, Series.LIAISON})


def practice_of(group: Group) -> Practice:
    """What the group chose for its register; the defaults where it chose nothing."""
    return Practice.objects.filter(group=group).first() or Practice(group=group)


def holidays() -> frozenset[date]:
    """The days on which offices are closed."""
    return frozenset(Holiday.objects.values_list("day", flat=True))


def contribution_deadline(meeting: Meeting, *, at: datetime) -> Deadline | None:
    """By when contributions to a meeting are to be received; None while its days are not fixed."""
    return deadlines.deadline_before(
        meeting.opens, "contribution_deadline", _rules(meeting, at), zone()
    )


def availability_deadline(meeting: Meeting, *, at: datetime) -> Deadline | None:
    """By when temporary documents for a meeting are to be there."""
    return deadlines.deadline_before(meeting.opens, "td_available", _rules(meeting, at), zone())


def translation_deadline(meeting: Meeting, *, at: datetime) -> Deadline | None:
    """By when what is to be translated is to be received."""
    return deadlines.deadline_before(
        meeting.opens, "translation_deadline", _rules(meeting, at), zone()
    )


def posting_deadline(issue: Issue) -> Deadline | None:
    """By when an issue is to be posted; None for a draft."""
    if issue.received_at is None:
        return None
    rules = in_force(issue.document.group.parent.kind, issue.received_at.date())
    return deadlines.posting_deadline(issue.received_at, rules, zone(), holidays())


def missed(issue: Issue, meeting: Meeting | None) -> Deadline | None:
    """The deadline of `meeting` that a contribution came after, or None: it is not late for it."""
    if meeting is None or issue.received_at is None:
        return None
    if issue.document.series != Series.CONTRIBUTION:
        return None
    deadline = contribution_deadline(meeting, at=issue.received_at)
    return None if deadline is None or deadline.met(issue.received_at) else deadline


def verdicts(issue: Issue, *, at: datetime) -> list[Verdict]:
    """What the rules say of an issue, as it stands at `at`; none of a draft."""
    found: list[Verdict] = []
    received, meeting, series = issue.received_at, issue.meeting, issue.document.series
    if received is None:
        return found
    if meeting is not None and series == Series.CONTRIBUTION:
        deadline = contribution_deadline(meeting, at=received)
        if deadline is not None:
            found.append(deadlines.on_receipt(received, deadline))
    posting = posting_deadline(issue)
    # What is held or was withdrawn before is owed to nobody.
    if posting is not None and (issue.posted_at or issue.state in _TO_POST):
        found.append(deadlines.on_posting(issue.posted_at, posting, at=at))
    if meeting is not None and meeting.opens is not None:
        found += _before_the_meeting(issue, meeting, meeting.opens, received, at)
    return found


_TO_POST = frozenset({"submitted", "checking", "numbered"})


def _before_the_meeting(
    issue: Issue, meeting: Meeting, opens: date, received: datetime, at: datetime
) -> list[Verdict]:
    found = []
    if issue.document.series in AVAILABLE:
        deadline = availability_deadline(meeting, at=received)
        if deadline is not None:
            found.append(
                deadlines.on_availability(
                    issue.retrievable_at,
                    deadline,
                    opens=opens,
                    rules=_rules(meeting, received),
                    zone=zone(),
                    at=at,
                    exemption=issue.exemption,
                    event_on=issue.event_on,
                )
            )
    if issue.document.series == Series.CONTRIBUTION:
        deadline = translation_deadline(meeting, at=received)
        if deadline is not None:
            only = practice_of(issue.document.group).original_only
            found.append(deadlines.on_translation(received, deadline, original_only=only))
    return found


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The body's meeting after this one."""
    later = Meeting.objects.filter(body=meeting.body_id, planned_month__gt=meeting.planned_month)
    return later.order_by("planned_month").first()


def _rules(meeting: Meeting, at: datetime) -> RuleSet:
    return in_force(meeting.body.kind, at.date())
