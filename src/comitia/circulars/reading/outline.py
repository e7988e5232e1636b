"""The large parts of a circular: what stands before the salutation, the letter, its close, its
annexes. Everything else looks only into the part where its finding can be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comitia.circulars.reading.lines import Line, Text
from comitia.papers.terms import Terms, Words

_FURNITURE = re.compile(
    r"-? ?\d{1,3} ?-|- ?\d{1,3}|page ?\d{1,3}(?: ?(?:/|of|de|sur|из) ?\d{1,3})?|第?\d{1,3}页"
)
_LONGEST_FRONT_LINES = 120
_LONGEST_HEADER = 160
_NUMBERED = re.compile(r"1(?:[.)]|\b) ?(?=\S)")


@dataclass(frozen=True)
class AnnexPart:
    """An annex as found: its number as written, its header line and its lines."""

    number: str
    header: Line | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Outline:
    """The lines of each large part, blank ones among them, page numbers left out."""

    front: tuple[Line, ...]
    salutation: Line | None
    body: tuple[Line, ...]
    closing: Line | None
    close: tuple[Line, ...]
    annexes: tuple[AnnexPart, ...]


def begins(words: Words, line: Line) -> bool:
    """Whether the line's first words are one of these."""
    return words.at(line.folded.text, 0) is not None


def _is_furniture(line: Line) -> bool:
    return len(line.text) < 20 and _FURNITURE.fullmatch(line.folded.text) is not None


def resolution_pattern(terms: Terms) -> re.Pattern[str]:
    """A resolution's number and what stands in brackets after it, in folded text."""
    if terms.language == "zh":
        return re.compile(r"第?(?P<number>\d{1,4})号决议(?:\((?P<paren>[^()]{0,80})\))?")
    word = {
        "en": "resolution",
        "fr": "resolution",
        "es": "resolucion",
        "ru": "резолюци[а-я]{1,2}",
        "ar": "(?<![\u0621-\u064a])[\u0648\u0641\u0628\u0643\u0644]{0,2}(?:ال|ل)?قرار",
    }[terms.language]
    return re.compile(
        rf"{word} (?:no\.? |n° ?|num\. |رقم )?(?P<number>\d{{1,4}})"
        r"(?![/\d])(?: ?\((?P<paren>[^()]{0,80})\))?"
    )


def is_resolution_header(line: Line, pattern: re.Pattern[str]) -> bool:
    """Whether a line is the head of a resolution, not prose that begins by citing one."""
    if len(line.text) > _LONGEST_HEADER:
        return False
    found = pattern.match(line.folded.text)
    if not found:
        return False
    rest = line.folded.text[found.end() :].strip()
    return not rest or rest[0] in "-:(\u2013"


class _Annexes:
    def __init__(self, terms: Terms) -> None:
        self._header = terms.word("annex", "header")
        self._to_circular = terms.word("annex", "to_circular")

    def number(self, line: Line) -> str | None:
        """The number of the annex that this line heads ("" for the only one); None if none."""
        if line.blank or len(line.text) > _LONGEST_HEADER:
            return None
        text = line.folded.text
        term = self._header.at(text, 0)
        if term is None:
            return None
        found = _ANNEX_NUMBER.match(text, term.end)
        number = (found["number"] or "") if found else ""
        rest = text[found.end() if found else term.end :].strip()
        if not rest:
            return number.upper()
        if rest[0] == "(" and (self._to_circular.find(rest) or "174" in rest or rest[-1] == ")"):
            return number.upper()
        if number and rest[0] in "-\u00b7" and len(rest) > 2:
            return number.upper()
        if number and rest[0] == ":" and len(rest) > 3:
            return number.upper()
        if self._to_circular.at(rest, 0):
            return number.upper()
        return None


_ANNEX_NUMBER = re.compile(r" ?(?P<number>\d{1,2}|[a-z](?![a-z])|[ivx]{1,4}(?![a-z])|)")


def outline(text: Text, terms: Terms) -> Outline:
    """Cut a circular into its large parts."""
    lines = [line for line in text.lines if not _is_furniture(line)]
    salutation = _salutation(lines, terms)
    after_front = salutation + 1 if salutation is not None else _end_of_front(lines, terms)
    heads = _annex_heads(lines, after_front, terms)
    end = heads[0][0] if heads else len(lines)
    closing = _closing(lines, after_front, end, terms)
    body_end = closing if closing is not None else end
    close: tuple[Line, ...] = tuple(lines[closing + 1 : end]) if closing is not None else ()
    if closing is None:
        body_end = _signature(lines, after_front, end, terms)
        close = tuple(lines[body_end:end])
    annexes = []
    for place, (index, number) in enumerate(heads):
        stop = heads[place + 1][0] if place + 1 < len(heads) else len(lines)
        header = lines[index] if number is not None else None
        first = index + 1 if number is not None else index
        annexes.append(AnnexPart(number or "", header, tuple(lines[first:stop])))
    return Outline(
        front=tuple(lines[: salutation if salutation is not None else after_front]),
        salutation=lines[salutation] if salutation is not None else None,
        body=tuple(lines[after_front:body_end]),
        closing=lines[closing] if closing is not None else None,
        close=close,
        annexes=tuple(annexes),
    )


