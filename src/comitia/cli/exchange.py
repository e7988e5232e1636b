"""`comitia import` and `comitia export`: whole archives, the same bytes in and out."""

import getpass
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from comitia.archive import exports
from comitia.archive.access import Reading
from comitia.archive.importing import Imported
from comitia.archive.importing import bring_in as keep_all
from comitia.archive.oddities import in_words
from comitia.archive.queries import by_number
from comitia.archive.sources import BadSource, Found, imap, messages_in
from comitia.base import clock
from comitia.base.garbage import leave_what_is_loaded_alone
from comitia.base.packing import Damaged
from comitia.cli.show import fail, group_or_fail
from comitia.groups.models import Group
from comitia.ledger.actors import command

MOST_LEFT_SHOWN = 50


@click.command("import")
@click.argument("source")
@click.option("--group", "name", required=True, help="Into whose archive.")
@click.option(
    "--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Of an IMAP account. Else COMITIA_IMAP_PASSWORD, else it is asked for.",
)  # fmt: skip
@click.option(
    "--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificates to trust besides the system's, for IMAP.",
)  # fmt: skip
@click.option("--examples", default=3, show_default=True, help="Of each oddity show so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bring_in(
    source: str,
    name: str,
    password_file: Path | None,
    ca_file: Path | None,
    examples: int,
    as_json: bool,
) -> None:
    """Bring the mail in SOURCE into a group's archive. Safe to repeat: nothing is kept twice.

    SOURCE is an mbox of any dialect, a LISTSERV log, one message, a Maildir, an MH folder, a tree
    of such files, a repository of public-inbox; or a tar or ZIP of files; compressed or not. Or a
    folder of an IMAP account: imaps://USER@HOST/FOLDER, or imap:// with STARTTLS.
    """
    leave_what_is_loaded_alone()
    group = group_or_fail(name)
    left: list[tuple[str, str]] = []

    def leave(file: str, why: str) -> None:
        left.append((file, why))

    messages: Iterator[Found]
    if imap.is_address(source):
        account = _account(source, password_file, ca_file)
        messages = imap.messages(account, leave)
    else:
        messages = messages_in(Path(source), leave)
    label = source.rstrip("/").rpartition("/")[2] or source
    try:
        with click.progressbar(label=label, length=0, file=sys.stderr, show_pos=True) as bar:
            done = keep_all(
                messages,
                group=group,
                by=command(getpass.getuser()),
                at=clock.now(),
                tell=lambda step: _further(bar, step.messages),
            )
    except BadSource as error:
        fail(str(error))
    if as_json:
        click.echo(json.dumps(_report(done, left), ensure_ascii=False))
        return
    click.echo(f"{done.new} new messages, {done.known} known already.")
    for oddity, count in sorted(done.odd.items()):
        click.echo(f"  {in_words(oddity)} {count} ({oddity})")
        for where in done.examples.get(oddity, [])[: max(examples, 0)]:
            click.echo(f"    {where}")
    if left:
        click.echo(f"{len(left)} files left out:")
        for file, why in left[:MOST_LEFT_SHOWN]:
            click.echo(f"  {file}: {why}")
        if len(left) > MOST_LEFT_SHOWN:
            click.echo(f"  and {len(left) - MOST_LEFT_SHOWN} more, which --json names")


def _account(source: str, password_file: Path | None, ca_file: Path | None) -> imap.Account:
    try:
        account = imap.read_address(source)
    except BadSource as error:
        fail(str(error))
    if password_file is not None:
        password = password_file.read_text(encoding="utf-8").removesuffix("\n")
    else:
        password = os.environ.get("COMITIA_IMAP_PASSWORD", "")
    if not password:
        asked = f"Password of {account.user} at {account.host}"
        password = click.prompt(asked, hide_input=True, err=True)
    return replace(account, password=password, ca_file=ca_file)


def _report(done: Imported, left: list[tuple[str, str]]) -> dict[str, Any]:
    """What was done, for scripts."""
    return {
        "new": done.new,
        "known": done.known,
        "odd": done.odd,
        "words": {oddity: in_words(oddity) for oddity in done.odd},
        "examples": done.examples,
        "left_out": dict(left),
    }


