"""Sections: add, move, rename, retire, say how far they are and which clauses they answer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.mandates.models import Clause
from comitia.people.actors import By
from comitia.reports import rules
from comitia.reports.entering import enter, fit_heading, fit_reason, hold
from comitia.reports.errors import (
    Elsewhere,
    HeadingChanged,
    NotEmpty,
    SectionRetired,
    TooDeep,
    TooMany,
)
from comitia.reports.models import Report, Section

State = Section.State


@transaction.atomic
def add_section(
    *,
    report: Report,
    heading: str,
    by: By,
    at: datetime,
    parent: Section | None = None,
    after: Section | None = None,
    first: bool = False,
    clauses: Iterable[Clause] = (),
) -> Section:
    """Add a section under `parent` (None: at the top), behind `after` (None: last, or `first`).

    Its slug is made of the heading and is never another's. Raises BadText, TooDeep, TooMany,
    Elsewhere, SectionRetired, NotAllowed.
    """
    report = hold(report, by=by, at=at)
    heading = fit_heading(heading)
    taken = set(report.sections.values_list("slug", flat=True))
    if len(taken) >= rules.MOST_SECTIONS:
        raise TooMany(_("A report has at most %(most)s sections.") % {"most": rules.MOST_SECTIONS})
    _look_at_place(report, parent, after, depth=1)
    section = Section.objects.create(
        report=report,
        slug=rules.slug_of(heading, taken),
        parent=parent,
        position=0,
        heading=heading,
        made_at=at,
    )
    last = None if first else _last_under(report, parent, section)
    _place(section, after or last)
    section.clauses.set(clauses)
    data = {"section": section.slug, "heading": heading, "under": parent.slug if parent else ""}
    enter("report.section_added", report, data, by=by, at=at)
    return section


@transaction.atomic
def move_section(
    *, section: Section, by: By, at: datetime, parent: Section | None, after: Section | None
) -> Section:
    """Put a section, with all it holds, under `parent` and behind `after` (None: as the first).

    Raises Elsewhere (also where it would stand under itself), TooDeep, SectionRetired, NotAllowed.
    """
    report = hold(section.report, by=by, at=at)
    section = report.sections.get(pk=section.pk)
    _look_at_place(report, parent, after, depth=_height(section))
    above = parent
    while above is not None:
        if above.pk == section.pk:
            raise Elsewhere(_("A section cannot stand under itself."))
        above = above.parent
    if after is not None and after.pk == section.pk:
        return section
    section.parent = parent
    section.save(update_fields=["parent"])
    _place(section, after)
    data = {
        "section": section.slug,
        "under": parent.slug if parent else "",
        "after": after.slug if after else "",
    }
    enter("report.section_moved", report, data, by=by, at=at)
    return section


@transaction.atomic
def rename_section(*, section: Section, heading: str, was: str, by: By, at: datetime) -> Section:
    """Give a section another heading; its slug stays. `was` is the heading that `by` saw.

    Raises HeadingChanged where somebody renamed it meanwhile, BadText, SectionRetired, NotAllowed.
    """
    report = hold(section.report, by=by, at=at)
    section = in_use(report.sections.get(pk=section.pk))
    heading = fit_heading(heading)
    if section.heading != was:
        raise HeadingChanged(
            _("Meanwhile the section was renamed to “%(heading)s”. Look, and rename it again.")
            % {"heading": section.heading}
        )
    if heading != was:
        section.heading = heading
        section.save(update_fields=["heading"])
        data = {"section": section.slug, "from": was, "to": heading}
        enter("report.section_renamed", report, data, by=by, at=at)
    return section


@transaction.atomic
def retire_section(*, section: Section, reason: str, by: By, at: datetime) -> Section:
    """Take an empty section out of the report; its slug is never given again.

    Raises NotEmpty, NoReasonGiven, SectionRetired, NotAllowed.
    """
    report = hold(section.report, by=by, at=at)
    section = in_use(report.sections.get(pk=section.pk))
    reason = fit_reason(reason, required=True)
    full = (
        section.paragraphs.filter(deleted_at=None).exists()
        or section.children.exclude(state=State.RETIRED).exists()
        or section.open_points.filter(closed_at=None).exists()
    )
    if full:
        raise NotEmpty(
            _(
                "“%(heading)s” still has paragraphs, sections or open points in it. Move or delete "
                "them first, and close the points."
            )
            % {"heading": section.heading}
        )
    section.state, section.retired_at, section.retired_because = State.RETIRED, at, reason
    section.save(update_fields=["state", "retired_at", "retired_because"])
    data = {"section": section.slug, "reason": reason}
    enter("report.section_retired", report, data, by=by, at=at)
    return section


@transaction.atomic
def set_section_state(*, section: Section, state: str, by: By, at: datetime) -> Section:
    """Say how far a section is: drafting, review or agreed. Raises SectionRetired, NotAllowed."""
    if state not in (State.DRAFTING, State.REVIEW, State.AGREED):
        raise ValueError(state)
    report = hold(section.report, by=by, at=at)
    section = in_use(report.sections.get(pk=section.pk))
    if section.state != state:
        data = {"section": section.slug, "from": section.state, "to": state}
        section.state = state
        section.save(update_fields=["state"])
        enter("report.section_state", report, data, by=by, at=at)
    return section


@transaction.atomic
def answer_clauses(*, section: Section, clauses: Iterable[Clause], by: By, at: datetime) -> Section:
    """Say which clauses of the mandate a section answers. Raises SectionRetired, NotAllowed."""
    report = hold(section.report, by=by, at=at)
    section = in_use(report.sections.get(pk=section.pk))
    before = set(section.clauses.values_list("pk", flat=True))
    now = {clause.pk: clause.anchor for clause in clauses}
    if before != set(now):
        section.clauses.set(now)
        data = {"section": section.slug, "clauses": sorted(now.values())}
        enter("report.section_answers", report, data, by=by, at=at)
    return section


def in_use(section: Section) -> Section:
    """The section. Raises SectionRetired."""
    if section.state == State.RETIRED:
        raise SectionRetired(
            _("“%(heading)s” is retired: nothing more is written in it.")
            % {"heading": section.heading}
        )
    return section


def _look_at_place(
    report: Report, parent: Section | None, after: Section | None, *, depth: int
) -> None:
    for each in (parent, after):
        if each is not None and each.report_id != report.pk:
            raise Elsewhere(_("That section is of another report."))
    if after is not None and after.parent_id != (parent.pk if parent else None):
        raise Elsewhere(_("“%(heading)s” stands elsewhere.") % {"heading": after.heading})
    if parent is not None:
        in_use(parent)
    above = parent
    while above is not None:
        depth, above = depth + 1, above.parent
    if depth > rules.DEEPEST:
        raise TooDeep(_("Sections stand at most %(deepest)s deep.") % {"deepest": rules.DEEPEST})


def _height(section: Section) -> int:
    """How many levels it and what stands under it take."""
    level, height = [section.pk], 0
    while level:
        height += 1
        level = list(Section.objects.filter(parent__in=level).values_list("pk", flat=True))
    return height


def _last_under(report: Report, parent: Section | None, section: Section) -> Section | None:
    return report.sections.filter(parent=parent).exclude(pk=section.pk).last()


def _place(section: Section, after: Section | None) -> None:
    """Number the sections under one section anew, this one behind `after`."""
    others = list(
        Section.objects.filter(report=section.report_id, parent=section.parent_id).exclude(
            pk=section.pk
        )
    )
    at = next((i for i, each in enumerate(others, 1) if after and each.pk == after.pk), 0)
    others.insert(at, section)
    for position, each in enumerate(others, start=1):
        each.position = position
    Section.objects.bulk_update(others, ["position"], batch_size=200)
