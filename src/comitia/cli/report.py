"""`comitia report`: the report a group owes, from its outline to the parent body's mail."""

import json
from pathlib import Path
from typing import Any

import click

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.cli.report_languages import report_or_fail, translate
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.documents.redline import summary
from comitia.papers.plain import paper_text
from comitia.reports import freezing, queries, sending
from comitia.reports.actions import start_report
from comitia.reports.comparing import redline as redline_of
from comitia.reports.content import Content
from comitia.reports.models import Report, Version
from comitia.reports.paper import state_said
from comitia.reports.publishing import (
    WRITERS,
    name_of,
    name_of_redline,
    published,
    redlined,
)
from comitia.reports.rules import ORDER
from comitia.reports.states import paper_of, state_of

NOW = "now"


@click.group()
def report() -> None:
    """Show, freeze, send, compare, publish and translate the report of a group."""


report.add_command(translate)


@report.command()
@click.argument("group")
@click.option("--title", default="", help="Without one it is called after the group.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The group's, if not given.")
def start(group: str, title: str, language: str | None) -> None:
    """Begin the report of GROUP, with a section for each obligation of its mandate."""
    with refusals_told():
        made = start_report(
            group=group_or_fail(group),
            title=title,
            language=language or "",
            by=administrator(),
            at=clock.now(),
        )
    click.echo(f"{made.title}: {made.sections.count()} sections.")


@report.command()
@click.argument("group")
@click.option("--version", "ordinal", type=int, help="A frozen one instead of the draft.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The original's, if not given.")
def show(group: str, ordinal: int | None, language: str | None) -> None:
    """The whole text of the report of GROUP."""
    click.echo(paper_text(paper_of(_state(report_or_fail(group), ordinal), language or "")))


