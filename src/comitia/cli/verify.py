"""`comitia verify`: recompute the ledger and say whether anything was altered or dropped."""

import json
import sys

import click

from comitia.ledger import queries
from comitia.ledger.verify import disagreements


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def verify(as_json: bool) -> None:
    """Check every entry, node and checkpoint of the ledger; status 1 if anything disagrees."""
    found = list(disagreements())
    latest = queries.latest_checkpoint()
    size = latest.size if latest else 0
    if as_json:
        click.echo(json.dumps({"size": size, "disagreements": found}, ensure_ascii=False))
    else:
        for line in found:
            click.echo(line)
        if not found:
            click.echo(f"The ledger of {size} entries is whole: nothing altered, nothing dropped.")
    sys.exit(1 if found else 0)
