"""How commands speak: a table for people, a line of JSON for scripts, a refusal with status 1."""

import getpass
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.table import Table

from comitia.archive.errors import ArchiveRefusal
from comitia.circulars.corrections import Incomplete
from comitia.circulars.errors import CircularsRefusal
from comitia.documents.errors import RegisterRefusal
from comitia.glossary.errors import GlossaryRefusal
from comitia.groups.errors import GroupsRefusal
from comitia.groups.models import Group
from comitia.groups.queries import group_named
from comitia.ledger.actors import Actor, command
from comitia.mail.errors import MailRefusal
from comitia.official.errors import OfficialRefusal, Unready
from comitia.outbox.steering import AlreadyWithdrawn, NoReason
from comitia.people.access import Refused
from comitia.people.actions import AddressTaken, EntityKnown
from comitia.reports.errors import ReportsRefusal

WIDEST = 1000
REFUSALS = (
    GroupsRefusal, CircularsRefusal, MailRefusal, ArchiveRefusal, GlossaryRefusal, AddressTaken,
    EntityKnown, NoReason, AlreadyWithdrawn, Refused, RegisterRefusal, ReportsRefusal,
    OfficialRefusal,
)  # fmt: skip


def administrator() -> Actor:
    """Who runs the command, for the ledger."""
    return command(getpass.getuser())


def fail(text: str) -> NoReturn:
    """Say why it was not done, and end with status 1."""
    click.echo(f"comitia: {text}", err=True)
    sys.exit(1)


@contextmanager
def refusals_told() -> Iterator[None]:
    """A verb's refusal as a sentence and status 1; missing fields one to a line."""
    try:
        yield
    except (Incomplete, Unready) as error:
        for field, text in error.errors.items():
            click.echo(f"comitia: {field}: {text}" if field else f"comitia: {text}", err=True)
        sys.exit(1)
    except REFUSALS as error:
        fail(str(error))


def group_or_fail(name: str) -> Group:
    """The group of that name, or status 1 with the names there are."""
    group = group_named(name)
    if group is None:
        known = ", ".join(Group.objects.values_list("name", flat=True)[:20]) or "none yet"
        fail(f"No group is called {name}. There are: {known}.")
    return group


def in_words(value: object) -> str:
    """A choice as people read it: yes or no, or the names of what is in it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | dict():
            return " ".join(value) or "none"
        case "":
            return "none"
    return str(value)


def rows(found: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str) -> None:
    """Rows as JSON, one object to a line, or as a table with the keys as heads."""
    if as_json:
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    if not found:
        click.echo(empty)
        return
    # In a pipe a row is a line, however long.
    width = None if sys.stdout.isatty() else WIDEST
    console = Console(width=width, highlight=False, markup=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in found[0]:
        table.add_column(key.replace("_", " "), overflow="fold")
    for row in found:
        table.add_row(*("" if value is None else _cell(value) for value in row.values()))
    console.print(table)


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
