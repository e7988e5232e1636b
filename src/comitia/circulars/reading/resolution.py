"""A resolution: its head, who adopted it, its sections. Clauses are gathered in clauses.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comitia.circulars.reading.clauses import Gathering
from comitia.circulars.reading.headings import Heading, Headings
from comitia.circulars.reading.lines import Line, Place, Text
from comitia.circulars.reading.outline import (
    Outline,
    begins,
    is_resolution_header,
    resolution_pattern,
)
from comitia.circulars.reading.quotes import OPENERS
from comitia.circulars.reading.reading import Resolution, Section, Sure, Warned
from comitia.papers.folding import folded, one_line
from comitia.papers.labels import label_of
from comitia.papers.terms import Terms

_ENDS = tuple(',;:.!?\uff0c\uff1b\uff1a\u3002\u3001\u060c\u061b\u00bb\u201d"\u2026)\uff09')
_MOST_JOINED = 3
_LONGEST_UNKNOWN = 90
_CONNECTORS = re.compile(
    r"(?:^|[ '])(?:of|the|and|in|with|for|to|de|des|du|la|le|les|et|avec|en|del|los|las|y|con"
    r"|и|с|по|в|из|от|مع|من|في)$|[和与及]$"
)


@dataclass(frozen=True)
class _Headed:
    """A heading, the index of its first line, and that of the line after its last."""

    heading: Heading
    first: int
    after: int


def read_resolution(
    text: Text, parts: Outline, terms: Terms, wanted: str | None
) -> tuple[Resolution | None, list[Warned]]:
    """The resolution annexed in full, best the one of the number `wanted`."""
    pattern = resolution_pattern(terms)
    heads: list[tuple[re.Match[str], Sequence[Line], int]] = []
    for annex in parts.annexes:
        for index, line in enumerate(annex.lines):
            if line.blank or not is_resolution_header(line, pattern):
                continue
            found = pattern.match(line.folded.text)
            if found:
                heads.append((found, annex.lines, index))
    if not heads:
        return None, []
    chosen = next((head for head in heads if head[0]["number"] == wanted), heads[0])
    following = [head for head in heads if head[1] is chosen[1] and head[2] > chosen[2]]
    stop = following[0][2] if following else len(chosen[1])
    return _Reader(text, terms, list(chosen[1][chosen[2] : stop])).read(chosen[0])


class _Reader:
    def __init__(self, text: Text, terms: Terms, lines: Sequence[Line]) -> None:
        self._text = text
        self._terms = terms
        self._lines = lines
        self._headings = Headings(text, terms)
        self._warnings: list[Warned] = []

    def read(self, head: re.Match[str]) -> tuple[Resolution | None, list[Warned]]:
        header = self._lines[0]
        number_place = self._place_of(header, head.start("number"), head.end("number"))
        bracket_line, bracket, body = header, head["paren"], 1
        bracket_start = head.start("paren")
        if bracket is None:
            body = self._next_filled(1)
            if body < len(self._lines):
                line = self._lines[body]
                if found := re.fullmatch(r"\(([^()]{3,80})\)[.,]?", line.folded.text):
                    bracket_line, bracket, bracket_start = line, found[1], found.start(1)
                    body += 1
                else:
                    body = 1
        place_name, year, revised = _adopted_where(
            self._text, bracket_line, bracket, bracket_start, self._terms
        )
        headed = self._headed(body)
        first = headed[0].first if headed else len(self._lines)
        inline_title = self._inline_title(header, head)
        title, title_place, adopted, adopted_place = self._title(body, first, inline_title)
        code = None
        if adopted:
            term = self._terms.section("bodies").find(folded(adopted))
            code = term.key if term else None
            if term and term.key == "ITU":
                others = (t for t in self._terms.section("bodies").find_all(folded(adopted)))
                code = next((t.key for t in others if t.key != "ITU"), None)
        sections = self._sections(headed)
        end = max((line.end for line in self._lines if not line.blank), default=header.end)
        if not sections:
            self._warnings.append(Warned("resolution_without_sections", number_place))
        return (
            Resolution(
                number=head["number"],
                place_name=place_name,
                year=year,
                revised=revised,
                title=title,
                adopted_by=adopted,
                adopted_by_code=code,
                sections=sections,
                place=self._text.place(header.start, end),
                header_place=self._text.place(header.start, bracket_line.end),
                title_place=title_place,
                adopted_place=adopted_place,
            ),
            self._warnings,
        )

    def _place_of(self, line: Line, start: int, end: int) -> Place:
        return self._text.place(*line.folded.span(start, end))

    def _next_filled(self, index: int) -> int:
        while index < len(self._lines) and self._lines[index].blank:
            index += 1
        return index

    def _inline_title(self, header: Line, head: re.Match[str]) -> tuple[int, int] | None:
        rest = header.folded.text[head.end() :]
        bare = rest.strip(" -:.\u2013\u00b7")
        if len(bare) < 4:
            return None
        offset = head.end() + rest.index(bare[0])
        return header.folded.span(offset, len(header.folded.text))[0], header.end

    def _title(
        self, start: int, stop: int, inline: tuple[int, int] | None
    ) -> tuple[str | None, Place | None, str | None, Place | None]:
        """The lines before the first heading: the title, then who adopted it."""
        filled = [index for index in range(start, stop) if not self._lines[index].blank]
        adopts = None
        starts = self._terms.word("words", "adopted_by_start")
        for index in filled:
            line = self._lines[index]
            if begins(starts, line) and (
                self._lines[filled[-1]].text.endswith((",", "\uff0c", "\u060c", ":", "\uff1a"))
                or index == filled[-1]
            ):
                adopts = index
                break
        if (
            adopts is None
            and filled
            and self._lines[filled[-1]].text.endswith((",", "\uff0c", "\u060c"))
        ):
            adopts = filled[-1]
            while adopts - 1 in filled and adopts - 1 > start:
                adopts -= 1
            if adopts == filled[0] and not inline:
                adopts = filled[-1]
        before = [index for index in filled if adopts is None or index < adopts]
        title_span = inline
        if before:
            first, last = self._lines[before[0]], self._lines[before[-1]]
            title_span = (inline[0] if inline else first.start, last.end)
        title = one_line(self._text.raw[slice(*title_span)]) if title_span else None
        title_place = self._text.place(*title_span) if title_span else None
        if adopts is None:
            return title, title_place, None, None
        span = (self._lines[adopts].start, self._lines[filled[-1]].end)
        said = one_line(self._text.raw[slice(*span)]).rstrip(" ,:\uff0c\u060c\uff1a")
        return title, title_place, said, self._text.place(*span)

    def _headed(self, start: int) -> list[_Headed]:
        found: list[_Headed] = []
        index = start
        while index < len(self._lines):
            headed = self._heading_at(index, found)
            if headed is None:
                index += 1
                continue
            found.append(headed)
            index = max(headed.after, index + 1)
        return found

    def _heading_at(self, index: int, before: Sequence[_Headed]) -> _Headed | None:
        line = self._lines[index]
        if line.blank or line.text[0] in OPENERS:
            return None
        label = label_of(line.text)
        if label is not None and label.marked:
            return None
        closed = self._closed_before(index)
        heading = self._headings.at(line.start, line.end)
        joined = self._joined(index, heading, closed)
        if joined is not None:
            return joined
        if heading is None:
            return self._unknown(index, before) if closed else None
        if heading.inline is not None:
            apart = index > 0 and self._lines[index - 1].blank
            strong = self._strongly_closed_before(index)
            if not (apart or strong or (closed and heading.operative)):
                return None
            return _Headed(heading, index, index)
        alone = heading.why != "addressee_unknown" and len(line.text) < 120
        if closed or (alone and not heading.addressees):
            return _Headed(heading, index, index + 1)
        return None

    def _joined(self, index: int, alone: Heading | None, closed: bool) -> _Headed | None:
        """A heading broken over two or three lines."""
        if not closed:
            return None
        line = self._lines[index]
        if line.text.endswith((",", ";", ".", "\u3002", "\uff0c")) and alone is not None:
            return None
        best = None
        for count in range(2, _MOST_JOINED + 1):
            last = index + count - 1
            if last >= len(self._lines) or self._lines[last].blank:
                break
            label = label_of(self._lines[last].text)
            if label is not None and (label.marked or label.rank == 1):
                break
            heading = self._headings.at(line.start, self._lines[last].end)
            if heading is None or heading.inline is not None or None in heading.codes:
                continue
            if not heading.addressees:
                continue
            complete = (
                alone is not None
                and alone.inline is None
                and None not in alone.codes
                and not _CONNECTORS.search(line.folded.text)
            )
            gained = heading.condition and (alone is None or heading.condition != alone.condition)
            if not complete or gained:
                best = _Headed(heading, index, last + 1)
        return best

    def _closed_before(self, index: int) -> bool:
        """Whether what stands before a line has come to an end there."""
        if index == 0 or self._lines[index - 1].blank:
            return True
        previous = self._lines[index - 1].text
        if previous.endswith(_ENDS):
            return True
        words = previous.split()
        return bool(words) and words[-1].lower() in {"and", "et", "y", "и", "or", "و"}

    def _strongly_closed_before(self, index: int) -> bool:
        return index == 0 or self._lines[index - 1].text.endswith(
            (";", ".", ":", "\uff1b", "\u3002", "\uff1a", "\u061b")
        )

    def _unknown(self, index: int, before: Sequence[_Headed]) -> _Headed | None:
        """A short line that stands before a new a) or 1, in words of no table of ours."""
        line = self._lines[index]
        if (
            not before
            or len(line.text) > _LONGEST_UNKNOWN
            or line.text.endswith((";", ".", "\u3002", "\uff1b", "\u061b"))
        ):
            return None
        following = self._next_filled(index + 1)
        if following >= len(self._lines):
            return None
        label = label_of(self._lines[following].text)
        if label is None or not label.marked or label.rank != 1 or label.style == "bullet":
            return None
        previous = before[-1].after
        inner = [label_of(each.text) for each in self._lines[previous:index] if each.text]
        if (
            not any(each and each.style == label.style for each in inner)
            and line.text[-1:] in ":\uff1a"
        ):
            return None
        place = self._text.place(line.start, line.end)
        operative = before[-1].heading.operative
        heading = Heading(
            "other", "other", operative, place, (), (), None, None, Sure.INFERRED, "heading_unknown"
        )
        facts = {"heading": one_line(line.text)}
        self._warnings.append(Warned("heading_unknown", place, facts))
        return _Headed(heading, index, index + 1)

    def _sections(self, headed: Sequence[_Headed]) -> tuple[Section, ...]:
        sections = []
        keys: set[str] = set()
        for number, each in enumerate(headed):
            stop = headed[number + 1].first if number + 1 < len(headed) else len(self._lines)
            lines = self._lines[each.after : stop]
            heading = each.heading
            start = heading.inline if heading.inline is not None else heading.place.end
            end = max((line.end for line in lines if not line.blank), default=heading.place.end)
            key = heading.key
            count = 2
            while key in keys:
                key = f"{heading.key}_{count}"
                count += 1
            keys.add(key)
            gathering = Gathering(self._text, key, lines, start, max(start, end))
            items = gathering.items()
            self._warnings += gathering.warnings
            if not items:
                facts = {"heading": one_line(self._text.at(heading.place))}
                self._warnings.append(Warned("section_empty", heading.place, facts))
            if heading.why in {"addressee_unknown", "term_unsure"}:
                facts = {"heading": one_line(self._text.at(heading.place))}
                self._warnings.append(Warned(heading.why, heading.place, facts))
            sections.append(
                Section(
                    key=key,
                    verb=heading.verb,
                    operative=heading.operative,
                    heading=one_line(self._text.at(heading.place)).rstrip(" ,:;\uff0c\u060c\uff1a"),
                    addressees=heading.addressees,
                    addressee_codes=heading.codes,
                    condition=heading.condition,
                    items=items,
                    heading_place=heading.place,
                    place=self._text.place(heading.place.start, max(heading.place.end, end)),
                    sure=heading.sure,
                    why=heading.why,
                )
            )
        return tuple(sections)


def _adopted_where(
    text: Text, line: Line, bracket: str | None, start: int, terms: Terms
) -> tuple[str | None, int | None, bool]:
    """Place, year and whether revised, from "(Rev. Busan, 2014)" in its many orders."""
    if bracket is None:
        return None, None, False
    year = re.search(r"(?<!\d)(1[89]\d\d|20\d\d|21\d\d)(?!\d)", bracket)
    revised = terms.word("references", "revised").find(bracket)
    place = None
    for part in re.finditer(r"[^,]+", bracket):
        first, last = part.span()
        if revised and first <= revised.start < last:
            if revised.start - first > 2:
                last = revised.start
            else:
                first = revised.end
        words = bracket[first:last].strip(" .")
        if not words or re.search(r"\d", words):
            continue
        offset = bracket.index(words, first)
        span = line.folded.span(start + offset, start + offset + len(words))
        place = text.raw[span[0] : span[1]].strip(" ,.\uff0c\u060c")
        break
    return place, int(year[0]) if year else None, revised is not None


def cited_resolution(text: Text, start: int, end: int, terms: Terms) -> Resolution | None:
    """A resolution that a stretch (the subject, the letter) only names."""
    view = text.fold(start, end)
    best = None
    for found in resolution_pattern(terms).finditer(view.text):
        if best is None or (
            best["paren"] is None and found["paren"] and found["number"] == best["number"]
        ):
            best = found
    if best is None:
        return None
    place = text.place(*view.span(best.start(), best.end()))
    line = Line(place.line, place.start, place.end, text.at(place), "")
    bracket = re.search(r"\(([^()]{0,80})\)", line.folded.text)
    where = _adopted_where(
        text, line, bracket[1] if bracket else None, bracket.start(1) if bracket else 0, terms
    )
    return replace(
        Resolution(
            number=best["number"],
            place_name=where[0],
            year=where[1],
            revised=where[2],
            title=None,
            adopted_by=None,
            adopted_by_code=None,
            sections=(),
            place=place,
            header_place=place,
        ),
        sure=Sure.LIKELY,
        why="resolution_cited",
    )