@report.command()
@click.argument("group")
@click.option("--version", "ordinal", type=int, help="A frozen one instead of the draft.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def outline(group: str, ordinal: int | None, as_json: bool) -> None:
    """Sections with their numbers, addresses, states, and how much is in them."""
    rows(
        [
            {
                "number": part.number,
                "section": part.slug,
                "heading": part.heading,
                "state": part.state,
                "paragraphs": len(part.passages),
                "in_dispute": sum(bool(passage.alternatives) for passage in part.passages),
                "open_points": len(part.points),
            }
            for part in _content(report_or_fail(group), ordinal).parts
        ],
        as_json=as_json,
        empty="The report has no sections.",
    )


@report.command()
@click.argument("group")
@click.option("--version", "ordinal", type=int, help="A frozen one instead of the draft.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def trace(group: str, ordinal: int | None, as_json: bool) -> None:
    """What the mandate asks, where the report answers it, and on what that rests."""
    rows(
        [
            {
                "obligation": row.asked.reference,
                "asked": row.asked.text,
                "sections": [part.number for part in row.parts],
                "sources": [each.label for each in row.sources],
                "open_points": [point.number for point in row.points],
                "state": row.state if as_json else state_said(row.state),
            }
            for row in queries.traced(_content(report_or_fail(group), ordinal))
        ],
        as_json=as_json,
        empty="The mandate of the group asks for nothing that is stored.",
    )


@report.command()
@click.argument("group")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def versions(group: str, as_json: bool) -> None:
    """The frozen versions: number, kind, hash, when they were frozen and sent."""
    rows(
        [_told(version) for version in queries.versions_of(report_or_fail(group))],
        as_json=as_json,
        empty="No version is frozen yet: comitia report freeze GROUP interim",
    )


@report.command()
@click.argument("group")
@click.argument("kind", type=click.Choice(ORDER))
@click.option("--json", "as_json", is_flag=True, help="The version as a JSON object.")
def freeze(group: str, kind: str, as_json: bool) -> None:
    """Freeze the report of GROUP as it stands. Status 1, a reason on each line, where it is not."""
    found = report_or_fail(group)
    with refusals_told():
        version = freezing.freeze(report=found, kind=kind, by=administrator(), at=clock.now())
    if as_json:
        click.echo(json.dumps(_told(version)))
        return
    click.echo(f"Version {version.ordinal} ({kind}, {version.document}) is frozen.")
    click.echo(f"SHA-256 {version.sha256}. To send it: comitia report send {group}")


@report.command()
@click.argument("group")
@click.option("--version", "ordinal", type=int, help="The last one, if not given.")
def send(group: str, ordinal: int | None) -> None:
    """Send a version to the officers of the parent body and the secretariat, with its proof."""
    found = report_or_fail(group)
    chosen = ordinal or found.versions.count()
    version = _version(found, chosen)
    with refusals_told():
        sent = sending.send_to_parent(version=version, by=administrator(), at=clock.now())
    click.echo(f"Version {version.ordinal} is sent to: {', '.join(sent.recipients) or 'nobody'}.")


@report.command()
@click.argument("group")
@click.argument("old")
@click.argument("new", default=NOW)
@click.option("--language", type=click.Choice(LANGUAGES), help="The original's, if not given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def redline(group: str, old: str, new: str, language: str | None, as_json: bool) -> None:
    """What changed from version OLD to version NEW, or to the draft as it is."""
    found = report_or_fail(group)
    compared = redline_of(*(state_of(_named(found, each), language or "") for each in (old, new)))
    rows(
        [
            {
                "what": each.kind,
                "place": each.label or each.anchor,
                "under": each.under,
                "came": list(each.came),
                "went": list(each.went),
            }
            for each in summary(compared)
        ],
        as_json=as_json,
        empty="Nothing changed.",
    )


@report.command()
@click.argument("group")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="docx")
@click.option("--language", type=click.Choice(LANGUAGES), help="The original's, if not given.")
@click.option("--version", "ordinal", type=int, help="A frozen one instead of the draft.")
@click.option("--since", help="A redline from this version instead.")
@click.option("--output", type=click.Path(path_type=Path), help="A file or folder to put it into.")
def export(
    group: str,
    form: str,
    language: str | None,
    ordinal: int | None,
    since: str | None,
    output: Path | None,
) -> None:
    """The report of GROUP as a file: HTML, DOCX, PDF, text or Markdown.

    In a folder it is called after what is in it; the draft, by its hash.
    """
    found = report_or_fail(group)
    state = state_of(_state(found, ordinal), language or "")
    older = state_of(_named(found, since), language or "") if since else None
    with refusals_told():
        data = redlined(older, state, form) if older else published(state, form)
    if output is None:
        click.echo(data, nl=False)
        return
    into_folder = output.is_dir()
    if into_folder:
        output /= name_of_redline(older, state, form) if older else name_of(state, form)
    try:
        output.write_bytes(data)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")
    if into_folder:
        click.echo(output)


def _told(version: Version) -> dict[str, Any]:
    sent = getattr(version, "sending", None)
    return {
        "version": version.ordinal,
        "kind": version.kind,
        "document": str(version.document or ""),
        "frozen": version.at.isoformat(timespec="seconds"),
        "by": version.byline,
        "sha256": version.sha256,
        "sent": sent.at.isoformat(timespec="seconds") if sent else None,
    }


def _named(found: Report, name: str) -> Report | Version:
    if name == NOW:
        return found
    if not (name.isascii() and name.isdecimal() and len(name) < 9):
        raise click.UsageError(f"{name!r} is neither the number of a version nor {NOW!r}.")
    return _version(found, int(name))


def _version(found: Report, ordinal: int) -> Version:
    rows = found.versions.select_related("report__group__parent", "entry", "document")
    version = rows.filter(ordinal=ordinal).first()
    if version is None:
        known = ", ".join(map(str, found.versions.values_list("ordinal", flat=True))) or "none yet"
        fail(f"There is no version {ordinal}. There are: {known}.")
    return version


def _state(found: Report, ordinal: int | None) -> Report | Version:
    return found if ordinal is None else _version(found, ordinal)


def _content(found: Report, ordinal: int | None) -> Content:
    state = _state(found, ordinal)
    return queries.content_in(state) if isinstance(state, Version) else queries.content_of(state)
