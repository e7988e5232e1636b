"""`comitia search` and `comitia reindex`: ask the archive, and build its index anew."""

import json
import sys
import time

import click
from django.conf import settings

from comitia.archive import index
from comitia.archive.models import Message
from comitia.archive.rendering.blocks import plain
from comitia.archive.search import MOST_PAGES, Hit, Results, search_everything
from comitia.archive.weaving import rethread
from comitia.base import clock
from comitia.groups.models import Group
from comitia.search.counts import Counts
from comitia.search.find import BEST, NEWEST, OLDEST


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, MOST_PAGES))
@click.option("--order", default=BEST, show_default=True, type=click.Choice([BEST, NEWEST, OLDEST]))
@click.option("--newest", is_flag=True, help="The same as --order newest.")
@click.option("--exact", is_flag=True, help="Leave aside what words are in other languages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with counts.")
def search(
    words: tuple[str, ...], page: int, order: str, newest: bool, exact: bool, as_json: bool
) -> None:
    """Search mail, circulars, resolutions and decisions.

    Words, "a phrase", begin*, OR, -not, ( ), from: to: entity: subject: group: number: thread:
    date: after: before: has: type: in: message-id:
    """
    order = NEWEST if newest else order
    found = search_everything(" ".join(words), at=clock.now(), page=page, order=order, exact=exact)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        for hit in found.hits:
            _show(hit)
        for note in found.notes:
            click.echo(note, err=True)
        for also in found.also:
            others = ", ".join(other for _language, other in also.others)
            click.echo(f"{also.term}, also: {others}", err=True)
        for guess in found.guesses:
            click.echo(f"Did you mean: {guess}", err=True)
        if found.counts:
            _show_counts(found.counts)
        took = f"{found.took_ms:.0f} ms"
        click.echo(f"{found.count} found, page {page} of {found.page.count}, {took}.", err=True)
    sys.exit(0 if found.count else 1)


def _show(hit: Hit) -> None:
    if hit.message is not None:
        message = hit.message
        day = f"{message.received_at:%Y-%m-%d}"
        click.echo(f"{message.group.name} {message.number}  {day}  {message.from_name}")
        click.echo(f"    {message.subject}")
    elif hit.thing is not None:
        click.echo(f"{hit.kind} {hit.thing.number}  {hit.thing.at:%Y-%m-%d}  {hit.thing.by}")
        click.echo(f"    {hit.thing.title}")
        click.echo(f"    {settings.BASE_URL}{hit.thing.path}")
    click.echo(f"    {plain(hit.snippet)}")


def _show_counts(counts: Counts) -> None:
    about = "" if counts.exact else "about "
    for name, rows in (
        ("years", counts.years),
        ("people", counts.persons),
        ("members", counts.entities),
        ("kinds", counts.kinds),
    ):
        if rows:
            said = ", ".join(f"{each} {about}{count}" for each, count in rows)
            click.echo(f"By {name}: {said}", err=True)


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
    click.echo(f"{count} things indexed in {time.monotonic() - begun:.1f} s.")


def _as_json(found: Results) -> dict[str, object]:
    counts = found.counts
    return {
        "count": found.count,
        "page": found.page.number,
        "pages": found.page.count,
        "notes": found.notes,
        "took_ms": round(found.took_ms, 2),
        "also": [
            {
                "term": each.term,
                "others": [{"language": code, "text": text} for code, text in each.others],
            }
            for each in found.also
        ],
        "guesses": found.guesses,
        "facets": counts
        and {
            "exact": counts.exact,
            "years": dict(counts.years),
            "people": dict(counts.persons),
            "members": dict(counts.entities),
            "kinds": dict(counts.kinds),
        },
        "hits": [_hit_as_json(hit) for hit in found.hits],
    }


def _hit_as_json(hit: Hit) -> dict[str, object]:
    said: dict[str, object] = {"kind": hit.kind, "snippet": plain(hit.snippet)}
    if hit.message is not None:
        return said | {
            "group": hit.message.group.name,
            "number": hit.message.number,
            "message_id": hit.message.message_id,
            "from": hit.message.from_name,
            "subject": hit.message.subject,
            "received_at": hit.message.received_at.isoformat(),
        }
    if hit.thing is not None:
        return said | {
            "title": hit.thing.title,
            "number": hit.thing.number,
            "by": hit.thing.by,
            "at": hit.thing.at.isoformat(),
            "language": hit.thing.language,
            "path": hit.thing.path,
        }
    return said
