"""The only way a door gets a report, a version or a part of them that it might have to hide."""

from dataclasses import dataclass, field
from datetime import datetime

from comitia.groups import roles
from comitia.groups.access import group_for
from comitia.people.access import Hidden, Refused
from comitia.people.models import Person
from comitia.reports.models import Paragraph, Report, Section, Suggestion, Version
from comitia.reports.queries import report_of


@dataclass(frozen=True)
class Reading:
    """A group's report open to somebody, and what they may do with it.

    Who reads only versions (the public, where the archive is closed to it) has `drafts` False.
    """

    report: Report
    drafts: bool
    may_edit: bool
    may_suggest: bool
    may_freeze: bool
    may_translate: bool
    standing: roles.Standing = field(compare=False, repr=False)


def report_for(person: Person | None, name: str, *, at: datetime) -> Reading:
    """The report of the group called `name`, as far as it is begun.

    Those who read the archive read the draft. Others read what was sent to the parent. Raises
    Hidden where there is no group or no report, Refused where nothing of it may be read yet.
    """
    group = group_for(person, name, at=at)
    report = report_of(group)
    if report is None:
        raise Hidden(name)
    standing = roles.standing(person, group, at=at)
    verdict = roles.may_read(standing, group)
    # That an archive is open to all does not open the draft.
    drafts = bool(verdict) and verdict.role != "public"
    if not drafts and not report.versions.filter(sending__isnull=False).exists():
        raise Refused(verdict.reason or roles.judge(roles.Standing({}), "read_archive").reason)
    edits = roles.judge(standing, "edit_report")
    return Reading(
        report=report,
        drafts=drafts,
        may_edit=bool(edits),
        may_suggest=bool(edits) or edits.manner == "suggest",
        may_freeze=bool(roles.judge(standing, "publish_version")),
        may_translate=bool(roles.judge(standing, "translate_report")),
        standing=standing,
    )


def draft_for(person: Person | None, name: str, *, at: datetime) -> Reading:
    """The draft itself, for those who read the archive as members. Raises Hidden, Refused."""
    reading = report_for(person, name, at=at)
    if not reading.drafts:
        raise Refused(roles.judge(reading.standing, "read_archive").reason)
    return reading


def version_for(person: Person | None, name: str, ordinal: int, *, at: datetime) -> Version:
    """A frozen version: of those sent, everybody's; before that, for those who read the draft.

    Raises Hidden, Refused.
    """
    reading = report_for(person, name, at=at)
    rows = reading.report.versions.select_related("report__group__parent", "sending", "entry")
    version = rows.filter(ordinal=ordinal).first()
    if version is None or not (reading.drafts or hasattr(version, "sending")):
        raise Hidden(f"{name}/{ordinal}")
    return version


def section_for(person: Person | None, name: str, slug: str, *, at: datetime) -> Section:
    """A section of the draft, retired or not. Raises Hidden, Refused."""
    report = draft_for(person, name, at=at).report
    section = report.sections.select_related("parent", "report__group").filter(slug=slug).first()
    if section is None:
        raise Hidden(slug)
    return section


def paragraph_for(person: Person | None, name: str, key: str, *, at: datetime) -> Paragraph:
    """A paragraph of the draft, deleted or not. Raises Hidden, Refused."""
    report = draft_for(person, name, at=at).report
    rows = report.paragraphs.select_related("revision", "section", "report__group")
    paragraph = rows.filter(key=key).first()
    if paragraph is None:
        raise Hidden(key)
    return paragraph


def suggestion_for(person: Person | None, name: str, number: int, *, at: datetime) -> Suggestion:
    """A suggestion, open or decided. Raises Hidden, Refused."""
    report = draft_for(person, name, at=at).report
    rows = report.suggestions.select_related("paragraph", "section", "base", "report__group")
    suggestion = rows.filter(number=number).first()
    if suggestion is None:
        raise Hidden(str(number))
    return suggestion
