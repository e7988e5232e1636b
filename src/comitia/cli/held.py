"""`comitia held`: messages that wait for a moderator, listed, read and decided on."""

import json
from collections.abc import Callable

import click

from comitia.base import clock
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.mail.access import held_bytes
from comitia.mail.authenticate.plain import verdict
from comitia.mail.models import Held
from comitia.mail.moderate import actions
from comitia.mail.moderate.waiting import expires_at
from comitia.mail.notices import reasons_of


@click.group()
def held() -> None:
    """List, read and decide on messages that wait for a moderator."""


@held.command("list")
@click.argument("group", required=False)
@click.option("--all", "everything", is_flag=True, help="Those decided on too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_held(group: str | None, everything: bool, as_json: bool) -> None:
    """What waits in GROUP, or everywhere, the oldest first."""
    found = Held.objects.select_related("group__parent").order_by("held_at", "id")
    if group is not None:
        found = found.filter(group=group_or_fail(group))
    if not everything:
        found = found.filter(state=Held.State.WAITING)
    rows([_row(one) for one in found], as_json=as_json, empty="Nothing waits.")


def _row(one: Held) -> dict[str, object]:
    waits = one.state == Held.State.WAITING
    return {
        "number": one.pk,
        "group": one.group.name,
        "state": one.state,
        "from": one.from_address,
        "subject": one.subject,
        "rules": [reason["rule"] for reason in one.reasons],
        "held": one.held_at.isoformat(timespec="seconds"),
        "goes_back": expires_at(one).date().isoformat() if waits else None,
    }


@held.command()
@click.argument("number", type=int)
@click.option("--raw", is_flag=True, help="The bytes as they came, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(number: int, raw: bool, as_json: bool) -> None:
    """One message: why it waits, and whether it is its author's."""
    one = _held(number)
    if raw:
        with refusals_told():
            click.echo(held_bytes(one), nl=False)
        return
    facts = {**_row(one), "why": reasons_of(one), "theirs": verdict(one.authentication).text}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        for line in value if isinstance(value, list) else [value]:
            click.echo(f"{key.replace('_', ' '):<10} {'' if line is None else line}")


@held.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--trust", is_flag=True, help="Let later posts of their authors through, too.")
def accept(numbers: tuple[int, ...], trust: bool) -> None:
    """Send these messages to all members."""
    _each(
        numbers,
        "accepted",
        lambda one: actions.release(held=one, by=administrator(), at=clock.now(), trusting=trust),
    )


@held.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--reason", required=True, help="Their senders are told it, word for word.")
def reject(numbers: tuple[int, ...], reason: str) -> None:
    """Send these messages back."""
    _each(
        numbers,
        "rejected",
        lambda one: actions.reject(held=one, by=administrator(), reason=reason, at=clock.now()),
    )


@held.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
def discard(numbers: tuple[int, ...]) -> None:
    """Let these messages lie; nobody is told."""
    _each(
        numbers,
        "discarded",
        lambda one: actions.discard(held=one, by=administrator(), at=clock.now()),
    )


def _each(numbers: tuple[int, ...], done: str, act: Callable[[Held], object]) -> None:
    # All are looked up first: a slip of the pen decides on nothing.
    for one in [_held(number) for number in numbers]:
        with refusals_told():
            act(one)
        click.echo(f"{one.pk} is {done}: {one.subject}")


def _held(number: int) -> Held:
    found = Held.objects.select_related("group__parent", "arrival__raw").filter(pk=number).first()
    if found is None:
        fail(f"No held message has the number {number}: see comitia held list --all.")
    return found
