"""Recompute the whole ledger from its entries and say, in words, whatever does not agree."""

import json
from collections.abc import Iterator

from comitia.ledger import proof, tree
from comitia.ledger.checkpoint import BadNote, read_note
from comitia.ledger.keys import ledger_key
from comitia.ledger.models import Checkpoint, Entry, Node


def disagreements() -> Iterator[str]:
    """Each place where entries, nodes and checkpoints contradict one another; nothing if sound."""
    nodes: dict[tuple[int, int], bytes] = {}
    size = 0
    placed = Entry.objects.filter(position__isnull=False).order_by("position")
    for entry in placed.iterator(chunk_size=2000):
        while entry.position is not None and size < entry.position:
            yield f"entry {size} is missing"
            nodes.update(tree.grow(size, [b"\0" * 32], _reader(nodes)))
            size += 1
        leaf = bytes(entry.leaf)
        hashed = tree.leaf_hash(leaf)
        if hashed != bytes(entry.leaf_hash):
            yield f"entry {size} ({entry.kind}) was altered: its text no longer has its hash"
        said = json.loads(leaf)
        if (said["kind"], said["subject"]) != (entry.kind, entry.subject):
            yield f"entry {size} is filed as {entry.kind} but says {said['kind']}"
        nodes.update(tree.grow(size, [hashed], _reader(nodes)))
        size += 1
    stored = {(node.level, node.number): bytes(node.hash) for node in Node.objects.iterator()}
    for level, number in sorted(set(stored) ^ set(nodes)):
        fault = "left over" if (level, number) in stored else "missing"
        yield f"node {number} at level {level} is {fault}"
    wrong = sorted(key for key in set(stored) & set(nodes) if stored[key] != nodes[key])
    for level, number in wrong:
        if level == 0:
            yield f"entry {number} is not the one that was placed there"
    yield from _checkpoints(nodes, size)


def _checkpoints(nodes: dict[tuple[int, int], bytes], size: int) -> Iterator[str]:
    key = ledger_key().public_key()
    read = _reader(nodes)
    earlier: Checkpoint | None = None
    for checkpoint in Checkpoint.objects.order_by("size").iterator():
        what = f"the checkpoint of {checkpoint.size} entries"
        try:
            statement = read_note(checkpoint.note, key)
        except BadNote as error:
            yield f"{what}: {error}"
            continue
        if (statement.size, statement.root) != (checkpoint.size, bytes(checkpoint.root)):
            yield f"{what} is not the one that was signed"
        if statement.size > size:
            yield f"{what} tells of entries that are gone"
        elif tree.root(statement.size, read) != statement.root:
            yield f"{what} does not fit the entries"
        elif earlier is not None and not proof.consistency_holds(
            earlier.size,
            statement.size,
            bytes(earlier.root),
            statement.root,
            proof.consistency(earlier.size, statement.size, read),
        ):
            yield f"{what} does not continue the one of {earlier.size}"
        earlier = checkpoint


def _reader(nodes: dict[tuple[int, int], bytes]) -> tree.ReadNode:
    return lambda level, number: nodes[level, number]