def _salutation(lines: Sequence[Line], terms: Terms) -> int | None:
    words = terms.word("letter", "salutation")
    for index, line in enumerate(lines[:_LONGEST_FRONT_LINES]):
        if not line.blank and len(line.text) < 100 and begins(words, line):
            return index
    return None


def _end_of_front(lines: Sequence[Line], terms: Terms) -> int:
    """Where the letter begins that greets nobody: at its paragraph 1, or below its subject."""
    labels = terms.word("fields", "subject")
    subject = None
    for index, line in enumerate(lines[:_LONGEST_FRONT_LINES]):
        if line.blank:
            if subject is not None and index > subject:
                return index
            continue
        if _NUMBERED.match(line.folded.text) and index:
            return index
        term = labels.at(line.folded.text, 0)
        if (
            subject is None
            and term
            and line.folded.text[term.end : term.end + 2].strip()[:1] == ":"
        ):
            valued = line.folded.text[term.end :].strip(" :")
            subject = index if valued else index + 1
    return subject + 2 if subject is not None and subject + 2 < len(lines) else 0


def _closing(lines: Sequence[Line], start: int, end: int, terms: Terms) -> int | None:
    words = terms.word("letter", "closing")
    found = None
    for index in range(start, end):
        line = lines[index]
        if line.blank or len(line.text) > 400:
            continue
        term = words.find(line.folded.text)
        if term is not None and term.start == 0:
            return index
        if term is not None and found is None and term.start < 120 and _signed(lines, index, terms):
            found = index
    return found


def _signature(lines: Sequence[Line], start: int, end: int, terms: Terms) -> int:
    """Where the signature of a letter begins that has no closing words: the name over the title."""
    director = terms.word("letter", "director")
    filled = [index for index in range(start, end) if not lines[index].blank]
    for place in range(len(filled) - 1, max(0, len(filled) - 8), -1):
        title, name = lines[filled[place]], lines[filled[place - 1]]
        if begins(director, title) and len(title.text) < 100 and not title.text.endswith("."):
            named = len(name.text) <= 50 and not name.text.endswith((".", ":", ";", "\u3002"))
            return filled[place - 1] if named else filled[place]
    return end


def _signed(lines: Sequence[Line], index: int, terms: Terms) -> bool:
    """Whether a signature follows, so that closing words within a line do close the letter."""
    director = terms.word("letter", "director")
    following = [line for line in lines[index + 1 : index + 12] if not line.blank][:6]
    return any(begins(director, line) for line in following)


def _annex_heads(lines: Sequence[Line], start: int, terms: Terms) -> list[tuple[int, str | None]]:
    """The lines that head an annex. The number is None where a resolution stands unheaded."""
    annexes = _Annexes(terms)
    pattern = resolution_pattern(terms)
    closing = _closing(lines, start, len(lines), terms)
    first = closing + 1 if closing is not None else start
    heads: list[tuple[int, str | None]] = []
    for index in range(first, len(lines)):
        line = lines[index]
        if line.blank:
            continue
        number = annexes.number(line)
        if number is None:
            if is_resolution_header(line, pattern) and not heads:
                heads.append((index, None))
            continue
        if closing is None and not _stands_alone(lines, index, pattern):
            continue
        heads.append((index, number))
    # A list of annexes under the signature has one line each and nothing below it.
    return [
        head
        for place, head in enumerate(heads)
        if head[1] is None
        or any(
            not line.blank
            for line in lines[
                head[0] + 1 : heads[place + 1][0] if place + 1 < len(heads) else len(lines)
            ]
        )
    ]


def _stands_alone(lines: Sequence[Line], index: int, pattern: re.Pattern[str]) -> bool:
    """Whether an annex header without a close before it is one, and not the end of a sentence."""
    above = lines[index - 1] if index else None
    if above and len(above.text) > 40 and above.text[-1].isalnum():
        return False
    following = (line for line in lines[index + 1 : index + 6] if not line.blank)
    return any(is_resolution_header(line, pattern) for line in following) or (
        index > 0 and lines[index - 1].blank
    )
