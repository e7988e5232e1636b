"""`comitia letters`: how letters of a group go out; `comitia original`: a copy as it came."""

import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from comitia.base import clock
from comitia.cli.show import administrator, fail, group_or_fail, in_words, refusals_told
from comitia.mail.distribute.choices import choose_distribution, distribution_of
from comitia.mail.distribute.reversal import CannotBeUndone, undone
from comitia.mail.models import Distribution

FIELDS = (
    "as_it_came", "subject_prefix", "sender", "reply_to", "reply_address", "precedence", "above",
    "below", "digest_hour", "digest_day",
)  # fmt: skip


@click.group()
def letters() -> None:
    """What of a message is changed before it goes out, and when digests do."""


@letters.command()
@click.argument("group")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(group: str, as_json: bool) -> None:
    """What GROUP has chosen."""
    row = distribution_of(group_or_fail(group))
    facts = {name: getattr(row, name) for name in FIELDS}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):<15} {in_words(value)}")


@letters.command("set")
@click.argument("group")
@click.option("--as-it-came/--changed", default=None, help="Change nothing in a message.")
@click.option(
    "--subject-prefix/--no-subject-prefix",
    default=None,
    help="Group and number before the subject.",
)
@click.option("--sender", type=click.Choice(Distribution.Sender.values), help="Whose name in From.")
@click.option("--reply-to", type=click.Choice(Distribution.ReplyTo.values))
@click.option("--reply-address", help="For --reply-to address.")
@click.option("--precedence/--no-precedence", default=None, help="A field for old programs.")
@click.option("--above", multiple=True, metavar="LANGUAGE=FILE", help="The text before each post.")
@click.option("--below", multiple=True, metavar="LANGUAGE=FILE", help="The text after each post.")
@click.option("--digest-hour", type=click.IntRange(0, 23))
@click.option("--digest-day", type=click.IntRange(0, 6), help="Of weekly ones; 0 is Monday.")
def choose_letters(group: str, **wanted: Any) -> None:
    """Change what is named, and leave the rest. An empty FILE takes a text away; - is the input."""
    found = group_or_fail(group)
    chosen = {name: value for name, value in wanted.items() if value not in (None, ())}
    for place in ("above", "below"):
        if place in chosen:
            chosen[place] = {**getattr(distribution_of(found), place), **_texts(chosen[place])}
    with refusals_told():
        choose_distribution(group=found, by=administrator(), at=clock.now(), **chosen)
    click.echo(f"{found.name}: kept.")


def _texts(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in given:
        language, equals, name = each.partition("=")
        if not equals:
            raise click.UsageError(f"Write LANGUAGE=FILE, not {each!r}.")
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            fail(f"{name} cannot be read: {error}.")
        found[language] = text
    return found


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
def original(file: BinaryIO) -> None:
    """Write the message as it came to the list, out of a member's copy of it in FILE."""
    try:
        sys.stdout.buffer.write(undone(file.read()))
    except CannotBeUndone as why:
        fail(str(why))
