"""Proofs over the tree: that a leaf is in it, and that an earlier tree begins a later one.

Making them needs the nodes; checking them needs only hashes (RFC 9162, sections 2.1.3 and 2.1.4).
"""

from comitia.ledger.tree import EMPTY_ROOT, ReadNode, complete_subtrees, fold, node_hash


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(start: int, end: int, read: ReadNode) -> bytes:
    return fold([read(level, number) for level, number in complete_subtrees(start, end)])


def inclusion(position: int, size: int, read: ReadNode) -> list[bytes]:
    """The hashes that lead from the leaf at `position` to the root of `size` leaves, from below.

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= position < size:
        raise ValueError(f"no leaf {position} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append(_range_root(middle, end, read))
            end = middle
        else:
            path.append(_range_root(start, middle, read))
            start = middle
    path.reverse()
    return path


def consistency(old: int, new: int, read: ReadNode) -> list[bytes]:
    """The hashes that show the tree of `old` leaves to be the beginning of that of `new`.

    Raises ValueError unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"{old} leaves cannot begin {new}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end = 0, new
    whole = True  # The old tree covers `start` from the left edge without a gap.
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, read))
            end = middle
        else:
            path.append(_range_root(start, middle, read))
            start = middle
            whole = False
    if not whole:
        path.append(_range_root(start, end, read))
    path.reverse()
    return path


def inclusion_holds(leaf: bytes, position: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf's hash to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    number, last, here = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            here = node_hash(step, here)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            here = node_hash(here, step)
        number, last = number >> 1, last >> 1
    return last == 0 and here == root


def consistency_holds(
    old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]
) -> bool:
    """Whether `path` shows the old tree to begin the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old_here = new_here = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old_here, new_here = node_hash(step, old_here), node_hash(step, new_here)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new_here = node_hash(new_here, step)
        number, last = number >> 1, last >> 1
    return last == 0 and old_here == old_root and new_here == new_root
