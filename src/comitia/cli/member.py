"""`comitia member`: seats in a group, one by one or from a file."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TextIO

import click
from django.utils.timezone import localdate

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.cli.show import administrator, fail, group_or_fail, in_words, refusals_told, rows
from comitia.groups import seats
from comitia.groups.enrolment import Enrolled, Newcomer, enrol
from comitia.groups.models import Group, Membership
from comitia.mail.delivery import Wishes, wish, wishes_of
from comitia.people.models import Entity
from comitia.people.queries import entity_named

Delivery = Membership.Delivery
COLUMNS = ("address", "name", "entity", "language", "delivery")


@click.group()
def member() -> None:
    """List, show, add, validate and remove the members of a group."""


@member.command("list")
@click.argument("group")
@click.option("--waiting", is_flag=True, help="Only those who wait for a focal point.")
@click.option("--all", "everybody", is_flag=True, help="Former and refused ones too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_members(group: str, waiting: bool, everybody: bool, as_json: bool) -> None:
    """Who holds a seat in GROUP, or asks for one, by entity."""
    found = group_or_fail(group)
    held = Membership.objects.filter(group=found).select_related("person", "entity")
    if waiting:
        held = held.filter(state__in=Membership.WAITING)
    elif not everybody:
        held = held.filter(state__in=Membership.OPEN)
    rows(
        [
            {
                "entity": seat.entity.name if seat.entity else None,
                "name": str(seat.person),
                "address": seat.address,
                "kind": seat.kind,
                "state": seat.state,
                "delivery": seat.delivery,
            }
            for seat in held.order_by("entity__name", "person__name", "id")
        ],
        as_json=as_json,
        empty=f"Nobody has a seat in {found.name}.",
    )


@member.command()
@click.argument("group")
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(group: str, address: str, as_json: bool) -> None:
    """The seat of the person with ADDRESS, and the mail to it that came back."""
    seat = _seat(group_or_fail(group), address)
    suspended = seat.suspensions.filter(ended_at=None).first()
    facts: dict[str, Any] = {
        "name": str(seat.person),
        "address": seat.address,
        "entity": seat.entity.name if seat.entity else None,
        "kind": seat.kind,
        "state": seat.state,
        "delivery": seat.delivery,
        "suspended_since": suspended.since.isoformat() if suspended else None,
        "probes": suspended.probes if suspended else 0,
    }
    evidence = [
        {
            "at": each.at.isoformat(timespec="minutes"),
            "kind": each.kind,
            "times": each.times,
            "status": each.status,
            "letter": each.letter,
            "copy": each.copy,
            "proof": each.proof,
            "counts": each.counts,
            "reason": each.reason,
        }
        for each in seat.bounces.all()
    ]
    if as_json:
        click.echo(json.dumps({**facts, "came_back": evidence}, ensure_ascii=False))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):<16} {in_words('' if value is None else value)}")
    click.echo()
    rows(evidence, as_json=False, empty="No mail to it has come back.")


@member.command()
@click.argument("group")
@click.argument("address", required=False)
@click.option("--name", default="", help="The person's name.")
@click.option("--entity", help="Name or acronym of the member they speak for.")
@click.option("--language", default="en", show_default=True, help="Of mail to them.")
@click.option(
    "--file",
    "source",
    type=click.File("r", encoding="utf-8-sig"),
    help=f"A CSV with the columns {', '.join(COLUMNS)}; - for standard input.",
)
@click.option("--no-welcome", is_flag=True, help="Send no welcome.")
def add(
    group: str,
    address: str | None,
    name: str,
    entity: str | None,
    language: str,
    source: TextIO | None,
    no_welcome: bool,
) -> None:
    """Give ADDRESS a seat in GROUP, or everybody in a CSV file, without asking them.

    Status 1 if any line was refused; the others are entered all the same.
    """
    found = group_or_fail(group)
    unknown: list[str] = []
    wanted: dict[str, str] = {}
    if source is not None:
        newcomers = _read(source, unknown, wanted)
    elif address and entity:
        newcomers = iter([Newcomer(address, name, _entity(entity), language)])
    else:
        raise click.UsageError("Give an ADDRESS with --entity, or a --file.")
    with refusals_told():
        done = enrol(
            group=found,
            newcomers=newcomers,
            by=administrator(),
            welcome=not no_welcome,
            at=clock.now(),
        )
        for seat in done.added:
            delivery = wanted.get(seat.address, Delivery.EACH)
            if delivery != Delivery.EACH:
                wishes = Wishes(delivery=delivery)
                wish(seat=seat, wishes=wishes, by=administrator(), at=clock.now())
    _say(found, done, unknown)


def _read(source: TextIO, unknown: list[str], wanted: dict[str, str]) -> Iterator[Newcomer]:
    """The lines of a CSV; how mail is to come goes to `wanted`, by address.

    Lines that name no member we know, or a delivery there is not, go to `unknown`.
    """
    lines = csv.DictReader(source)
    missing = {"address", "entity"} - set(lines.fieldnames or ())
    if missing:
        raise click.UsageError(
            f"The file's first line must name its columns; missing: {', '.join(sorted(missing))}."
        )
    known: dict[str, Entity | None] = {}
    for line in lines:
        named = (line["entity"] or "").strip()
        if named not in known:
            known[named] = entity_named(named)
        entity = known[named]
        address = (line["address"] or "").strip()
        delivery = (line.get("delivery") or Delivery.EACH).strip().lower()
        if delivery not in Delivery.values:
            known_ones = ", ".join(Delivery.values)
            unknown.append(f"line {lines.line_num}: {address}: delivery is one of {known_ones}.")
        elif entity is None:
            unknown.append(f"line {lines.line_num}: {address}: no member is called {named!r}.")
        else:
            wanted[address.lower()] = delivery
            yield Newcomer(address, line.get("name") or "", entity, line.get("language") or "en")


def _say(group: Group, done: Enrolled, unknown: list[str]) -> None:
    for newcomer, reason in done.refused:
        click.echo(f"comitia: {newcomer.address}: {reason}", err=True)
    for text in unknown:
        click.echo(f"comitia: {text}", err=True)
    refused = len(done.refused) + len(unknown)
    click.echo(
        f"{len(done.added)} added to {group.name}, {len(done.already)} had a seat already, "
        f"{refused} refused."
    )
    sys.exit(1 if refused else 0)


@member.command()
@click.argument("group")
@click.argument("address")
@click.option("--name", required=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="Of mail to them.")
def invite(group: str, address: str, name: str, language: str) -> None:
    """Invite the person at ADDRESS to GROUP as an observer, for information."""
    if "@" not in address.strip("@"):
        fail(f"{address!r} is no e-mail address.")
    with refusals_told():
        seat = seats.invite_observer(
            group=group_or_fail(group), address=address, name=name, language=language,
            by=administrator(), at=clock.now(),
        )  # fmt: skip
    click.echo(f"{seat.person} is {seat.kind}.")


@member.command()
@click.argument("group")
@click.argument("address")
def validate(group: str, address: str) -> None:
    """Say in the focal point's place that the person with ADDRESS speaks for their member."""
    seat = _seat(group_or_fail(group), address)
    with refusals_told():
        seat = seats.validate_seat(seat=seat, by=administrator(), at=clock.now())
    click.echo(f"{seat.address} speaks for {seat.entity} in {seat.group.name}.")


