"""`comitia doctor --reconcile`: whether what came in, archive, ledger, index and outbox agree."""

import json
import logging
import sys
from typing import NoReturn

import click

from comitia.base import clock
from comitia.cli.show import administrator
from comitia.reconcile.actions import Report, examine
from comitia.reconcile.check import Found
from comitia.reconcile.checks import CHECKS

MOST_LINES = 20


def reconcile(*, as_json: bool, mending: bool) -> NoReturn:
    """Look at everything, say what does not agree, and end with status 1 if anything is left."""
    # What the log would say is said here.
    logging.getLogger("comitia.reconcile").setLevel(logging.ERROR)
    shows = not as_json and sys.stderr.isatty()

    def tell(name: str) -> None:
        if shows:
            click.echo(f"\r\033[K{name} …", err=True, nl=False)

    report = examine(at=clock.now(), mend_by=administrator() if mending else None, tell=tell)
    if shows:
        click.echo("\r\033[K", err=True, nl=False)
    if as_json:
        click.echo(json.dumps(_facts(report), ensure_ascii=False))
    else:
        _say(report)
    sys.exit(1 if report.number else 0)


def _say(report: Report) -> None:
    for name, number in report.mended.items():
        click.echo(f"{number} mended: {name}")
    for name, found in report.found.items():
        check = CHECKS[name]
        click.echo(f"BAD {name}: {report.numbers[name]}")
        for each in found[:MOST_LINES]:
            click.echo(f"     {check.says % each.values}")
        if report.numbers[name] > MOST_LINES:
            click.echo(f"     … and {report.numbers[name] - MOST_LINES} more")
        click.echo(f"     -> {check.advice}")
    if not report.number:
        rows = max(report.rows.values())
        click.echo(f"ok   Everything agrees: {len(CHECKS)} checks, over up to {rows} rows each.")
    elif any(CHECKS[name].mend for name in report.found):
        click.echo("Mend what can be mended: comitia doctor --reconcile --mend")


def _facts(report: Report) -> dict[str, object]:
    return {
        "findings": report.number,
        "rows": report.rows,
        "mended": report.mended,
        "found": [
            {"check": name, "number": report.numbers[name], **_finding(name, each)}
            for name, found in report.found.items()
            for each in found
        ],
    }


def _finding(name: str, found: Found) -> dict[str, object]:
    check = CHECKS[name]
    return {
        "row": found.row,
        "group": found.group,
        "what": check.says % found.values,
        "values": found.values,
        "advice": check.advice,
        "can_be_mended": check.mend is not None,
    }
