"""Quotation marks of six languages: which of them pair, and which never close."""

from collections.abc import Sequence
from dataclasses import dataclass

_CLOSES = {
    "\u201c": "\u201d",
    "\u00ab": "\u00bb",
    "\u201e": "\u201c\u201d",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
}
_CLOSERS = frozenset("\u201d\u00bb\u300d\u300f")
OPENERS = frozenset(_CLOSES) | {'"'}


@dataclass(frozen=True)
class Pair:
    """A quotation, its marks included."""

    start: int
    end: int
    straight: bool


@dataclass(frozen=True)
class Pairing:
    """The quotations of a text, and the marks that have no partner."""

    pairs: Sequence[Pair]
    unclosed: Sequence[int]
    unopened: Sequence[int]

    def around(self, place: int) -> Pair | None:
        """The quotation that holds the character at `place`, not at its opening mark."""
        for pair in self.pairs:
            if pair.start < place < pair.end:
                return pair
        return None


def pair_quotes(raw: str, start: int, end: int) -> Pairing:
    """Pair the marks between two places. A mark opens the nearest quotation that it can close."""
    pairs: list[Pair] = []
    unopened: list[int] = []
    waiting: list[tuple[int, str]] = []
    for place in range(start, end):
        mark = raw[place]
        if mark == '"':
            if waiting and waiting[-1][1] == mark:
                pairs.append(Pair(waiting.pop()[0], place + 1, straight=True))
            else:
                waiting.append((place, mark))
            continue
        if mark not in _CLOSES and mark not in _CLOSERS:
            continue
        partner = next(
            (
                index
                for index in range(len(waiting) - 1, max(-1, len(waiting) - 6), -1)
                if mark in _CLOSES.get(waiting[index][1], "")
            ),
            None,
        )
        if partner is not None:
            opened = waiting[partner][0]
            if waiting[partner][1] != "\u201e" or mark == "\u201d" or mark == "\u201c":
                del waiting[partner]
                pairs.append(Pair(opened, place + 1, straight=False))
                continue
        if mark in _CLOSES:
            waiting.append((place, mark))
        else:
            unopened.append(place)
    pairs.sort(key=lambda pair: pair.start)
    return Pairing(pairs, [place for place, _ in waiting], unopened)
