"""`comitia document ask`, `asked` and `take-back`: information papers asked of observers."""

from datetime import datetime
from typing import Any

import click

from comitia.base import clock
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.documents import actions, asking, rights
from comitia.documents.models import PaperRequest
from comitia.documents.symbols import symbol_of_issue
from comitia.groups.roles import standing
from comitia.people.models import Person
from comitia.people.queries import person_of


@click.command()
@click.argument("group")
@click.argument("address")
@click.option("--topic", required=True, help="What the paper is to inform about.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None)
def ask(group: str, address: str, topic: str, until: datetime | None) -> None:
    """Ask the observer at ADDRESS for an information paper; they may submit one then."""
    person = _person(address)
    with refusals_told():
        actions.ask_for_paper(
            group=group_or_fail(group),
            person=person,
            topic=topic,
            last_day=until.date() if until else None,
            by=administrator(),
            at=clock.now(),
        )
    click.echo(f"{person.name or address} is asked, and told by mail.")


@click.command()
@click.argument("group")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def asked(group: str, as_json: bool) -> None:
    """What observers of GROUP were asked for, the newest first, and what came of it."""
    of = group_or_fail(group)
    still_open = set(rights.open_requests(of, at=clock.now()).values_list("pk", flat=True))
    found = [_row(each, still_open) for each in asking.requests_of(of)]
    rows(found, as_json=as_json, empty="Nothing was asked of observers.")


@click.command("take-back")
@click.argument("group")
@click.argument("address")
def take_back(group: str, address: str) -> None:
    """Ask the observer at ADDRESS no more for a paper that has not come; they are told by mail."""
    person, of, at = _person(address), group_or_fail(group), clock.now()
    request = rights.asked_of(person, of, standing(person, of, at=at), at=at)
    if request is None:
        fail(f"{person.name or address} is asked for nothing that has not come.")
    with refusals_told():
        actions.take_back(request=request, by=administrator(), at=at)
    click.echo(f"{person.name or address} is asked no more, and told by mail.")


def _person(address: str) -> Person:
    person = person_of(address)
    if person is None:
        fail(f"Nobody has the address {address}.")
    return person


def _row(request: PaperRequest, still_open: set[int]) -> dict[str, Any]:
    answer = ""
    if request.issue is not None:
        request.issue.document.group = request.group
        answer = symbol_of_issue(request.issue)
    return {
        "name": str(request.person),
        "topic": request.topic,
        "asked": request.asked_at.date().isoformat(),
        "until": request.last_day.isoformat() if request.last_day else None,
        "open": request.pk in still_open,
        "answer": answer,
    }
