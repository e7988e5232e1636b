"""`comitia circular`: read a text, keep and correct a draft, confirm it, issue what it became."""

import json
from pathlib import Path
from typing import Any

import click

from comitia.base import clock
from comitia.circulars import actions, queries
from comitia.circulars.models import Circular, Draft
from comitia.circulars.reading import CannotRead, Reading, read_circular_file
from comitia.cli.findings import lines_of
from comitia.cli.show import administrator, fail, refusals_told, rows


@click.group()
def circular() -> None:
    """Read circulars, confirm what was read, and issue them."""


@circular.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="All findings as one JSON object.")
@click.option("--keep", is_flag=True, help="Keep it as a draft, to correct and confirm.")
def read(file: Path, as_json: bool, keep: bool) -> None:
    """Show what FILE (text, DOCX or PDF) says, where it says so, and how sure that is.

    Nothing is created by it. Status 1 where FILE cannot be read as a circular.
    """
    found = _read(file)
    reading = found.as_json()
    if as_json:
        click.echo(json.dumps(reading, ensure_ascii=False))
    else:
        for line in lines_of(reading):
            click.echo(line)
    if keep:
        with refusals_told():
            draft = actions.keep_reading(
                name=file.name,
                text=found.text,
                reading=reading,
                by=administrator(),
                at=clock.now(),
            )
        click.echo(f"Kept as draft {draft.pk}: comitia circular confirm {draft.pk}", err=as_json)


def _read(file: Path) -> Reading:
    try:
        return read_circular_file(file)
    except CannotRead as refusal:
        fail(str(refusal))


@circular.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def drafts(as_json: bool) -> None:
    """The drafts that wait to be confirmed, the newest first."""
    rows(
        [
            {
                "draft": draft.pk,
                "file": draft.name,
                "number": draft.reading.get("number"),
                "language": draft.reading.get("language"),
                "corrected": sorted(draft.corrections),
                "kept": draft.made_at.isoformat(timespec="seconds"),
            }
            for draft in queries.open_drafts()
        ],
        as_json=as_json,
        empty="No draft waits.",
    )


@circular.command()
@click.argument("draft", type=int)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Correct a field first, as convener.category=member_state. May be repeated.",
)
def confirm(draft: int, settings: tuple[str, ...]) -> None:
    """Create what DRAFT speaks of: resolution, decision, group, terms, timetable, list.

    Status 1, each field on a line, while something is missing; then nothing is created.
    """
    found = Draft.objects.filter(pk=draft).first()
    if found is None:
        fail(f"There is no draft {draft}.")
    at, by = clock.now(), administrator()
    with refusals_told():
        if settings:
            corrections = dict(map(_setting, settings))
            actions.correct_draft(draft=found, corrections=corrections, by=by, at=at)
        made = actions.confirm(draft=found, by=by, at=at)
    group = f" convenes {made.group.name}" if made.group else ""
    click.echo(f"{made}{group}. To issue it: comitia circular issue {made.number}")


def _setting(text: str) -> tuple[str, Any]:
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise click.UsageError(f"{text!r} is not PATH=VALUE.")
    return path.strip(), value or None


@circular.command()
@click.argument("number")
@click.option("--series", default="TSB", show_default=True)
def issue(number: str, series: str) -> None:
    """Send the circular to the focal point of every entitled entity, and let its group begin."""
    found = Circular.objects.filter(number=number, series__iexact=series).first()
    if found is None:
        fail(f"No {series} circular {number} is confirmed.")
    with refusals_told():
        done = actions.issue(circular=found, by=administrator(), at=clock.now())
    click.echo(f"{found}: sent to {done.sent} focal points.")
    for entity in done.without_focal_point:
        click.echo(f"comitia: {entity.name} has no focal point.", err=True)


@circular.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_circulars(as_json: bool) -> None:
    """The circulars that are confirmed or issued, the newest first."""
    rows(
        [
            {
                "circular": str(each),
                "language": each.language,
                "group": each.group.name if each.group else None,
                "issued": each.issued_at.isoformat(timespec="seconds") if each.issued_at else None,
                "subject": " ".join(each.subject.split()),
            }
            for each in queries.confirmed_circulars()
        ],
        as_json=as_json,
        empty="No circular is confirmed yet.",
    )
