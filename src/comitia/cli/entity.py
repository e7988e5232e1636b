"""`comitia entity`: States, companies and others that may take part, and their focal points."""

import csv
import sys
from typing import TextIO

import click

from comitia.base import clock
from comitia.cli.show import administrator, fail, refusals_told, rows
from comitia.people import actions
from comitia.people.models import Entity
from comitia.people.queries import entity_named, focal_points_of, member_entities

CATEGORIES = click.Choice(Entity.Category.values)


@click.group()
def entity() -> None:
    """List and enter members, and name their focal points."""


@entity.command("list")
@click.option("--category", type=CATEGORIES, multiple=True, help="Only these; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_entities(category: tuple[str, ...], as_json: bool) -> None:
    """All entities by name, with their focal points."""
    at = clock.now()
    rows(
        [
            {
                "name": each.name,
                "acronym": each.acronym,
                "category": each.category,
                "country": each.country,
                "focal_points": [person.email for person in focal_points_of(each, at=at)],
            }
            for each in member_entities(category or None)
        ],
        as_json=as_json,
        empty="No entity is entered yet.",
    )


@entity.command()
@click.argument("name", required=False)
@click.option("--category", type=CATEGORIES, help="Under which it is entered.")
@click.option("--acronym", default="")
@click.option("--country", default="", help="Two letters (ISO 3166-1).")
@click.option("--language", default="en", show_default=True)
@click.option(
    "--file",
    "source",
    type=click.File("r", encoding="utf-8-sig"),
    help="A CSV with the columns name, category and, if known, acronym, country, language.",
)
def add(
    name: str | None,
    category: str | None,
    acronym: str,
    country: str,
    language: str,
    source: TextIO | None,
) -> None:
    """Enter NAME under a category, or everything in a CSV file. Status 1 if any is refused."""
    if source is not None:
        lines = [{key: value or "" for key, value in line.items()} for line in _lines(source)]
    elif name and category:
        lines = [
            {
                "name": name,
                "category": category,
                "acronym": acronym,
                "country": country,
                "language": language,
            }
        ]
    else:
        raise click.UsageError("Give a NAME with --category, or a --file.")
    refused = 0
    for line in lines:
        try:
            _enter(line)
        except (actions.EntityKnown, ValueError) as error:
            refused += 1
            click.echo(f"comitia: {line['name']}: {error}", err=True)
    click.echo(f"{len(lines) - refused} entered, {refused} refused.")
    sys.exit(1 if refused else 0)


def _lines(source: TextIO) -> "csv.DictReader[str]":
    lines = csv.DictReader(source)
    missing = {"name", "category"} - set(lines.fieldnames or ())
    if missing:
        raise click.UsageError(
            f"The file's first line must name its columns; missing: {', '.join(sorted(missing))}."
        )
    return lines


def _enter(line: dict[str, str]) -> None:
    if line["category"] not in Entity.Category.values:
        raise ValueError(f"{line['category']!r} is none of {', '.join(Entity.Category.values)}.")
    actions.enter_entity(
        name=line["name"],
        category=line["category"],
        acronym=line.get("acronym", ""),
        country=line.get("country", ""),
        language=line.get("language") or "en",
        by=administrator(),
        at=clock.now(),
    )


@entity.command("focal-point")
@click.argument("name")
@click.argument("address")
@click.option("--person", default="", help="The person's name.")
@click.option("--letter", required=True, help="The official letter that names them.")
@click.option("--language", default="en", show_default=True)
def focal_point(name: str, address: str, person: str, letter: str, language: str) -> None:
    """Name who says who speaks for the entity NAME: the person with ADDRESS."""
    named = entity_named(name)
    if named is None:
        fail(f"No entity is called {name!r}.")
    at, by = clock.now(), administrator()
    with refusals_told():
        who = actions.meet(address=address, name=person, language=language)
        actions.confirm(person=who, address=address, by=by, at=at)
        actions.name_focal_point(person=who, entity=named, letter=letter, by=by, at=at)
    click.echo(f"{who} says who speaks for {named.name}.")
