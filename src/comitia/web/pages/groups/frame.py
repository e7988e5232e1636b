"""What stands at the head of each of a group's pages: its name, its pages, its timetable strip."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, get_language_bidi, gettext_lazy

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
    tabs: tuple[Tab, ...]

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


def _tabs(group: Group, here: str, standing: roles.Standing) -> tuple[Tab, ...]:
    also = tuple([page[0] for page, action in _FOR_SOME if roles.judge(standing, action)])
    return _set_tabs(get_language(), group.name, here, also)


# Key, path and name of each page; who may not do the action is not led to those of the second list.
_FOR_ALL = (
    ("group", "", gettext_lazy("Group")),
    ("timetable", "timetable", gettext_lazy("Timetable")),
    ("mail", "mail/", gettext_lazy("Mail")),
    ("documents", "documents/", gettext_lazy("Documents")),
    ("report", "report/", gettext_lazy("Report")),
    ("consultations", "consultations/", gettext_lazy("Consultations")),
    ("members", "members", gettext_lazy("Members")),
)
_FOR_SOME = (
    (("held", "held/", gettext_lazy("Held messages")), "moderate"),
    (("desk", "desk", gettext_lazy("Desk")), "change_timetable"),
    (("imports", "imports/", gettext_lazy("Old mail")), "bring_in_mail"),
)


@lru_cache(maxsize=512)
def _set_tabs(
    language: str | None, group: str, here: str, also: tuple[str, ...]
) -> tuple[Tab, ...]:
    """The tabs in the active language, which is `language`; `also` are pages that not all have."""
    pages = [*_FOR_ALL, *(page for page, _ in _FOR_SOME if page[0] in also)]
    return tuple([Tab(f"/g/{group}/{path}", str(name), key == here) for key, path, name in pages])
