"""Reads of the ledger that pages, commands and auditors share."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from comitia.ledger import proof
from comitia.ledger.actions import read_node
from comitia.ledger.models import Checkpoint, Entry

# Those who follow the ledger read so many entries at once.
MOST_TOLD = 2_000


@dataclass(frozen=True)
class Told:
    """That something was done: where in the tree it stands, what, and about what."""

    position: int
    kind: str
    subject: str


def told_since(position: int) -> list[Told]:
    """What the tree holds from a position on, in order, some of it: for those who follow it."""
    placed = Entry.objects.filter(position__gte=position).order_by("position")
    rows = placed.values_list("position", "kind", "subject")[:MOST_TOLD]
    return [Told(at, kind, subject) for at, kind, subject in rows if at is not None]


def told_until() -> int:
    """The position that the next entry of the tree will have."""
    last = Entry.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


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
