"""A group's timetable as a calendar feed (RFC 5545, RFC 7986) for any calendar program."""

from datetime import datetime, timedelta

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from comitia.bodies.rulesets import in_force
from comitia.groups.models import Group
from comitia.timetable import queries
from comitia.timetable.queries import Row


def feed(group: Group, *, at: datetime) -> bytes:
    """All rows as whole-day events with an alarm before the last day; stable from fetch to fetch.

    An event's UID never changes; where its meeting moves, SEQUENCE grows with it, so that programs
    replace what they hold.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Comitia//timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    title = _("timetable")
    calendar.add("x-wr-calname", f"{group.name}: {title}")
    calendar.add("name", f"{group.name}: {title}")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    alarm_days = in_force(group.parent.kind, at.date()).days("milestone_last_reminder")
    for row in queries.rows(group, at=at):
        calendar.add_component(_event(group, row, alarm_days))
    written: bytes = calendar.to_ical()
    return written


def _event(group: Group, row: Row, alarm_days: int) -> icalendar.Event:
    milestone = row.milestone
    event = icalendar.Event()
    event.add("uid", f"milestone-{milestone.pk}@{settings.MAIL_DOMAIN}")
    event.add("sequence", (row.span.ends - milestone.ends).days if row.span.moved else 0)
    event.add("dtstamp", group.created_at)
    event.add("dtstart", row.span.starts)
    # The end is exclusive (RFC 5545, 3.6.1).
    event.add("dtend", row.span.ends + timedelta(days=1))
    event.add("summary", f"{group.name}: {milestone.action}")
    event.add("description", f"{milestone.wording}. {row.word}.")
    event.add("url", f"{settings.BASE_URL}/g/{group.name}/timetable")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [group.name])
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{group.name}: {milestone.action}")
    alarm.add("trigger", -timedelta(days=alarm_days), parameters={"RELATED": "END"})
    event.add_component(alarm)
    return event
