"""Which of the paragraphs taken out and put in are one that was edited: by the words they share."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from comitia.documents.redline.words import is_word, pieces, weight

# All pairs are tried up to so many; above it only those that share a word that is rare.
_MOST_PAIRS_TRIED = 600
_RARE = 12
_RARE_WORDS_ASKED = 12
_MOST_CANDIDATES = 4


class Bag:
    """The words of a text and how often it has each; of Chinese, pairs of characters."""

    __slots__ = ("size", "words")

    def __init__(self, text: str) -> None:
        held = [each.casefold() for each in pieces(text) if is_word(each)]
        paired = [
            each + held[number + 1]
            if len(each) == 1 and not each.isascii() and number + 1 < len(held)
            else each
            for number, each in enumerate(held)
        ]
        self.words = Counter(paired)
        self.size = sum(weight(word) * count for word, count in self.words.items())

    def likeness(self, other: "Bag") -> float:
        """How much of both is shared, from 0 to 1. Two without a word are not alike."""
        if not self.size or not other.size:
            return 0.0
        if 2 * min(self.size, other.size) < 0.4 * (self.size + other.size):
            return 0.0
        few, many = sorted((self.words, other.words), key=len)
        shared = sum(
            weight(word) * min(count, many[word]) for word, count in few.items() if word in many
        )
        return 2 * shared / (self.size + other.size)


class Pair(NamedTuple):
    old: int
    new: int
    likeness: float


def alike(
    old: Sequence[Bag], new: Sequence[Bag], *, least: float, may: Callable[[int, int], bool]
) -> list[Pair]:
    """The pairs that are at least so much alike and that `may` admits. In order of the old."""
    found = []
    for i, j in _candidates(old, new):
        if may(i, j) and (likeness := old[i].likeness(new[j])) >= least:
            found.append(Pair(i, j, likeness))
    return found


def _candidates(old: Sequence[Bag], new: Sequence[Bag]) -> Iterator[tuple[int, int]]:
    if len(old) * len(new) <= _MOST_PAIRS_TRIED:
        for i in range(len(old)):
            for j in range(len(new)):
                yield i, j
        return
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(new):
        for word in bag.words:
            holders[word].append(j)
    for i, bag in enumerate(old):
        rare = sorted(
            (word for word in bag.words if 0 < len(holders.get(word, ())) <= _RARE),
            key=lambda word: len(holders[word]),
        )
        votes = Counter(j for word in rare[:_RARE_WORDS_ASKED] for j in holders[word])
        for j, _ in votes.most_common(_MOST_CANDIDATES):
            yield i, j


def in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """Those of the pairs that stand in order on both sides and are together most alike."""
    # Rows by the place of the new at which they end, only those that are more alike than any
    # that ends earlier: where, how much, and their last pair among `links`.
    ends: list[int] = []
    sums: list[float] = []
    lasts: list[int] = []
    links: list[tuple[Pair, int]] = []
    for pair in sorted(pairs, key=lambda pair: (pair.old, -pair.new)):
        place = bisect_left(ends, pair.new)
        total = pair.likeness + (sums[place - 1] if place else 0.0)
        if place < len(ends) and ends[place] == pair.new and sums[place] >= total:
            continue
        links.append((pair, lasts[place - 1] if place else -1))
        beaten = place
        while beaten < len(ends) and sums[beaten] <= total:
            beaten += 1
        ends[place:beaten] = [pair.new]
        sums[place:beaten] = [total]
        lasts[place:beaten] = [len(links) - 1]
    chosen: list[Pair] = []
    link = lasts[-1] if lasts else -1
    while link >= 0:
        pair, link = links[link]
        chosen.append(pair)
    return chosen[::-1]


def best_each(pairs: Sequence[Pair]) -> list[Pair]:
    """Of the pairs, the most alike first, each side in one only; where they stand is all one."""
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    chosen = []
    for pair in sorted(pairs, key=lambda pair: (-pair.likeness, pair.old, pair.new)):
        if pair.old not in taken_old and pair.new not in taken_new:
            taken_old.add(pair.old)
            taken_new.add(pair.new)
            chosen.append(pair)
    return chosen