def _further(bar: Any, count: int) -> None:
    """How many there are is known only at the end: the bar's length grows with them."""
    bar.length += count
    bar.update(count)


@click.command("export")
@click.option("--group", "name", required=True, help="Whose archive.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mbox", "maildir", "jsonl", "public-inbox"]),
    default="mbox",
    show_default=True,
)
@click.option("--thread", type=click.IntRange(min=1), help="The thread of this message only.")
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="YYYY-MM: received then only.")
@click.option("--search", "words", help="Only what this search finds.")
@click.option("--gzip", "packs", is_flag=True, help="Compressed; a Maildir as .tar.gz.")
@click.option("--raw", is_flag=True, help="With the bytes in base64 (jsonl).")
@click.option("--output", type=click.Path(path_type=Path), help="File or folder; else to stdout.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object about what was written.")
def take_out(
    name: str,
    form: str,
    thread: int | None,
    month: datetime | None,
    words: str | None,
    packs: bool,
    raw: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write a group's archive, or part of it, each message as it was received."""
    group = group_or_fail(name)
    chosen = _chosen(group, thread=thread, month=month, words=words)
    count = passed_over = 0

    def further(more: int) -> None:
        nonlocal count
        count += more
        bar.update(more)

    bar = click.progressbar(label=chosen.name, length=chosen.count(), file=sys.stderr)
    with _damage_told(chosen.name), bar:
        chosen = replace(chosen, tell=further)
        if form in {"mbox", "jsonl"} or (form == "maildir" and packs):
            pieces = {
                "mbox": lambda: exports.mbox(chosen),
                "jsonl": lambda: exports.json_lines(chosen, raw=raw),
                "maildir": lambda: exports.tarred_maildir(chosen),
            }[form]()
            _write(exports.gzipped(pieces) if packs else pieces, output)
        elif output is None:
            fail(f"{form} is a folder: say where with --output.")
        elif form == "maildir":
            with _new_folder(output) as folder:
                exports.write_maildir(chosen, folder)
        else:
            with _new_folder(output) as folder:
                passed_over = exports.write_inbox(chosen, folder)
    said = f"{count} messages taken out."
    if passed_over:
        said += f" {passed_over} stand there once, not twice: their bytes are the same."
    facts = {"group": group.name, "format": form, "messages": count, "passed_over": passed_over}
    if as_json:
        said = json.dumps({**facts, "output": str(output) if output else None})
    # What went to stdout must not have our words in it.
    click.echo(said, err=output is None or not as_json)


def _chosen(
    group: Group, *, thread: int | None, month: datetime | None, words: str | None
) -> exports.Chosen:
    if sum(each is not None for each in (thread, month, words)) > 1:
        fail("One of --thread, --month and --search, please.")
    if month is not None:
        return exports.month(group, month.date())
    if words is not None:
        try:
            return exports.found(words, [Reading(group, "administrator")], at=clock.now())
        except exports.CannotSearch as error:
            fail(str(error))
    if thread is None:
        return exports.whole(group)
    message = by_number(group, thread)
    if message is None or message.thread is None:
        fail(f"{group.name} has no message {thread}.")
    return exports.thread(message.thread)


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except Damaged as error:
        fail(f"A message of {name} is damaged ({error}): comitia doctor --reconcile names it.")


def _write(pieces: Iterator[bytes], output: Path | None) -> None:
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    if output.is_dir():
        fail(f"{output} is a folder: name a file.")
    # Whole or not at all: a broken export must not look like a good one.
    unfinished = output.with_name(f"{output.name}.part")
    try:
        with unfinished.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(output)
    except OSError as error:
        fail(f"{output} could not be written: {error.strerror}.")
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _new_folder(output: Path) -> Iterator[Path]:
    """A folder that bears its name only once it is whole."""
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        fail(f"{output} is there already: name a folder that is not.")
    unfinished = output.with_name(f"{output.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        unfinished.replace(output)
    except OSError as error:
        fail(f"{output} could not be written: {error.strerror}.")
    except exports.NoGit as error:
        fail(str(error))
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
