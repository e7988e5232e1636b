"""The letter's prose, sentence by sentence, whatever the lines were broken at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from comitia.circulars.reading.lines import Line, Place, Text
from comitia.papers.folding import Folded, one_line
from comitia.papers.labels import Label, label_of

_STOPS = frozenset("\u3002\uff01\uff1f!?\u061f")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|no|nos|art|sr|sra|srta|m|mme|mlle|st|rev|add|corr|vol|ext|cf|e\.g|i\.e"
    r"|ing|lic|dra|num|nums|r[eé]f|tel|t[eé]l|пп?|г|гг|ст|см|проф|эл|тел|[A-ZА-Я])$",
    re.IGNORECASE,
)
# "Convener: Ana Silva" on a line of its own is a field, not the end of the line above.
_FIELD = re.compile(
    r"[^\W\da-z\u0430-\u044f][^\s:\uff1a]{1,24}(?: [^\s:\uff1a]{1,20}){0,3}[:\uff1a](?:\s|$)"
)
_LONGEST_SENTENCE = 3_000


@dataclass(frozen=True)
class Sentence:
    """A sentence, its place, and the number of the paragraph it is in."""

    text: Text
    start: int
    end: int
    paragraph: int
    label: Label | None = None
    """The label of the paragraph that it begins, if it is the first in it."""

    @cached_property
    def view(self) -> Folded:
        return self.text.fold(self.start, self.end)

    @property
    def folded(self) -> str:
        return self.view.text

    @property
    def place(self) -> Place:
        return self.text.place(self.start, self.end)

    def part(self, start: int, end: int) -> Place:
        """The place behind a span of the folded sentence."""
        return self.text.place(*self.view.span(start, end))

    def words(self, start: int, end: int) -> str:
        """The words behind a span of the folded sentence, on one line."""
        return one_line(self.text.raw[slice(*self.view.span(start, end))])


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, with the label before them if there is one."""

    number: int
    label: Label | None
    lines: tuple[Line, ...]
    start: int

    @property
    def end(self) -> int:
        return self.lines[-1].end


def paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Paragraphs: parted by blank lines, and begun by a label."""
    gathered: list[Line] = []
    label: Label | None = None
    start = 0
    number = 0
    for line in [*lines, None]:
        found = label_of(line.text) if line is not None and not line.blank else None
        if found is not None and not (found.marked or _may_number(found, line, gathered)):
            found = None
        named = line is not None and _FIELD.match(line.text) is not None
        if gathered and (line is None or line.blank or found is not None or named):
            yield Paragraph(number, label, tuple(gathered), start)
            number += 1
            gathered = []
        if line is None or line.blank:
            continue
        if not gathered:
            label = found
            start = line.start + (found.length if found and found.style != "omission" else 0)
        gathered.append(line)


def _may_number(label: Label, line: Line | None, before: Sequence[Line]) -> bool:
    """Whether a bare figure before a capital letter, after a full stop, numbers a paragraph."""
    if line is None or label.style != "number":
        return False
    letter = line.text[label.length : label.length + 1]
    ended = not before or before[-1].text[-1:] in '.:;\u3002\uff1a\uff1b\u00bb\u201d"'
    return ended and (letter.isupper() or not letter.isascii()) and letter.isalpha()


def sentences(text: Text, lines: Sequence[Line]) -> list[Sentence]:
    """The sentences of some lines of prose, in order."""
    found = []
    for paragraph in paragraphs(lines):
        label = paragraph.label
        for start, end in _cut(text.raw, paragraph.start, paragraph.end):
            found.append(Sentence(text, start, end, paragraph.number, label))
            label = None
    return found


def _cut(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    place = start
    while place < end:
        letter = raw[place]
        stop = letter in _STOPS or (letter == "." and _full_stop(raw, first, place, end))
        if stop or place - first >= _LONGEST_SENTENCE:
            if place + 1 < end and raw[place + 1] in '\u201d\u00bb")\uff09':
                place += 1
            yield first, place + 1
            first = place + 1
        place += 1
    if raw[first:end].strip():
        yield first, end


def _full_stop(raw: str, first: int, place: int, end: int) -> bool:
    """Whether a point ends a sentence rather than an abbreviation, a number or a name."""
    following = place + 1
    while following < end and raw[following] in '\u201d\u00bb")':
        following += 1
    if following < end and not raw[following].isspace():
        return False
    while following < end and raw[following].isspace():
        following += 1
    if following < end and raw[following].islower():
        return False
    return not _ABBREVIATED.search(raw[max(first, place - 12) : place])
