"""`comitia message`, `comitia thread` and `comitia redact`: archived mail read, moved, redacted."""

import json
from collections.abc import Iterator
from typing import Any

import click

from comitia.archive import tending
from comitia.archive.actions import HIDEABLE, raw_bytes
from comitia.archive.models import Message
from comitia.archive.queries import by_number, in_reading_order, placing_of
from comitia.archive.texts import renderings
from comitia.base import clock
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told
from comitia.groups.models import Group
from comitia.mail import redaction

MOST_SUBJECT_LETTERS = 80


@click.command()
@click.argument("group")
@click.argument("which", metavar="NUMBER|MESSAGE-ID")
@click.option("--raw", is_flag=True, help="The bytes as they came, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def message(group: str, which: str, raw: bool, as_json: bool) -> None:
    """One message of GROUP's archive, as its page shows it."""
    found = _message(group_or_fail(group), which)
    if raw:
        if found.redacted_at is not None:
            fail(f"Message {found.number} was redacted: {found.redaction_reason}")
        click.echo(raw_bytes(found), nl=False)
        return
    facts = _facts(found)
    shown = renderings([found])[found.pk]
    if as_json:
        names = [each.name for each in shown.attachments]
        click.echo(json.dumps({**facts, "text": shown.text, "attachments": names}))
        return
    for key, value in facts.items():
        if value not in (None, ""):
            click.echo(f"{key.replace('_', ' '):<11} {value}")
    for each in shown.attachments:
        click.echo(f"attachment  {each.name} ({each.kind}, {each.size_bytes} bytes)")
    if found.redacted_at is None:
        click.echo(f"\n{shown.text}")


@click.group()
def thread() -> None:
    """Threads of an archive: shown, and tended as a convener does."""


@thread.command()
@click.argument("group")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each message.")
def show(group: str, number: int, as_json: bool) -> None:
    """The thread of message NUMBER in GROUP: who answered whom."""
    found = _message(group_or_fail(group), str(number))
    if found.thread is None:
        fail(f"Message {number} is in no thread: comitia reindex --threads")
    for depth, each in in_reading_order(found.thread):
        if as_json:
            click.echo(json.dumps({**_facts(each), "depth": depth}))
        else:
            click.echo("  " * depth + _line(each))


@thread.command()
@click.argument("group")
@click.argument("number", type=int)
@click.option("--reason", default="", help="It shows on the message.")
def split(group: str, number: int, reason: str) -> None:
    """Let message NUMBER, and what answers it, be a thread of its own."""
    found = _message(group_or_fail(group), str(number))
    with refusals_told():
        tending.split_off(message=found, by=administrator(), reason=reason, at=clock.now())
    click.echo(f"#{number} begins a thread of its own.")


@thread.command()
@click.argument("group")
@click.argument("number", type=int)
@click.argument("under", type=int)
@click.option("--reason", default="", help="It shows on the message.")
def move(group: str, number: int, under: int, reason: str) -> None:
    """Let message NUMBER, and what answers it, answer message UNDER."""
    of = group_or_fail(group)
    found, target = _message(of, str(number)), _message(of, str(under))
    with refusals_told():
        tending.move_under(
            message=found, target=target, by=administrator(), reason=reason, at=clock.now()
        )
    click.echo(f"#{number} answers #{under}.")


@thread.command()
@click.argument("group")
@click.argument("number", type=int)
@click.option("--reason", default="", help="For the ledger.")
def restore(group: str, number: int, reason: str) -> None:
    """Let message NUMBER stand where its own mail puts it."""
    found = _message(group_or_fail(group), str(number))
    with refusals_told():
        tending.put_back(message=found, by=administrator(), reason=reason, at=clock.now())
    click.echo(f"#{number} stands where its own mail puts it.")


@click.command()
@click.argument("group")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="It stands in the message's place for ever.")
@click.option("--hide", multiple=True, type=click.Choice(list(HIDEABLE)), help="Not only the text.")
@click.option("--yes", is_flag=True, help="Do not ask: there is no way back.")
def redact(group: str, number: int, reason: str, hide: tuple[str, ...], yes: bool) -> None:
    """Lay a stone over message NUMBER of GROUP: what it says is shown nowhere any more."""
    found = _message(group_or_fail(group), str(number))
    reach = redaction.reach_of(found)
    for other in reach.elsewhere:
        click.echo(f"It is in the archive of {other.name} too, and stays there.", err=True)
    if reach.answers:
        click.echo(f"Answers that may quote it, and stay as they are: {reach.answers}.", err=True)
    if not yes:
        click.confirm(f"Redact {_line(found)}?", abort=True, err=True)
    with refusals_told():
        redaction.redact(
            message=found, by=administrator(), reason=reason, hide=hide, at=clock.now()
        )
    click.echo(f"#{number} is redacted.")


def _message(group: Group, which: str) -> Message:
    found = None
    name = which.strip("<>")
    if "@" in name:
        found = Message.objects.filter(group=group, message_id=name).first()
    elif which.isascii() and which.isdecimal() and len(which) < 10:
        found = by_number(group, int(which))
    if found is None:
        last = Message.objects.filter(group=group).count()
        fail(f"There is no message {which} in {group.name}: it has {last}.")
    return found


def _facts(found: Message) -> dict[str, Any]:
    placing = placing_of(found)
    return {
        "group": found.group.name,
        "number": found.number,
        "message_id": found.message_id,
        "from": found.from_name,
        "address": found.from_address,
        "entity": str(found.entity) if found.entity else None,
        "subject": found.subject,
        "dated": found.dated_at.isoformat(timespec="seconds"),
        "received": found.received_at.isoformat(timespec="seconds"),
        "answers": found.parent.number if found.parent else None,
        "placed": " ".join(_placed(placing.by_name, placing.reason)) if placing else None,
        "redacted": found.redaction_reason if found.redacted_at else None,
    }


def _placed(by: str, reason: str) -> Iterator[str]:
    yield f"by {by}"
    if reason:
        yield f"because: {reason}"


def _line(found: Message) -> str:
    name = found.from_name or found.from_address or "unknown author"
    said = "(redacted)" if found.redacted_at else found.subject[:MOST_SUBJECT_LETTERS]
    mark = " (moved here)" if found.placed_under else ""
    return f"#{found.number} {found.dated_at:%Y-%m-%d} {name}: {said or '(no subject)'}{mark}"
