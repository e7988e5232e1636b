"""`comitia import` and `comitia export`: whole archives, the same bytes in and out."""

import getpass
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from comitia.archive import exports
from comitia.archive.importing import bring_in as keep_all
from comitia.archive.sources import BadSource, messages_in
from comitia.base import clock
from comitia.cli.show import fail, group_or_fail
from comitia.groups.models import Group
from comitia.ledger.actors import command

MOST_LEFT_SHOWN = 50


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--group", "name", required=True, help="Into whose archive.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bring_in(source: Path, name: str, as_json: bool) -> None:
    """Bring the mail in SOURCE into a group's archive. Safe to repeat: nothing is kept twice.

    SOURCE is an mbox of any dialect, a LISTSERV log, one message, a Maildir, an MH folder, a tree
    of such files, a repository of public-inbox; or a tar or ZIP of files; compressed or not.
    """
    group = group_or_fail(name)
    left: list[tuple[str, str]] = []

    def leave(file: str, why: str) -> None:
        left.append((file, why))

    try:
        with click.progressbar(label=source.name, length=0, file=sys.stderr, show_pos=True) as bar:
            done = keep_all(
                messages_in(source, leave),
                group=group,
                by=command(getpass.getuser()),
                at=clock.now(),
                tell=lambda step: _further(bar, step.messages),
            )
    except BadSource as error:
        fail(str(error))
    if as_json:
        facts = {"new": done.new, "known": done.known, "odd": done.odd, "left_out": dict(left)}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(f"{done.new} new messages, {done.known} known already.")
    for oddity, count in sorted(done.odd.items()):
        click.echo(f"  {oddity}: {count}")
    if left:
        click.echo(f"{len(left)} files left out:")
        for file, why in left[:MOST_LEFT_SHOWN]:
            click.echo(f"  {file}: {why}")


def _further(bar: Any, count: int) -> None:
    """How many there are is known only at the end: the bar's length grows with them."""
    bar.length += count
    bar.update(count)


@click.command("export")
@click.option("--group", "name", required=True, help="Whose archive.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Not to stdout.")
def take_out(name: str, output: Path | None) -> None:
    """Write a group's archive as an mbox (mboxrd), each message as it was received."""
    group = group_or_fail(name)
    if output is None:
        _write(group, sys.stdout.buffer)
        return
    # Whole or not at all: a broken export must not look like a good one.
    unfinished = output.with_name(f"{output.name}.part")
    with unfinished.open("wb") as file:
        _write(group, file)
    unfinished.replace(output)


def _write(group: Group, file: BinaryIO) -> None:
    for each in exports.take_out(group):
        file.write(each)
    file.flush()
