"""Who comes to the report, and what they may do with it: each view begins here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls.converters import StringConverter

from comitia.base import clock
from comitia.base.languages import RIGHT_TO_LEFT
from comitia.groups import roles
from comitia.groups.models import Group
from comitia.people.access import Hidden, Refused
from comitia.people.models import Person
from comitia.reports import access
from comitia.reports.access import Reading
from comitia.reports.models import Report, Version
from comitia.web.door import asker
from comitia.web.pages.groups.frame import Head, short_head

# What the draft is called among the numbers of versions.
DRAFT = "draft"


@dataclass(frozen=True)
class Visit:
    """Somebody at the draft, at an instant."""

    reading: Reading
    visitor: Person | None
    at: datetime

    @property
    def report(self) -> Report:
        return self.reading.report

    @property
    def group(self) -> Group:
        return self.reading.report.group

    @property
    def person(self) -> Person:
        """Who acts; the public never comes so far."""
        assert self.visitor is not None
        return self.visitor

    @property
    def head(self) -> Head:
        return short_head(self.group, "report", standing=self.reading.standing)

    @property
    def context(self) -> dict[str, object]:
        """What each page of the report shows."""
        return {
            "group": self.group,
            "report": self.report,
            "reading": self.reading,
            "head": self.head,
            "direction": direction_of(self.report.language),
        }

    def side(self, name: str) -> Report | Version:
        """A version by its number, or the draft by its word. Raises Hidden."""
        if name == DRAFT and self.reading.drafts:
            return self.report
        if not name.isdecimal():
            raise Hidden(name)
        return access.version_for(self.visitor, self.group.name, int(name), at=self.at)


def direction_of(language: str) -> str:
    """The dir attribute of a text in a language of ours."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def reader(request: HttpRequest, name: str) -> Visit:
    """For who reads the draft. Raises Hidden, Refused."""
    at, person = clock.now(), asker(request)
    return Visit(access.draft_for(person, name, at=at), person, at)


def anybody(request: HttpRequest, name: str) -> Visit:
    """For who reads at least what was sent. Raises Hidden, Refused."""
    at, person = clock.now(), asker(request)
    return Visit(access.report_for(person, name, at=at), person, at)


def editor(request: HttpRequest, name: str) -> Visit:
    """For who edits. Raises Hidden, Refused."""
    return _allowed(reader(request, name), "edit_report", lambda each: each.may_edit)


def suggester(request: HttpRequest, name: str) -> Visit:
    """For who may at least suggest. Raises Hidden, Refused."""
    return _allowed(reader(request, name), "edit_report", lambda each: each.may_suggest)


def freezer(request: HttpRequest, name: str) -> Visit:
    """For who freezes and sends. Raises Hidden, Refused."""
    return _allowed(reader(request, name), "publish_version", lambda each: each.may_freeze)


def translator(request: HttpRequest, name: str) -> Visit:
    """For who translates. Raises Hidden, Refused."""
    return _allowed(reader(request, name), "translate_report", lambda each: each.may_translate)


def _allowed(visit: Visit, action: str, may: Callable[[Reading], bool]) -> Visit:
    if not may(visit.reading):
        raise Refused(roles.judge(visit.reading.standing, action).reason)
    return visit


class Side(StringConverter):
    """In addresses: the number of a version, or the draft."""

    regex = rf"[0-9]{{1,9}}|{DRAFT}"
