"""`comitia doctor`: looks for what cannot work and says, for each thing, what to do."""

import json
import sys

import click

from comitia.cli.reconcile import reconcile
from comitia.config.findings import examine

MARKS = {True: "ok  ", False: "BAD "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--reconcile",
    "reconciling",
    is_flag=True,
    help="Instead: whether mail, archive, ledger, index and outbox agree.",
)
@click.option("--mend", "mending", is_flag=True, help="With --reconcile: mend what safely can be.")
def doctor(as_json: bool, reconciling: bool, mending: bool) -> None:
    """Check settings, data folder, database, relay and doors; status 1 if anything is wrong."""
    if mending and not reconciling:
        raise click.UsageError("--mend goes with --reconcile.")
    if reconciling:
        reconcile(as_json=as_json, mending=mending)
    findings = examine()
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.good]}{finding.what}")
            if finding.advice:
                click.echo(f"     {finding.advice}")
    failed = any(not finding.good and finding.serious for finding in findings)
    sys.exit(1 if failed else 0)
