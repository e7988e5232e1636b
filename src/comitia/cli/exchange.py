"""`comitia import` and `comitia export`: whole archives, the same bytes in and out."""

import getpass
import gzip
import json
import sys
from pathlib import Path
from typing import BinaryIO

import click

from comitia.archive import exchange
from comitia.base import clock
from comitia.groups.models import Group
from comitia.groups.queries import group_named
from comitia.ledger.actors import command


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", "name", required=True, help="Into whose archive.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bring_in(file: Path, name: str, as_json: bool) -> None:
    """Bring an mbox (mboxrd, may be gzipped) into a group's archive. Safe to repeat."""
    group = _group(name)
    size = file.stat().st_size
    with (
        file.open("rb") as packed,
        click.progressbar(length=size, label=file.name, file=sys.stderr) as bar,
    ):
        lines = gzip.GzipFile(fileobj=packed) if _is_gzip(packed) else packed
        place = 0

        def tell(count: int) -> None:
            nonlocal place
            bar.update(packed.tell() - place)
            place = packed.tell()

        done = exchange.bring_in(
            lines, group=group, by=command(getpass.getuser()), at=clock.now(), tell=tell
        )
    if as_json:
        click.echo(json.dumps({"new": done.new, "known": done.known, "odd": done.odd}))
        return
    click.echo(f"{done.new} new messages, {done.known} known already.")
    for oddity, count in sorted(done.odd.items()):
        click.echo(f"  {oddity}: {count}")


@click.command("export")
@click.option("--group", "name", required=True, help="Whose archive.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Not to stdout.")
def take_out(name: str, output: Path | None) -> None:
    """Write a group's archive as an mbox (mboxrd), each message as it was received."""
    group = _group(name)
    if output is None:
        _write(group, sys.stdout.buffer)
        return
    # Whole or not at all: a broken export must not look like a good one.
    unfinished = output.with_name(f"{output.name}.part")
    with unfinished.open("wb") as file:
        _write(group, file)
    unfinished.replace(output)


def _write(group: Group, file: BinaryIO) -> None:
    for each in exchange.take_out(group):
        file.write(each)
    file.flush()


def _group(name: str) -> Group:
    group = group_named(name)
    if group is None:
        known = ", ".join(Group.objects.values_list("name", flat=True)[:20]) or "none yet"
        click.echo(f"No group is called {name}. There are: {known}.", err=True)
        sys.exit(1)
    return group


def _is_gzip(file: BinaryIO) -> bool:
    magic = file.read(2)
    file.seek(0)
    return magic == b"\x1f\x8b"
