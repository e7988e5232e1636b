"""`comitia document`: the register of a group, from the command line."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.bodies.models import Meeting
from comitia.cli.document_asking import ask, asked, take_back
from comitia.cli.document_files import SERIES, document_or_fail, export, read_again
from comitia.cli.show import administrator, fail, group_or_fail, refusals_told, rows
from comitia.documents import access, actions, certificate, coverlines, covers, queries, texts
from comitia.documents.advising import advice_on, advice_said
from comitia.documents.certificate import certificate_of
from comitia.documents.cover import Cover
from comitia.documents.filing import Given
from comitia.documents.kinds import kind_of
from comitia.documents.models import Holiday, Issue
from comitia.documents.notices import defects_said
from comitia.documents.rules import STATES
from comitia.documents.symbols import path_of_issue
from comitia.groups.models import Group
from comitia.ledger.keys import ledger_key
from comitia.people.access import Hidden, Refused
from comitia.people.actors import By
from comitia.people.queries import entity_named, person_of

MOST_SHOWN = 1_000


@click.group()
def document() -> None:
    """Look at a group's documents, submit, number, post and withdraw them."""


for each in (ask, asked, export, read_again, take_back):
    document.add_command(each)


@document.command("list")
@click.argument("group")
@click.option("--series", type=SERIES, default=None)
@click.option("--state", type=click.Choice(STATES), multiple=True, help="May be repeated.")
@click.option("--source", default="", help="Only from this member.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None)
@click.option("--words", default="", help="Only with these in title, abstract or source.")
@click.option("--late", is_flag=True, help="Only what came late.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_documents(
    group: str,
    series: str | None,
    state: tuple[str, ...],
    source: str,
    language: str | None,
    words: str,
    late: bool,
    as_json: bool,
) -> None:
    """The documents of GROUP, by their symbols; the first thousand."""
    entity = entity_named(source) if source else None
    if source and entity is None:
        fail(f"No member is called {source!r}.")
    wanted = queries.Filter(
        series=(series or "").upper(),
        states=state,
        source=entity.pk if entity else None,
        language=language or "",
        words=words,
        late=late,
        order="symbol",
        descending=False,
    )
    found = queries.listing(access.whole(group_or_fail(group)), wanted, per_page=MOST_SHOWN)
    rows([_line(each) for each in found.lines], as_json=as_json, empty="No document is so.")
    if found.total > MOST_SHOWN:
        click.echo(f"{found.total - MOST_SHOWN} more are not shown.", err=True)


def _line(line: queries.Line) -> dict[str, Any]:
    document = line.document
    return {
        "symbol": line.symbol if document.number else line.path,
        "state": document.state,
        "title": document.title,
        "source": document.source_line,
        "languages": document.language_codes,
        "received": _instant(document.received_at),
        "posted": _instant(document.posted_at),
        "late": document.is_late,
        "information": line.is_information,
    }


@document.command()
@click.argument("group")
@click.argument("symbol")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--text", is_flag=True, help="What its original says, and nothing else.")
def show(group: str, symbol: str, as_json: bool, text: bool) -> None:
    """What the register knows of SYMBOL (C12, TD3-Rev1, in-7): issues, files, steps, verdicts."""
    sight = access.whole(group_or_fail(group))
    if text:
        issue = _issue(sight.group, symbol)
        version = issue.versions.filter(is_original=True).select_related("file").first()
        click.echo(texts.plain_of(version.file) if version else "")
        return
    found = document_or_fail(sight.group, symbol)
    shown = queries.shown(found, sight, at=clock.now())
    told = {
        "symbol": shown.symbol,
        "title": found.title,
        "state": found.state,
        "asked": shown.request.topic if shown.request else None,
        "issues": [_told(each) for each in shown.issues],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{shown.symbol}  {found.title}  ({found.state})")
    for issue_shown in shown.issues:
        click.echo(f"\n{issue_shown.symbol}  {issue_shown.issue.state}")
        for version in issue_shown.versions:
            click.echo(f"  {version.language}  {version.file.sha256}  {version.name}")
        for step in issue_shown.steps:
            rule = f"  [{step.rule}]" if step.rule else ""
            reason = f"  {step.reason}" if step.reason else ""
            click.echo(f"  {_instant(step.at)}  {step.event}  {step.by.get('name')}{rule}{reason}")
        for verdict in issue_shown.verdicts:
            click.echo(f"  {verdict.about}: {verdict.judged}  {verdict.last_day}  {verdict.rule}")
        for each in advice_said(issue_shown.advice):
            click.echo(f"  {each}")


def _told(shown: queries.ShownIssue) -> dict[str, Any]:
    return {
        "symbol": shown.symbol,
        "path": shown.path,
        "state": shown.issue.state,
        "received": _instant(shown.issue.received_at),
        "posted": _instant(shown.issue.posted_at),
        "sources": [str(each) for each in shown.sources],
        "files": [
            {
                "name": each.name,
                "language": each.language,
                "original": each.is_original,
                "sha256": each.file.sha256,
                "size_bytes": each.file.size_bytes,
            }
            for each in shown.versions
        ],
        "steps": [
            {
                "event": each.event,
                "at": _instant(each.at),
                "by": each.by.get("name"),
                "rule": each.rule,
                "reason": each.reason,
            }
            for each in shown.steps
        ],
        "verdicts": [
            {"about": each.about, "judged": each.judged, "rule": each.rule}
            for each in shown.verdicts
        ],
    }


@document.command()
@click.argument("group")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--for", "address", default="", help="The person who submits it, by address.")
@click.option("--series", type=SERIES, default="C", show_default=True)
@click.option("--title", default="", help="Else as its cover says.")
@click.option("--source", "sources", multiple=True, help="A member it comes from; may be repeated.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Of the original.")
@click.option("--meeting", default="", help="The month or day of the meeting, as 2012-01.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def submit(
    group: str,
    files: tuple[Path, ...],
    address: str,
    series: str,
    title: str,
    sources: tuple[str, ...],
    language: str | None,
    meeting: str,
    as_json: bool,
) -> None:
    """Submit FILE (several: its language versions) as a document of GROUP.

    Status 1 where it could not be given a number at once; it then says what is missing.
    """
    of = group_or_fail(group)
    by: By = administrator()
    if address:
        person = person_of(address)
        if person is None:
            fail(f"Nobody has the address {address}.")
        by = person
    given, said = _read(files)
    if len(given) == 1 and language:
        given = [replace(given[0], language=language)]
    entities = [
        entity_named(name) for name in sources or coverlines.split_names(said.get("source"))
    ]
    unknown = [name for name, entity in zip(sources, entities, strict=False) if entity is None]
    if unknown:
        fail(f"No member is called {unknown[0]!r}.")
    cover = Cover(
        title=title or said.get("title") or said.get("guessed_title"),
        sources=[entity for entity in entities if entity is not None],
        source_text="" if any(entities) else said.get("source"),
        abstract=said.get("abstract"),
        question=said.get("question"),
        purpose=said.get("purpose"),
        language=language or said.language or given[0].language,
    )
    with refusals_told():
        issue = actions.submit(
            group=of,
            series=series.upper(),
            files=given,
            cover=cover,
            by=by,
            at=clock.now(),
            meeting=_meeting(of, meeting) if meeting else None,
            facts=actions.Facts(origin={"door": "command"}),
        )
    _said(issue, as_json=as_json)
    for each in advice_said(advice_on(issue)):
        click.echo(each, err=True)
    if issue.defects:
        fail(" ".join(defects_said(issue.defects)))


def _read(files: Sequence[Path]) -> tuple[list[Given], coverlines.Said]:
    """The files with the language of each, and what their covers say."""
    given, said = [], coverlines.Said()
    for path in files:
        data = path.read_bytes()
        kind = kind_of(data, path.name).name
        found = texts.read(data, kind) if kind else texts.Read()
        cover = covers.read_sheet(found.paper) if found.paper else coverlines.Said()
        language = covers.language_of(found.paper, found.plain) if found.paper else ""
        given.append(Given(path.name, data, language or cover.language, found))
        said = said.over(cover)
    return given, said


def _meeting(group: Group, text: str) -> Meeting:
    what, year, month, _ = coverlines.meeting_meant(text)
    found = (
        queries.meetings(group).filter(planned_month=date(year, month, 1)).first()
        if what == "day"
        else None
    )
    if found is None:
        fail(f"{group.parent} has no meeting {text!r}.")
    return found


@document.command()
@click.argument("group")
@click.argument("symbol")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def number(group: str, symbol: str, as_json: bool) -> None:
    """Give the submission SYMBOL (as in-7.9) of GROUP its number."""
    with refusals_told():
        issue = actions.number(
            issue=_issue(group_or_fail(group), symbol), by=administrator(), at=clock.now()
        )
    _said(issue, as_json=as_json)


@document.command()
@click.argument("group")
@click.argument("symbol")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def post(group: str, symbol: str, as_json: bool) -> None:
    """Post SYMBOL, so that the members of GROUP can read it and are told."""
    with refusals_told():
        issue = actions.post(
            issue=_issue(group_or_fail(group), symbol), by=administrator(), at=clock.now()
        )
    _said(issue, as_json=as_json)


@document.command()
@click.argument("group")
@click.argument("symbol")
@click.option("--reason", required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def withdraw(group: str, symbol: str, reason: str, as_json: bool) -> None:
    """Enter that SYMBOL was withdrawn by its author; its number stays taken."""
    with refusals_told():
        issue = actions.withdraw(
            issue=_issue(group_or_fail(group), symbol),
            reason=reason,
            by=administrator(),
            at=clock.now(),
        )
    _said(issue, as_json=as_json)


@document.command("certificate")
@click.argument("group")
@click.argument("symbol")
@click.option("--json", "as_json", is_flag=True, help="Complete, so that it can be checked.")
def show_certificate(group: str, symbol: str, as_json: bool) -> None:
    """When SYMBOL came and could be read, by which rule it was in time, and what proves it."""
    made = certificate_of(_issue(group_or_fail(group), symbol), at=clock.now())
    if as_json:
        click.echo(json.dumps(certificate.as_json(made), ensure_ascii=False))
    else:
        click.echo(certificate.as_text(made), nl=False)


@document.command()
@click.argument("file", type=click.File("rb"))
def check(file: Any) -> None:
    """Check a certificate (JSON) against the ledger's key; status 1 where it does not hold."""
    try:
        certificate.check(json.loads(file.read()), ledger_key().public_key())
    except (ValueError, certificate.DoesNotHold) as why:
        fail(f"The certificate does not hold: {why}.")
    click.echo("The certificate holds.")


@document.command()
@click.argument("day", required=False)
@click.option("--name", default="", help="What is kept on that day.")
@click.option("--remove", is_flag=True, help="It is none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def holiday(day: str | None, name: str, remove: bool, as_json: bool) -> None:
    """The days on which offices are closed, for deadlines; enter DAY (as 2012-01-02)."""
    if day is not None:
        try:
            when = date.fromisoformat(day)
        except ValueError:
            raise click.UsageError(f"{day!r} is not a day as 2012-01-02.") from None
        if remove:
            if not actions.remove_holiday(day=when, by=administrator(), at=clock.now()):
                fail(f"{day} is no holiday.")
        else:
            actions.set_holiday(day=when, name=name, by=administrator(), at=clock.now())
    found = [{"day": each.day.isoformat(), "name": each.name} for each in Holiday.objects.all()]
    rows(found, as_json=as_json, empty="None is entered.")


def _issue(group: Group, symbol: str) -> Issue:
    try:
        return access.issue_in(access.whole(group), symbol)
    except (Hidden, Refused):
        fail(f"{group.name} has no document {symbol}.")


def _said(issue: Issue, *, as_json: bool) -> None:
    told = {
        "symbol": str(issue) if issue.numbered_at else path_of_issue(issue),
        "state": issue.state,
        "title": issue.title,
        "defects": issue.defects,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{told['symbol']}: {issue.state}")


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
