"""The ledger: what it proves, entries about a group, proofs, and tiles for programs."""

import base64

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.base import clock
from comitia.groups.access import group_for
from comitia.ledger import queries, tiles
from comitia.ledger.checkpoint import verifier
from comitia.ledger.keys import ledger_key
from comitia.ledger.models import Entry
from comitia.people.access import Hidden
from comitia.web.door import asker

SHOWN = 100


def ledger(request: HttpRequest) -> HttpResponse:
    """What the ledger is, and its newest signed statement."""
    context = {
        "checkpoint": queries.latest_checkpoint(),
        "key": verifier(ledger_key().public_key()),
    }
    return render(request, "ledger/ledger.html", context)


def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed statement, as C2SP's programs read it."""
    latest = queries.latest_checkpoint()
    if latest is None:
        raise Http404
    return HttpResponse(latest.note, content_type="text/plain; charset=utf-8")


def tile(request: HttpRequest, tile: str) -> HttpResponse:
    """Hashes of the tree. A full tile never changes."""
    found = tiles.tile(tile)
    if found is None:
        raise Http404
    response = HttpResponse(found, content_type="application/octet-stream")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def about(request: HttpRequest, subject: str) -> HttpResponse:
    """Entries about a group: kind, time and place. Who and what stay in the entry."""
    kind, _, name = subject.partition(":")
    if kind != "group":
        raise Hidden(subject)
    group = group_for(asker(request), name, at=clock.now())
    entries = queries.entries_about(subject)[:SHOWN]
    return render(request, "ledger/about.html", {"group": group, "entries": entries})


def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """An entry's place in the tree and the hashes that prove it."""
    found = Entry.objects.filter(pk=entry_id, position__isnull=False).first()
    latest = queries.latest_checkpoint()
    if found is None or latest is None or not found.subject.startswith("group:"):
        raise Hidden(str(entry_id))
    group = group_for(asker(request), found.subject.partition(":")[2], at=clock.now())
    path = queries.inclusion_proof(found, latest.size)
    context = {
        "group": group,
        "entry": found,
        "hash": base64.b64encode(bytes(found.leaf_hash)).decode(),
        "checkpoint": latest,
        "root": base64.b64encode(bytes(latest.root)).decode(),
        "path": [base64.b64encode(each).decode() for each in path],
    }
    return render(request, "ledger/entry.html", context)
