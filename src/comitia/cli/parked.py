"""`comitia parked`: what could not be done, why, and another try."""

import json
import logging
import sys

import click

from comitia.base import clock
from comitia.jobs import actions, queries

log = logging.getLogger(__name__)


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def parked(ctx: click.Context, as_json: bool) -> None:
    """List what is parked with its reason; status 1 if there is anything."""
    if ctx.invoked_subcommand:
        return
    rows = list(queries.parked())
    for job in rows:
        if as_json:
            fact = {
                "id": job.id,
                "kind": job.kind,
                "payload": job.payload,
                "reason": job.reason,
                "parked_at": job.run_at.isoformat(),
            }
            click.echo(json.dumps(fact, ensure_ascii=False))
        else:
            click.echo(f"{job.id}  {job.kind}  {job.run_at:%Y-%m-%d %H:%M} UTC  {job.reason}")
    if not rows and not as_json:
        click.echo("Nothing is parked.")
    sys.exit(1 if rows else 0)


@parked.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Retry all that is parked.")
def retry(ids: tuple[int, ...], everything: bool) -> None:
    """Try parked jobs again, by their numbers or all of them."""
    if bool(ids) == everything:
        raise click.UsageError("Name the jobs by their numbers, or say --all.")
    number = actions.retry(None if everything else ids, at=clock.now())
    click.echo(f"{number} will be tried again.")
    sys.exit(0 if number else 1)


@parked.command()
@click.argument("id", type=int)
@click.option("--reason", required=True, help="Why it may be forgotten; goes to the log.")
def drop(id: int, reason: str) -> None:
    """Forget one parked job for good."""
    if not actions.drop(id):
        click.echo(f"No parked job has the number {id}.", err=True)
        sys.exit(1)
    log.warning("parked job %s dropped: %s", id, reason)
    click.echo(f"Dropped {id}.")
