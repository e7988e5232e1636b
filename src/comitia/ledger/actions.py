"""Append an entry beside the act it tells of; sequence the waiting entries into the tree.

`append` only writes a row, so that no act waits for another. `sequence` gives rows their places
later, one sequencer at a time; an entry committed late simply comes later in the tree.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.db import connection, transaction

from comitia.jobs.actions import enqueue
from comitia.ledger import tree
from comitia.ledger.actors import Actor
from comitia.ledger.checkpoint import signed_note
from comitia.ledger.keys import ledger_key
from comitia.ledger.models import Checkpoint, Entry, Node

AT_ONCE = 5000
# Any number will do, as long as nothing else of ours takes the same advisory lock.
SEQUENCER_LOCK = 6962


def append(kind: str, subject: str, data: Mapping[str, Any], *, by: Actor, at: datetime) -> Entry:
    """Write an entry in the caller's transaction: it commits or fails with the act itself.

    `kind` is a verb in the past (`member.admitted`), `subject` what it was about
    (`group:t09tsag178`), `data` plain JSON values. A salt keeps a short entry from being guessed
    by its hash.
    """
    leaf = rfc8785.dumps(
        {
            "kind": kind,
            "subject": subject,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": by.entry(),
            "data": dict(data),
            "salt": secrets.token_hex(16),
        }
    )
    entry = Entry.objects.create(
        kind=kind, subject=subject, at=at, leaf=leaf, leaf_hash=tree.leaf_hash(leaf)
    )
    enqueue("ledger.sequence", {}, once="ledger.sequence", at=at)
    return entry


def sequence(*, at: datetime) -> int:
    """Give every committed entry its place, sign a checkpoint; how many were placed.

    Safe to call from anywhere at any time: a second sequencer waits for the first to commit.
    """
    with transaction.atomic():
        _alone()
        waiting = list(Entry.objects.filter(position__isnull=True).order_by("id")[:AT_ONCE])
        if not waiting:
            return 0
        size = Entry.objects.filter(position__isnull=False).count()
        made = tree.grow(size, [bytes(entry.leaf_hash) for entry in waiting], read_node)
        for position, entry in enumerate(waiting, start=size):
            entry.position = position
        Entry.objects.bulk_update(waiting, ["position"], batch_size=500)
        Node.objects.bulk_create(
            [Node(level=level, number=number, hash=hash) for (level, number), hash in made.items()],
            batch_size=1000,
        )
        size += len(waiting)
        root = tree.root(size, read_node)
        note = signed_note(size=size, root=root, key=ledger_key())
        Checkpoint.objects.create(size=size, root=root, at=at, note=note)
        if len(waiting) == AT_ONCE:
            enqueue("ledger.sequence", {}, once="ledger.sequence:more", at=at)
    return len(waiting)


def read_node(level: int, number: int) -> bytes:
    """The hash of a complete subtree, from the database. Raises Node.DoesNotExist."""
    return bytes(Node.objects.values_list("hash", flat=True).get(level=level, number=number))


def _alone() -> None:
    """One sequencer at a time: SQLite's BEGIN IMMEDIATE sees to it, PostgreSQL is asked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
