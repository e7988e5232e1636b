"""`comitia search` and `comitia reindex`: ask the archive, and build its index anew."""

import json
import sys
import time

import click

from comitia.archive import index
from comitia.archive.models import Message
from comitia.archive.rendering.blocks import plain
from comitia.archive.search import Results, search_everything
from comitia.archive.weaving import rethread
from comitia.groups.models import Group


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 500))
@click.option("--newest", is_flag=True, help="Newest first, not best first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def search(words: tuple[str, ...], page: int, newest: bool, as_json: bool) -> None:
    """Search all archives: words, "a phrase", from: subject: entity: group: after: before: -not."""
    found = search_everything(" ".join(words), page=page, newest_first=newest)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        for hit in found.hits:
            message = hit.message
            day = f"{message.received_at:%Y-%m-%d}"
            click.echo(f"{message.group.name} {message.number}  {day}  {message.from_name}")
            click.echo(f"    {message.subject}")
            click.echo(f"    {plain(hit.snippet)}")
        for note in found.notes:
            click.echo(note, err=True)
        click.echo(f"{found.count} found, page {page} of {found.page.count}.", err=True)
    sys.exit(0 if found.count else 1)


@click.command()
@click.option("--threads", is_flag=True, help="Weave all threads anew, too.")
def reindex(threads: bool) -> None:
    """Build the search index anew from the archive; what is there serves meanwhile."""
    if threads:
        for group in Group.objects.order_by("name"):
            click.echo(f"{group.name}: {rethread(group)} threads", err=True)
    begun = time.monotonic()
    with click.progressbar(
        length=Message.objects.count(), label="Indexing", file=sys.stderr
    ) as bar:
        count = index.rebuild(tell=bar.update)
    click.echo(f"{count} messages indexed in {time.monotonic() - begun:.1f} s.")


def _as_json(found: Results) -> dict[str, object]:
    return {
        "count": found.count,
        "page": found.page.number,
        "pages": found.page.count,
        "notes": found.notes,
        "took_ms": round(found.took_ms, 2),
        "hits": [
            {
                "group": hit.message.group.name,
                "number": hit.message.number,
                "message_id": hit.message.message_id,
                "from": hit.message.from_name,
                "subject": hit.message.subject,
                "received_at": hit.message.received_at.isoformat(),
                "snippet": plain(hit.snippet),
            }
            for hit in found.hits
        ],
    }