@member.command("set")
@click.argument("group")
@click.argument("address")
@click.option("--delivery", type=click.Choice(Delivery.values))
@click.option("--digest-form", type=click.Choice(Membership.DigestForm.values))
@click.option("--own-posts/--no-own-posts", default=None, help="A copy of what they write.")
@click.option("--duplicates/--no-duplicates", default=None, help="Also where To or Cc names them.")
@click.option(
    "--paused-until", type=click.DateTime(["%Y-%m-%d"]), help="No mail to them before that day."
)
@click.option("--resume", is_flag=True, help="End a pause.")
def set_wishes(
    group: str, address: str, paused_until: datetime | None, resume: bool, **wanted: Any
) -> None:
    """Say how mail comes to the person with ADDRESS; what is not named stays."""
    seat = _seat(group_or_fail(group), address)
    changes = {name: value for name, value in wanted.items() if value is not None}
    if paused_until or resume:
        changes["paused_until"] = paused_until.date() if paused_until and not resume else None
    at = clock.now()
    wishes = replace(wishes_of(seat, on=localdate(at)), **changes)
    with refusals_told():
        wish(seat=seat, wishes=wishes, by=administrator(), at=at)
    for name, value in asdict(wishes).items():
        click.echo(f"{name.replace('_', ' '):<13} {in_words(value or 'no')}")


@member.command()
@click.argument("group")
@click.argument("address")
@click.option("--reason", required=True, help="Why; it is sent to them.")
def remove(group: str, address: str, reason: str) -> None:
    """End the seat of the person with ADDRESS."""
    seat = _seat(group_or_fail(group), address)
    with refusals_told():
        seats.revoke_seat(seat=seat, by=administrator(), reason=reason, at=clock.now())
    click.echo(f"{seat.address} has no seat in {seat.group.name} any more.")


def _seat(group: Group, address: str) -> Membership:
    seat = (
        Membership.objects.filter(
            group=group, address=address.strip().lower(), state__in=Membership.OPEN
        )
        .select_related("group__parent", "person", "entity")
        .first()
    )
    if seat is None:
        fail(f"{address} has no seat in {group.name} and asks for none.")
    return seat


def _entity(named: str) -> Entity:
    entity = entity_named(named)
    if entity is None:
        fail(f"No member is called {named!r}: comitia entity add enters one.")
    return entity
