"""`comitia queue`: the mail that waits to leave, and what can be done to it."""

import json
from datetime import datetime
from typing import Any

import click

from comitia.archive.envelope import read
from comitia.base import clock
from comitia.base.packing import unpack
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.outbox import halts, queries, steering
from comitia.outbox.models import Halt, Letter
from comitia.outbox.queries import CopyState, Waiting
from comitia.outbox.steering import Chosen

LETTER = click.option("--letter", "letter_id", type=int, metavar="N", help="Copies of this letter.")
DOMAIN = click.option("--domain", default="", help="Copies to this domain.")


@click.group(invoke_without_command=True)
@click.option("--most", default=queries.MOST_SHOWN, show_default=True, help="Rows of each table.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def queue(ctx: click.Context, most: int, as_json: bool) -> None:
    """What waits to leave: by destination, and by letter; the longest waiting first."""
    if ctx.invoked_subcommand:
        return
    found = queries.queue_now(most=most)
    if as_json:
        facts = {
            "never_tried": found.never_tried,
            "deferred": found.deferred,
            "parked": found.parked,
            "halts": [_halt(each) for each in found.halts],
            "domains": [_waiting(each) for each in found.domains],
            "letters": [_letter(each) for each in found.letters],
            "letters_number": found.letters_number,
            "is_partial": found.is_partial,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for each in found.halts:
        reason = f": {each.reason}" if each.reason else ""
        click.echo(
            f"HALTED {each.scope} {each.name} since {_when(each.since)} by {each.by}{reason}"
        )
    waiting = found.never_tried + found.deferred
    click.echo(f"{waiting} copies wait, {found.deferred} of them for another try.")
    if found.parked:
        click.echo(f"{found.parked} copies are parked. See: comitia queue show LETTER")
    if not waiting:
        return
    click.echo()
    rows([_waiting(each) for each in found.domains], as_json=False, empty="")
    if found.is_partial:
        click.echo("Very many wait; the domains of the latest are not counted.")
    click.echo()
    rows([_letter(each) for each in found.letters], as_json=False, empty="")
    if found.letters_number > len(found.letters):
        click.echo(f"… and {found.letters_number - len(found.letters)} letters more (--most).")


@queue.command()
@click.argument("what")
@click.option("--state", type=click.Choice(list(queries.OUTCOMES.values())), default=None)
@click.option("--most", default=50, show_default=True, help="So many copies at the most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def show(what: str, state: str | None, most: int, as_json: bool) -> None:
    """The copies of one letter, by its number, or the latest copies to an address."""
    if "@" in what:
        found = queries.copies_to(what, most=most)
        found = [each for each in found if state in (None, each.state)]
    else:
        letter = _letter_or_fail(what)
        found = queries.copies_of(letter, state=state or "", most=most)
        if not as_json:
            counts = queries.outcomes_of([letter])[letter.pk]
            said = ", ".join(f"{number} {word}" for word, number in sorted(counts.items()))
            click.echo(f"{letter.kind} {letter.group} queued {_when(letter.queued_at)}")
            click.echo(f"Subject: {_subject(letter)}")
            click.echo(f"{letter.copies} copies: {said or 'none'}")
            if letter.withdrawn_at:
                click.echo(f"Withdrawn {_when(letter.withdrawn_at)}.")
            click.echo()
    rows([_copy(each) for each in found], as_json=as_json, empty="No such copy.")


@queue.command()
@DOMAIN
@LETTER
@click.option("--parked", is_flag=True, help="What is parked, too.")
def retry(domain: str, letter_id: int | None, parked: bool) -> None:
    """Try now what would be tried again later; without a choice, all of it."""
    chosen = _chosen(domain, letter_id)
    at = clock.now()
    number = steering.retry(chosen, at=at)
    if parked:
        number += steering.retry_parked(chosen, at=at)
    click.echo(f"{number} copies are tried again.")


@queue.command()
@DOMAIN
@LETTER
@click.option("--reason", required=True, help="Shown with each copy.")
def park(domain: str, letter_id: int | None, reason: str) -> None:
    """Set aside what waits, until `queue retry --parked`."""
    if not domain and letter_id is None:
        raise click.UsageError("Say --domain or --letter; to stop everything: comitia queue hold.")
    with refusals_told():
        number = steering.park(
            _chosen(domain, letter_id), reason=reason, by=administrator(), at=clock.now()
        )
    click.echo(f"{number} copies are parked.")


@queue.command()
@click.option("--letter", "letter_id", type=int, required=True, metavar="N")
@click.option("--reason", required=True, help="Shown with each copy; goes to the ledger.")
def drop(letter_id: int, reason: str) -> None:
    """Withdraw a letter: what has not left never leaves. Each copy stays on record as parked."""
    letter = _letter_or_fail(str(letter_id))
    with refusals_told():
        number = steering.withdraw(letter, reason=reason, by=administrator(), at=clock.now())
    click.echo(f"{number} of {letter.copies} copies had not left, and will not.")


def _scope(function: Any) -> Any:
    domain = click.option("--domain", default="", help="Mail to this domain.")
    group = click.option("--group", default="", help="Mail of this group.")
    return domain(group(function))


@queue.command()
@_scope
@click.option("--reason", default="", help="Shown to whoever wonders.")
def hold(domain: str, group: str, reason: str) -> None:
    """Send nothing for now: no mail at all, none to a domain, or none of a group."""
    scope, name = _held(domain, group)
    row = halts.halt(scope=scope, name=name, reason=reason, by=administrator(), at=clock.now())
    click.echo(
        f"Halted: {row.scope} {row.name}".rstrip() + ". It waits until: comitia queue resume"
    )


@queue.command()
@_scope
def resume(domain: str, group: str) -> None:
    """Send again what was halted."""
    scope, name = _held(domain, group)
    if not halts.resume(scope=scope, name=name, by=administrator(), at=clock.now()):
        fail("That is not halted.")
    click.echo("It is sent again.")


def _held(domain: str, group: str) -> tuple[Halt.Scope, str]:
    if domain and group:
        raise click.UsageError("Say --domain or --group, not both.")
    if group:
        return Halt.Scope.GROUP, group_or_fail(group).name
    return (Halt.Scope.DOMAIN, domain) if domain else (Halt.Scope.EVERYTHING, "")


def _chosen(domain: str, letter_id: int | None) -> Chosen:
    if letter_id is not None:
        _letter_or_fail(str(letter_id))
    return Chosen(letter_id=letter_id, domain=domain)


def _letter_or_fail(number: str) -> Letter:
    known = number.isascii() and number.isdecimal() and len(number) < 19
    letter = Letter.objects.filter(pk=int(number)).first() if known else None
    if letter is None:
        fail(f"No letter has the number {number}. An address has an @.")
    return letter


def _subject(letter: Letter) -> str:
    return read(unpack(letter.content)).subject


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""


def _waiting(row: Waiting) -> dict[str, object]:
    return {
        "domain": row.domain,
        "never_tried": row.never_tried,
        "deferred": row.deferred,
        "since": row.since.isoformat(timespec="seconds") if row.since else None,
        "next_try": row.next_try.isoformat(timespec="seconds") if row.next_try else None,
        "last_answer": row.reply,
    }


def _letter(row: Waiting) -> dict[str, object]:
    letter = row.letter
    assert letter is not None
    facts = _waiting(row)
    del facts["domain"]
    return {
        "letter": letter.pk,
        "kind": letter.kind,
        "group": letter.group,
        "copies": letter.copies,
        **facts,
    }


def _halt(row: Halt) -> dict[str, object]:
    return {
        "scope": row.scope,
        "name": row.name,
        "reason": row.reason,
        "since": row.since.isoformat(timespec="seconds"),
        "by": row.by,
    }


def _copy(copy: CopyState) -> dict[str, object]:
    return {
        "letter": copy.letter_id,
        "copy": copy.number,
        "address": copy.address,
        "state": copy.state,
        "delivered_by": copy.at.isoformat(timespec="seconds") if copy.at else None,
        "next_try": copy.next_try.isoformat(timespec="seconds") if copy.next_try else None,
        "tries": copy.attempts,
        "last_answer": copy.reply,
    }
