"""`comitia moderation`: what happens to mail of a group, as its convener chooses it on the page."""

import json
from typing import Any

import click

from comitia.base import clock
from comitia.cli.show import administrator, fail, group_or_fail, in_words, refusals_told
from comitia.groups import seats
from comitia.groups.actions import hold_everything
from comitia.groups.models import Group
from comitia.groups.queries import moderated_seats, seat_at_address
from comitia.mail.flow import FLOW
from comitia.mail.models import Ban, TrustedSender
from comitia.mail.moderate import actions
from comitia.mail.moderate.choices import choices_of, choose, end_trust, trust_sender
from comitia.mail.moderate.judge import what_follows


@click.group()
def moderation() -> None:
    """What follows from each rule, who is banned and who is trusted."""


@moderation.command()
@click.argument("group")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(group: str, as_json: bool) -> None:
    """What GROUP has chosen."""
    found = group_or_fail(group)
    facts = _facts(found)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for step in FLOW:
        others = f" ({', '.join(step.choices)})" if step.instead else ""
        click.echo(f"{step.rule.name:<22} {facts['rules'][step.rule.name]}{others}")
    for key, value in facts.items():
        if key != "rules":
            said = "the house's" if value is None else in_words(value)
            click.echo(f"{key.replace('_', ' '):<22} {said}")


def _facts(group: Group) -> dict[str, Any]:
    chosen = choices_of(group)
    return {
        "rules": {step.rule.name: what_follows(step, chosen.actions).value for step in FLOW},
        "hold_everything": group.emergency_hold,
        "most_bytes": chosen.most_bytes,
        "most_recipients": chosen.most_recipients,
        "link_above_bytes": chosen.link_above_bytes,
        "refused_endings": chosen.refused_endings,
        "patterns": [one["pattern"] for one in chosen.patterns],
        "banned": list(_bans(group).values_list("pattern", flat=True)),
        "watched": list(moderated_seats(group).values_list("address", flat=True)),
        "trusted": list(_trusted(group).values_list("address", flat=True)),
    }


@moderation.command("set")
@click.argument("group")
@click.option("--rule", "rules", multiple=True, metavar="RULE=ACTION", help="As show lists them.")
@click.option("--emergency/--no-emergency", default=None, help="Hold everything for now.")
@click.option("--most-bytes", type=int, help="A larger post waits; 0: the house's own limit.")
@click.option("--most-recipients", type=int, help="A post to more of them waits.")
@click.option("--link-above-bytes", type=int, help="Larger attachments become links; 0: none do.")
@click.option("--refused-endings", help="Of attachments that could do harm: 'exe js'.")
def choose_rules(
    group: str,
    rules: tuple[str, ...],
    emergency: bool | None,
    most_bytes: int | None,
    most_recipients: int | None,
    link_above_bytes: int | None,
    refused_endings: str | None,
) -> None:
    """Change what is named, and leave the rest."""
    found = group_or_fail(group)
    chosen: dict[str, str] = {}
    for rule in rules:
        name, equals, action = rule.partition("=")
        if not equals:
            raise click.UsageError(f"Write --rule RULE=ACTION, not {rule!r}.")
        chosen[name] = action
    by, at = administrator(), clock.now()
    with refusals_told():
        choose(
            group=found,
            by=by,
            at=at,
            actions=chosen or None,
            most_bytes=most_bytes,
            most_recipients=most_recipients,
            link_above_bytes=link_above_bytes,
            refused_endings=None if refused_endings is None else refused_endings.split(),
        )
        if emergency is not None:
            hold_everything(group=found, on=emergency, by=by, at=at)
    click.echo(f"{found.name}: kept.")


@moderation.command()
@click.argument("group")
@click.argument("sender")
@click.option("--reason", default="", help="For those who come after.")
@click.option("--lift", is_flag=True, help="End the ban.")
def ban(group: str, sender: str, reason: str, lift: bool) -> None:
    """Let no mail of SENDER in: an address, or a domain written @example.org."""
    found = group_or_fail(group)
    by, at = administrator(), clock.now()
    with refusals_told():
        if not lift:
            actions.ban(group=found, pattern=sender, reason=reason, by=by, at=at)
        else:
            row = _bans(found).filter(pattern=sender.lower()).first()
            if row is None:
                fail(f"{sender} is not banned from {found.name}.")
            actions.lift_ban(ban=row, by=by, at=at)
    click.echo(f"{sender} is {'no longer banned' if lift else 'banned'}.")


@moderation.command()
@click.argument("group")
@click.argument("address")
@click.option("--end", is_flag=True, help="Trust it no longer.")
def trust(group: str, address: str, end: bool) -> None:
    """Let posts of ADDRESS, which has no seat, go out."""
    found = group_or_fail(group)
    by, at = administrator(), clock.now()
    with refusals_told():
        if not end:
            trust_sender(group=found, address=address, by=by, at=at)
        else:
            row = _trusted(found).filter(address=address.lower()).first()
            if row is None:
                fail(f"{address} is not trusted in {found.name}.")
            end_trust(sender=row, by=by, at=at)
    click.echo(f"{address} is {'no longer trusted' if end else 'trusted'}.")


@moderation.command()
@click.argument("group")
@click.argument("address")
@click.option("--end", is_flag=True, help="Let their posts through again.")
def watch(group: str, address: str, end: bool) -> None:
    """Let each post of a member wait for a moderator."""
    found = group_or_fail(group)
    seat = seat_at_address(found, address)
    if seat is None:
        fail(f"Nobody has a seat in {found.name} under {address}.")
    with refusals_told():
        act = seats.trust if end else seats.moderate
        act(seat=seat, by=administrator(), at=clock.now())
    click.echo(f"Posts of {address} {'go out again' if end else 'wait for a moderator'}.")


@moderation.command()
@click.argument("group")
@click.argument("pattern")
@click.option("--reason", default="", help="Moderators are told it with each message.")
@click.option("--drop", is_flag=True, help="Take the pattern away.")
def pattern(group: str, pattern: str, reason: str, drop: bool) -> None:
    """Hold posts with PATTERN, a word or a regular expression, in subject, From or text."""
    found = group_or_fail(group)
    known = choices_of(found).patterns
    kept = [one for one in known if one["pattern"] != pattern]
    if drop and kept == known:
        fail(f"{found.name} has no pattern {pattern!r}.")
    wanted = kept if drop else [*kept, {"pattern": pattern, "reason": reason}]
    with refusals_told():
        choose(group=found, by=administrator(), at=clock.now(), patterns=wanted)
    click.echo(f"The pattern is {'dropped' if drop else 'banned'}.")


def _bans(group: Group) -> Any:
    return Ban.objects.filter(group=group).select_related("group").order_by("pattern")


def _trusted(group: Group) -> Any:
    return TrustedSender.objects.filter(group=group).select_related("group").order_by("address")
