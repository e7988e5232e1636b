"""What two sequences have in common, in order: of paragraphs, of rows, of words.

What stands once in both is matched first (the longest rising row of it, as in patience sorting),
then what is between; where nothing stands once, the fewest steps from one to the other are looked
for (Myers, 1986), as far as a bound. So the time stays near the length, whatever is compared; at
worst less is found in common than there is.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

_MOST_STEPS = 128
_FEW_STEPS = 8
_MOST_DEPTH = 24


class Match(NamedTuple):
    """`length` items alike, from `old` in the one and `new` in the other."""

    old: int
    new: int
    length: int


def matching(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """What the two have in common, both in order; matches beside each other are one."""
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(each, len(numbers)) for each in old]
    b = [numbers.setdefault(each, len(numbers)) for each in new]
    found: list[Match] = []
    waiting = [(0, len(a), 0, len(b), 0)]
    while waiting:
        start_a, end_a, start_b, end_b, depth = waiting.pop()
        while start_a < end_a and start_b < end_b and a[start_a] == b[start_b]:
            found.append(Match(start_a, start_b, 1))
            start_a, start_b = start_a + 1, start_b + 1
        while start_a < end_a and start_b < end_b and a[end_a - 1] == b[end_b - 1]:
            end_a, end_b = end_a - 1, end_b - 1
            found.append(Match(end_a, end_b, 1))
        if start_a == end_a or start_b == end_b or depth > _MOST_DEPTH:
            continue
        one, other = a[start_a:end_a], b[start_b:end_b]
        pairs = _fewest_steps(one, other, _FEW_STEPS)
        if pairs is None:
            anchors = _once_in_both(one, other)
            if not anchors:
                pairs = _fewest_steps(one, other, _MOST_STEPS) or []
            else:
                ends = [*anchors, (len(one), len(other))]
                before = (0, 0)
                for i, j in ends:
                    waiting.append(
                        (
                            start_a + before[0],
                            start_a + i,
                            start_b + before[1],
                            start_b + j,
                            depth + 1,
                        )
                    )
                    before = (i + 1, j + 1)
                pairs = anchors
        found += [Match(start_a + i, start_b + j, 1) for i, j in pairs]
    return _together(sorted(found))


def _together(found: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for each in found:
        if joined:
            last = joined[-1]
            if each.old == last.old + last.length and each.new == last.new + last.length:
                joined[-1] = Match(last.old, last.new, last.length + each.length)
                continue
        joined.append(each)
    return joined


def _once_in_both(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Places of what each has once, in the longest row that rises in both."""
    once_a, once_b = Counter(a), Counter(b)
    places = {each: j for j, each in enumerate(b) if once_b[each] == 1 and once_a[each] == 1}
    candidates = [(i, places[each]) for i, each in enumerate(a) if each in places]
    ends: list[int] = []
    at: list[int] = []
    before = [-1] * len(candidates)
    for number, (_, j) in enumerate(candidates):
        rank = bisect_left(ends, j)
        if rank:
            before[number] = at[rank - 1]
        if rank == len(ends):
            ends.append(j)
            at.append(number)
        else:
            ends[rank], at[rank] = j, number
    row: list[tuple[int, int]] = []
    number = at[-1] if at else -1
    while number >= 0:
        row.append(candidates[number])
        number = before[number]
    return row[::-1]


def _fewest_steps(a: list[int], b: list[int], most: int) -> list[tuple[int, int]] | None:
    """Pairs of places alike by the fewest steps; None where those are more than `most`."""
    size_a, size_b = len(a), len(b)
    if abs(size_a - size_b) > most:
        return None
    furthest = {1: 0}
    history: list[dict[int, int]] = []
    for steps in range(most + 1):
        history.append(dict(furthest))
        for k in range(-steps, steps + 1, 2):
            if k == -steps or (k != steps and furthest[k - 1] < furthest[k + 1]):
                x = furthest[k + 1]
            else:
                x = furthest[k - 1] + 1
            y = x - k
            while x < size_a and y < size_b and a[x] == b[y]:
                x, y = x + 1, y + 1
            furthest[k] = x
            if x >= size_a and y >= size_b:
                return _way_back(history, size_a, size_b)
    return None


def _way_back(history: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for steps in range(len(history) - 1, -1, -1):
        furthest = history[steps]
        k = x - y
        if k == -steps or (k != steps and furthest[k - 1] < furthest[k + 1]):
            k_before = k + 1
        else:
            k_before = k - 1
        x_before = furthest[k_before]
        y_before = x_before - k_before
        while x > x_before and y > y_before:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = x_before, y_before
    return pairs[::-1]
