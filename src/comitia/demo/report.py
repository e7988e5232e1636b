"""Drafts the example's report: two editors, a dispute, a suggestion, a translation begun."""

import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from django.db import transaction

from comitia.base import clock
from comitia.groups import actions as groups
from comitia.groups.models import Group, Role
from comitia.ledger.actors import SYSTEM
from comitia.people.models import Person
from comitia.people.queries import entity_of
from comitia.reports import grounds, outlining, suggesting, translating, writing
from comitia.reports.actions import start_report
from comitia.reports.models import Paragraph, Report

BEGUN = datetime(2011, 9, 5, 12, tzinfo=UTC)


@transaction.atomic
def draft_report(group: Group) -> None:
    """Begin the report of the example's group and write what report.toml says."""
    said = tomllib.loads((files(__package__) / "report.toml").read_text(encoding="utf-8"))
    with clock.stopped_at(BEGUN):
        for address in said["editors"]:
            person = Person.objects.get(email=address)
            entity = entity_of(person, at=BEGUN)
            assert entity is not None
            groups.appoint(
                group=group,
                kind=Role.Kind.EDITOR,
                person=person,
                entity=entity,
                decision=group.established_by,
                by=SYSTEM,
                at=BEGUN,
            )
        report = start_report(
            group=group, title=said["title"], language=said["language"], by=SYSTEM, at=BEGUN
        )
        for section in report.sections.filter(slug__in=said["headings"]):
            outlining.rename_section(
                section=section,
                heading=said["headings"][section.slug],
                was=section.heading,
                by=SYSTEM,
                at=BEGUN,
            )
        last = report.sections.get(slug="conclusions")
        answered = report.group.clauses.filter(anchor__in=said["retired"])
        outlining.answer_clauses(section=last, clauses=answered, by=SYSTEM, at=BEGUN)
        for section in report.sections.filter(slug__in=said["retired"]):
            outlining.retire_section(section=section, reason=said["because"], by=SYSTEM, at=BEGUN)
    for kind, act in ACTS.items():
        for row in said[kind]:
            at: datetime = row["at"].astimezone(UTC)
            with clock.stopped_at(at):
                act(report, row, Person.objects.get(email=row["by"]), at)


def _write(report: Report, row: dict[str, Any], by: Person, at: datetime) -> None:
    section = report.sections.get(slug=row["section"])
    paragraph = writing.add_paragraph(section=section, text=row["text"], by=by, at=at)
    if "message" in row:
        reference = f"{row['message']}@mail.example"
        grounds.link_source(rests=paragraph, kind="message", reference=reference, by=by, at=at)


def _change(report: Report, row: dict[str, Any], by: Person, at: datetime) -> None:
    paragraph = _paragraph(report, row)
    writing.write_paragraph(
        paragraph=paragraph,
        text=row["text"],
        on=paragraph.revisions.get(serial=row["on"]),
        reason=row["reason"],
        by=by,
        at=at,
    )


def _raise(report: Report, row: dict[str, Any], by: Person, at: datetime) -> None:
    grounds.raise_point(rests=_paragraph(report, row), text=row["text"], by=by, at=at)


def _suggest(report: Report, row: dict[str, Any], by: Person, at: datetime) -> None:
    paragraph = _paragraph(report, row)
    suggesting.suggest_change(
        paragraph=paragraph,
        text=row["text"],
        on=paragraph.revisions.latest("serial"),
        reason=row["reason"],
        by=by,
        at=at,
    )


def _translate(report: Report, row: dict[str, Any], by: Person, at: datetime) -> None:
    version = translating.begin_language(report=report, language=row["language"], by=by, at=at)
    paragraph = _paragraph(report, row)
    translating.submit_translation(
        version=version,
        paragraph=paragraph,
        text=row["text"],
        made_from=paragraph.revisions.latest("serial"),
        by=by,
        at=at,
    )


def _paragraph(report: Report, row: dict[str, Any]) -> Paragraph:
    return report.paragraphs.get(key=row["paragraph"])


ACTS = {
    "paragraphs": _write,
    "changes": _change,
    "points": _raise,
    "suggestions": _suggest,
    "translations": _translate,
}
