"""The text of a circular as lines with places, so that each finding can say where it was."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from comitia.papers.folding import Folded, fold

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def tidy_line_ends(text: str) -> str:
    """`text` with every kind of line end as a line feed. Places are counted in this."""
    return _LINE_ENDS.sub("\n", text)


@dataclass(frozen=True)
class Place:
    """Where something stands: lines from 1, characters from 0, the last ones excluded."""

    line: int
    end_line: int
    start: int
    end: int

    def as_json(self) -> dict[str, int]:
        return {
            "line": self.line,
            "end_line": self.end_line,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its place, its text without blanks at both ends."""

    number: int
    start: int
    end: int
    text: str
    indent: str

    @cached_property
    def folded(self) -> Folded:
        """The stripped line folded, with places in the whole text."""
        return fold(self.text, self.start)

    @property
    def blank(self) -> bool:
        return not self.text


class Text:
    """A circular's text, its lines, and places in it."""

    def __init__(self, raw: str) -> None:
        self.raw = tidy_line_ends(raw)
        lines = []
        starts = []
        place = 0
        for number, content in enumerate(self.raw.split("\n"), 1):
            starts.append(place)
            text = content.strip()
            indent = len(content) - len(content.lstrip())
            start = place + indent if text else place
            lines.append(Line(number, start, start + len(text), text, content[:indent]))
            place += len(content) + 1
        self.lines = tuple(lines)
        self._starts = starts

    def line_of(self, place: int) -> int:
        """The number of the line in which the character at `place` stands."""
        return bisect_right(self._starts, place)

    def place(self, start: int, end: int) -> Place:
        """A place with the blanks at its ends cut off."""
        while start < end and self.raw[start].isspace():
            start += 1
        while end > start and self.raw[end - 1].isspace():
            end -= 1
        return Place(self.line_of(start), self.line_of(max(start, end - 1)), start, end)

    def at(self, place: Place) -> str:
        """What stands there."""
        return self.raw[place.start : place.end]

    def fold(self, start: int, end: int) -> Folded:
        """A stretch folded, line ends and all, with places in the whole text."""
        return fold(self.raw[start:end], start)
