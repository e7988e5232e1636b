"""`comitia report translate`: a language of a report out to translators, and back."""

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.reports import exchange, languages, queries, translating
from comitia.reports.models import Report

CODES = click.Choice(LANGUAGES)


def report_or_fail(name: str) -> Report:
    """The report of the group called so, or status 1."""
    group = group_or_fail(name)
    found = queries.report_of(group)
    if found is None:
        fail(f"{group.name} has no report yet: comitia report start {group.name}")
    return found


@click.group()
def translate() -> None:
    """Begin a language, see how far it is, and exchange it with translators."""


@translate.command()
@click.argument("group")
@click.argument("language", type=CODES)
def begin(group: str, language: str) -> None:
    """Begin the report of GROUP in LANGUAGE."""
    with refusals_told():
        translating.begin_language(
            report=report_or_fail(group), language=language, by=administrator(), at=clock.now()
        )
    click.echo(f"To have it translated: comitia report translate export {group} {language}")


@translate.command()
@click.argument("group")
@click.argument("language", type=CODES)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def status(group: str, language: str, as_json: bool) -> None:
    """Each part of the report of GROUP: whether it is translated, checked, or behind."""
    found = report_or_fail(group)
    rows(
        [
            {
                "part": each.id,
                "number": each.number,
                "state": each.state,
                "revision": each.serial,
                "made_from": each.made_from,
            }
            for each in languages.segments(found, language, queries.content_of(found))
        ],
        as_json=as_json,
        empty="There is nothing to translate.",
    )


@translate.command()
@click.argument("group")
@click.argument("language", type=CODES)
@click.option("--format", "kind", type=click.Choice(list(exchange.KINDS)), default="xliff")
@click.option("--output", type=click.Path(path_type=Path), help="A file instead of the output.")
def export(group: str, language: str, kind: str, output: Path | None) -> None:
    """All parts of the report of GROUP with what they are in LANGUAGE, as XLIFF 1.2 or PO."""
    data = exchange.take_out(report_or_fail(group), language, kind)
    if output is None:
        click.echo(data, nl=False)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")


@translate.command("import")
@click.argument("group")
@click.argument("language", type=CODES)
@click.argument("file", type=click.File("rb"))
@click.option("--apply", is_flag=True, help="Do it; otherwise only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per part that is not as is.")
def bring_in(group: str, language: str, file: BinaryIO, apply: bool, as_json: bool) -> None:
    """Take in what translators sent back; - is the input. Status 1 if a part is refused."""
    found = report_or_fail(group)
    with refusals_told():
        try:
            lines = exchange.bring_in(
                file.read(),
                report=found,
                language=language,
                apply=apply,
                by=administrator(),
                at=clock.now(),
            )
        except exchange.Unreadable as error:
            fail(str(error))
    for line in lines:
        if line.what == "nothing":
            continue
        if as_json:
            click.echo(json.dumps(vars(line), ensure_ascii=False))
        elif line.reason:
            click.echo(f"comitia: line {line.line}, {line.id}: {line.reason}", err=True)
    count = {
        what: sum(line.what == what for line in lines) for what in ("add", "behind", "refused")
    }
    done = "Done" if apply else "Nothing is done yet (--apply)"
    click.echo(
        f"{done}: {count['add']} taken in, {count['behind']} taken in though behind, "
        f"{count['refused']} refused.",
        err=as_json,
    )
    sys.exit(1 if count["refused"] else 0)
