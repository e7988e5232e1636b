"""The circular's text as lines, with what was found in it marked. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A run of letters of one line, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True)
class SourceLine:
    """A line of the text by its number, from 1."""

    number: int
    pieces: tuple[Piece, ...]


def marked_lines(text: str, spans: Iterable[tuple[int, int]]) -> list[SourceLine]:
    """The lines of `text`, with the letters within `spans` [start, end) marked.

    Spans may overlap, reach over lines, and lie outside the text.
    """
    merged = _merged((max(0, start), min(end, len(text))) for start, end in spans)
    lines = []
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        lines.append(SourceLine(number, tuple(_pieces(line, begin, merged))))
        begin += len(line) + 1
    return lines


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(line: str, begin: int, merged: list[tuple[int, int]]) -> Iterable[Piece]:
    place = 0
    for start, end in merged:
        first, last = max(start - begin, 0), min(end - begin, len(line))
        if first >= last:
            continue
        if first > place:
            yield Piece(line[place:first], False)
        yield Piece(line[first:last], True)
        place = last
    if place < len(line) or not line:
        yield Piece(line[place:], False)
