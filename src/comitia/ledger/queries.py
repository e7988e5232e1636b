"""Reads of the ledger that pages, commands and auditors share."""

import json
from typing import Any

from django.db.models import QuerySet

from comitia.ledger import proof
from comitia.ledger.actions import read_node
from comitia.ledger.models import Checkpoint, Entry


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed statement, or None before the first entry is placed."""
    return Checkpoint.objects.order_by("-size").first()


def entries_about(subject: str) -> QuerySet[Entry]:
    """Entries on one subject, newest first."""
    return Entry.objects.filter(subject=subject).order_by("-at", "-id")


def content(entry: Entry) -> dict[str, Any]:
    """What an entry says: kind, subject, at, by, data, salt."""
    read: dict[str, Any] = json.loads(bytes(entry.leaf))
    return read


def inclusion_proof(entry: Entry, size: int) -> list[bytes]:
    """The path from a placed entry to the root of `size`. Raises ValueError where it is not in."""
    if entry.position is None:
        raise ValueError("the entry waits for its place")
    return proof.inclusion(entry.position, size, read_node)


def consistency_proof(old: int, new: int) -> list[bytes]:
    """The path that shows the ledger of `old` entries to begin that of `new`. Raises ValueError."""
    return proof.consistency(old, new, read_node)
