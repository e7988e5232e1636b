"""Reads of a timetable that pages, mail and commands share."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from comitia.base.prepared import Prepared
from comitia.bodies.calendar import month_end
from comitia.groups.models import Group
from comitia.timetable import rules
from comitia.timetable.models import Milestone
from comitia.timetable.rules import Span, State
from comitia.timetable.words import STATE


def zone() -> ZoneInfo:
    """The organisation's zone, at whose midnight days end."""
    return ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Row:
    """A milestone as it stands at an instant."""

    milestone: Milestone
    span: Span
    state: State

    @property
    def word(self) -> str:
        """The state in the reader's language."""
        return str(STATE[self.state])

    @property
    def to_meeting(self) -> bool:
        return self.milestone.kind == Milestone.Kind.MEETING


def span_of(milestone: Milestone) -> Span:
    """The days a row covers: its own, or those of its meeting where that is fixed or has moved."""
    meeting = milestone.meeting
    if meeting is None:
        return Span(milestone.starts, milestone.ends)
    if meeting.opens is not None:
        closes = meeting.closes or meeting.opens
        return Span(meeting.opens, closes, moved=meeting.opens > month_end(milestone.starts))
    return Span(milestone.starts, milestone.ends)


def rows(group: Group, *, at: datetime) -> list[Row]:
    """The group's timetable in its adopted order, each row as it stands at `at`."""
    here = zone()
    made = []
    for milestone in _of_group(group=group.pk):
        span = span_of(milestone)
        waived = milestone.state == Milestone.State.WAIVED
        state = rules.state_of(span, met_at=milestone.met_at, at=at, zone=here)
        made.append(Row(milestone, span, "waived" if waived else state))
    return made


# The timetable stands at the head of many pages.
_of_group = Prepared(
    lambda group: (
        Milestone.objects.filter(group=group)
        .select_related("meeting__body", "adopted_by")
        .order_by("position")
    ),
    group=int,
)


def next_due(group: Group, *, at: datetime) -> Row | None:
    """The row that must be met soonest, or None where nothing is left to do."""
    ahead = [row for row in rows(group, at=at) if row.state in {"planned", "due"}]
    return min(ahead, key=lambda row: row.span.ends, default=None)


def whole_span(found: list[Row], *, today: date) -> tuple[date, date]:
    """The first and the last day to show, today included where it is near."""
    first = min((row.span.starts for row in found), default=today)
    last = max((row.span.ends for row in found), default=today)
    return first, last
