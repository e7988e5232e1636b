"""What stands at the head of each of a group's pages: its name, its pages, its timetable strip."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from comitia.bodies.calendar import day_at
from comitia.groups import roles
from comitia.groups.models import Group
from comitia.people.models import Person
from comitia.timetable import queries
from comitia.timetable.queries import Row
from comitia.timetable.strip import Strip, layout


@dataclass(frozen=True)
class Tab:
    """One of a group's pages."""

    url: str
    name: str
    current: bool


@dataclass(frozen=True)
class Head:
    """The head of a group's page."""

    group: Group
    rows: list[Row]
    strip: Strip | None
    tabs: list[Tab]

    @property
    def state(self) -> tuple[object, ...]:
        """All of it that may change, for conditional answers (web.conditional)."""
        rows = [(row.word, row.span, row.milestone.action) for row in self.rows]
        now = self.strip and self.strip.now
        return (self.group.state, [tab.name for tab in self.tabs], now, rows)

    @property
    def pairs(self) -> list[tuple[Row, object]]:
        """Each row with its mark in the strip."""
        return list(zip(self.rows, self.strip.marks, strict=True)) if self.strip else []


def head_of(group: Group, here: str, *, person: Person | None, at: datetime) -> Head:
    """The head for the page called `here`: group, timetable, mail, documents …

    Who may decide on held messages, or change the timetable, finds those pages there too.
    """
    rows = queries.rows(group, at=at)
    strip = layout(
        [(row.span, row.state, row.to_meeting) for row in rows],
        today=day_at(at, queries.zone()),
        mirrored=get_language_bidi(),
    )
    return Head(group, rows, strip, _tabs(group, here, roles.standing(person, group, at=at)))


def short_head(group: Group, here: str, *, standing: roles.Standing) -> Head:
    """The head without the timetable, for pages that are read one after another."""
    return Head(group, [], None, _tabs(group, here, standing))


def _tabs(group: Group, here: str, standing: roles.Standing) -> list[Tab]:
    pages = [
        ("group", "", _("Group")),
        ("timetable", "timetable", _("Timetable")),
        ("mail", "mail/", _("Mail")),
        ("documents", "documents/", _("Documents")),
        ("report", "report/", _("Report")),
        ("consultations", "consultations/", _("Consultations")),
        ("members", "members", _("Members")),
    ]
    if roles.judge(standing, "moderate"):
        pages.append(("held", "held/", _("Held messages")))
    if roles.judge(standing, "change_timetable"):
        pages.append(("desk", "desk", _("Desk")))
    if roles.judge(standing, "bring_in_mail"):
        pages.append(("imports", "imports/", _("Old mail")))
    return [Tab(f"/g/{group.name}/{path}", name, current=key == here) for key, path, name in pages]
