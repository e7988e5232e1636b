"""The Merkle tree of RFC 6962, section 2.1: pure, over hashes of 32 bytes.

A tree of n leaves is known by its *frontier*: the roots of the complete subtrees that make it up,
largest first, one for each 1 in n written in binary. Adding a leaf touches only the frontier.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

# (level, number) -> hash of the complete subtree of 2**level leaves, number-th from the left.
ReadNode = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees (level, number) that tile leaves `start` to before `end`, in order.

    Each begins at a multiple of its own size and is the largest that fits there.
    """
    while start < end:
        level = (start & -start).bit_length() - 1 if start else (end - start).bit_length() - 1
        while 1 << level > end - start:
            level -= 1
        yield level, start >> level
        start += 1 << level


def fold(hashes: list[bytes]) -> bytes:
    """One root over neighbouring subtrees, the smaller always to the right (RFC 6962 MTH)."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def root(size: int, read: ReadNode) -> bytes:
    """The root of the first `size` leaves."""
    return fold([read(level, number) for level, number in complete_subtrees(0, size)])


def grow(size: int, leaves: list[bytes], read: ReadNode) -> dict[tuple[int, int], bytes]:
    """The nodes that become complete when `leaves` (their hashes) are added to `size` leaves."""
    made: dict[tuple[int, int], bytes] = {}

    def known(level: int, number: int) -> bytes:
        return made.get((level, number)) or read(level, number)

    for position, leaf in enumerate(leaves, start=size):
        made[0, position] = leaf
        level, number = 0, position
        while number & 1:
            parent = node_hash(known(level, number - 1), made[level, number])
            level, number = level + 1, number >> 1
            made[level, number] = parent
    return made
