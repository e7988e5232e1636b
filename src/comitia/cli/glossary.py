"""`comitia glossary`: the terms of the field, one by one, or all of them as a file."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
from django.conf import settings

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.cli.show import administrator, fail, refusals_told, rows
from comitia.glossary import actions, exchange, queries
from comitia.glossary.models import Concept, Subject
from comitia.glossary.rules import read_terms

SUBJECTS = click.Choice(Subject.values)
CODES = click.Choice(LANGUAGES)


@click.group()
def glossary() -> None:
    """List, show and add terms, and exchange them with other programs."""


@glossary.command("list")
@click.argument("words", nargs=-1)
@click.option("--subject", type=SUBJECTS, default=None, help="Only of this subject.")
@click.option("--language", type=CODES, multiple=True, help="Only these; may be repeated.")
@click.option("--retired", is_flag=True, help="Those no longer in use as well.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_concepts(
    words: tuple[str, ...],
    subject: str | None,
    language: tuple[str, ...],
    retired: bool,
    as_json: bool,
) -> None:
    """Concepts by name, or those a term of which has WORDS in it."""
    codes = language or LANGUAGES
    ids = queries.concept_ids(
        " ".join(words), subject=subject or "", language=codes[0], with_retired=retired
    )
    shown = ("key", "subject", *codes)
    lines = map(exchange.line_of, queries.concepts(ids))
    rows(
        [{column: line[column] for column in shown} for line in lines],
        as_json=as_json,
        empty="No concept is so.",
    )


@glossary.command()
@click.argument("term")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per concept and line.")
def show(term: str, as_json: bool) -> None:
    """What TERM, in any language, or the concept of that key is called in each."""
    keyed = queries.concept_named(term)
    found = [keyed] if keyed else queries.concepts_called(term)
    if not found:
        fail(f"No concept is called {term!r}.")
    for number, concept in enumerate(found):
        if as_json:
            click.echo(json.dumps(exchange.to_json(concept), ensure_ascii=False))
            continue
        if number:
            click.echo()
        for column, value in exchange.line_of(concept).items():
            if value:
                click.echo(f"{column:<8} {value}")


@glossary.command()
@click.option("--subject", type=SUBJECTS, required=True)
@click.option("--key", default="", help="Its name in addresses; made of the English term if none.")
@click.option("--note", default="")
@click.argument("terms", nargs=-1, required=True, metavar="LANGUAGE=TERMS…")
def add(subject: str, key: str, note: str, terms: tuple[str, ...]) -> None:
    """Add a concept, as: en="study group; [SG]" fr="commission d'études; [CE]"."""
    given = {}
    for each in terms:
        code, equals, line = each.partition("=")
        if not equals or code not in LANGUAGES:
            raise click.UsageError(f"{each!r} is not LANGUAGE=TERMS with {', '.join(LANGUAGES)}.")
        given[code] = read_terms(line)
    with refusals_told():
        made = actions.add_concept(
            subject=subject, terms=given, note=note, key=key, by=administrator(), at=clock.now()
        )
    click.echo(f"{made.key} is added.")


@glossary.command()
@click.argument("key")
def retire(key: str) -> None:
    """Use the concept KEY no more."""
    actions.retire_concept(concept=_concept(key), by=administrator(), at=clock.now())
    click.echo(f"{key} is no longer in use.")


@glossary.command()
@click.argument("key")
def restore(key: str) -> None:
    """Use the concept KEY again."""
    actions.restore_concept(concept=_concept(key), by=administrator(), at=clock.now())
    click.echo(f"{key} is in use.")


@glossary.command()
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "json", "tbx"]),
    default="csv",
    show_default=True,
)
@click.option("--output", type=click.Path(path_type=Path), help="A file instead of the output.")
def export(kind: str, output: Path | None) -> None:
    """All concepts: CSV for spreadsheets and `import`, JSON one per line, TBX for translators."""
    found = queries.concepts(queries.concept_ids(with_retired=True))
    pieces = _pieces(kind, found)
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    # Some spreadsheets take a CSV for UTF-8 only where it begins with this mark.
    encoding = "utf-8-sig" if kind == "csv" else "utf-8"
    try:
        with output.open("w", encoding=encoding, newline="") as file:
            file.writelines(pieces)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")
    click.echo(f"{len(found)} concepts.", err=True)


def _pieces(kind: str, found: list[Concept]) -> Iterator[str]:
    if kind == "csv":
        return exchange.to_csv(found)
    in_use = [each for each in found if each.retired_at is None]
    if kind == "tbx":
        return exchange.to_tbx(in_use, title=f"{settings.ORGANISATION}, glossary")
    return (json.dumps(exchange.to_json(each), ensure_ascii=False) + "\n" for each in found)


@glossary.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", is_flag=True, help="Do it; otherwise only say what would change.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per line that does something."
)
def bring_in(file: BinaryIO, apply: bool, as_json: bool) -> None:
    """Add and change concepts as a CSV file says; - is the input.

    A refused line bars all others. Status 1 if there was one.
    """
    try:
        changes = exchange.bring_in(file.read(), apply=apply, by=administrator(), at=clock.now())
    except exchange.Unreadable as error:
        fail(str(error))
    for change in changes:
        if as_json and change.what != "nothing":
            click.echo(json.dumps(vars(change), ensure_ascii=False))
        elif change.errors:
            for field, sentence in change.errors.items():
                click.echo(f"comitia: line {change.line}, {field}: {sentence}", err=True)
        elif change.what != "nothing" and not as_json:
            click.echo(f"{change.key}: {change.what}")
            for field, (old, new) in change.differences.items():
                click.echo(f"  {field}: {old or '—'} → {new or '—'}")
    count = {what: sum(each.what == what for each in changes) for what in ("add", "change")}
    refused = sum(bool(each.errors) for each in changes)
    done = "Nothing is done" if refused else "Done" if apply else "Nothing is done yet (--apply)"
    click.echo(
        f"{done}: {count['add']} to add, {count['change']} to change, {refused} refused.",
        err=as_json,
    )
    sys.exit(1 if refused else 0)


def _concept(key: str) -> Concept:
    found = queries.concept_named(key)
    if found is None:
        fail(f"No concept has the key {key!r}.")
    return found
