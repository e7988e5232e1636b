"""`comitia group`: what groups there are, and the little that is done with them by command."""

import json
from typing import Any

import click

from comitia.base import clock
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.groups import actions, officers, queries
from comitia.groups.models import Group, Membership, Role, Terms
from comitia.timetable.queries import rows as timetable_rows


@click.group()
def group() -> None:
    """List, show, open and close groups. A circular makes them: comitia circular."""


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_groups(as_json: bool) -> None:
    """All groups, those at work first."""
    found = [
        {
            "name": each.name,
            "state": each.state,
            "list": "open" if each.reflector_open else "closed",
            "seats": each.memberships.filter(state__in=Membership.SEATED).count(),
            "title": " ".join(each.title.split()),
        }
        for each in queries.known_groups()
    ]
    rows(found, as_json=as_json, empty="There are no groups yet: comitia circular makes them.")


@group.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(name: str, as_json: bool) -> None:
    """One group: its terms, officers, timetable and how many hold seats."""
    facts = _facts(group_or_fail(name))
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(f"{facts['name']}: {facts['title']}")
    click.echo(f"  {facts['state']}, list {'open' if facts['list_open'] else 'closed'}")
    click.echo(f"  parent       {facts['parent']}")
    click.echo(f"  purpose      {facts['purpose']}")
    click.echo(f"  open to      {', '.join(facts['eligibility'])} ({facts['eligibility_source']})")
    for each in facts["officers"]:
        rests = " (rests)" if each["suspended"] else ""
        click.echo(f"  {each['role']:<12} {each['name']}, {each['entity']}{rests}")
    click.echo(f"  seats        {facts['seats']} of {facts['entities']} entities")
    for row in facts["timetable"]:
        click.echo(f"  {row['number']}. {row['when']:<24} {row['state']:<9} {row['action']}")


def _facts(found: Group) -> dict[str, Any]:
    at = clock.now()
    try:
        terms = queries.terms_at(found, at)
    except Terms.DoesNotExist:
        terms = Terms(purpose="", eligibility=[], eligibility_source="")
    seated = Membership.objects.filter(group=found, state__in=Membership.SEATED)
    return {
        "name": found.name,
        "title": " ".join(found.title.split()),
        "state": found.state,
        "list_open": found.reflector_open,
        "parent": found.parent.acronym,
        "purpose": terms.purpose,
        "eligibility": terms.eligibility,
        "eligibility_source": terms.eligibility_source,
        "officers": [
            {
                "role": role.kind,
                "name": str(role.person),
                "entity": str(role.entity),
                "address": role.person.email,
                "suspended": role.suspended_at is not None,
            }
            for kind in Role.Kind.values
            for role in queries.holders(found, kind, at=at)
        ],
        "seats": seated.count(),
        "entities": seated.exclude(entity=None).values("entity").distinct().count(),
        "timetable": [
            {
                "number": row.milestone.position,
                "when": row.milestone.wording,
                "start": row.span.starts.isoformat(),
                "end": row.span.ends.isoformat(),
                "state": row.state,
                "action": row.milestone.action,
            }
            for row in timetable_rows(found, at=at)
        ],
    }


@group.command("open")
@click.argument("name")
def open_list(name: str) -> None:
    """Let the group's list take registrations and mail."""
    found = group_or_fail(name)
    if found.state in {Group.State.CONCLUDED, Group.State.TERMINATED, Group.State.ARCHIVED}:
        fail(f"{name} is {found.state}: its list stays closed.")
    actions.open_reflector(group=found, by=administrator(), at=clock.now())
    click.echo(f"The list of {found.name} is open.")


@group.command("close")
@click.argument("name")
def close_list(name: str) -> None:
    """Let the group's list take nothing more; its archive stays."""
    found = group_or_fail(name)
    actions.close_reflector(group=found, by=administrator(), at=clock.now())
    click.echo(f"The list of {found.name} is closed.")


@group.command("officer-address")
@click.argument("name")
@click.argument("address")
@click.option("--role", type=click.Choice(Role.Kind.values), default="convener", show_default=True)
def officer_address(name: str, address: str, role: str) -> None:
    """Enter the address of an officer whom the circular only named; they get their seat."""
    found = group_or_fail(name)
    wanted = [
        held for held in queries.holders(found, role, at=clock.now()) if not held.person.email
    ]
    if not wanted:
        fail(f"No {role} of {found.name} waits for an address.")
    with refusals_told():
        officers.give_address(
            person=wanted[0].person, address=address, by=administrator(), at=clock.now()
        )
    click.echo(f"{wanted[0].person} has the address {address} and a seat in {found.name}.")
