"""Parts of the resolution that the letter quotes, held against the annex but for blanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from comitia.circulars.reading.lines import Line, Text
from comitia.circulars.reading.quotes import OPENERS, pair_quotes
from comitia.circulars.reading.reading import (
    Difference,
    Extract,
    Resolution,
    Section,
    Warned,
)
from comitia.papers.folding import folded, one_line, squeezed
from comitia.papers.labels import label_of

_SHORTEST_QUOTE = 40
_MOST_COMPARED = 3_000
_ALIKE = 0.6
_SHOWN = 24
_SAME = 8


@dataclass(frozen=True)
class _Squeezed:
    """A stretch without blanks, and where each of its characters stands."""

    text: str
    places: Sequence[int]


def _squeeze(raw: str, start: int, end: int) -> _Squeezed:
    places = [place for place in range(start, end) if not raw[place].isspace()]
    return _Squeezed("".join(raw[place] for place in places), places)


def read_extracts(
    text: Text, body: Sequence[Line], resolution: Resolution
) -> tuple[tuple[Extract, ...], set[int], list[Warned]]:
    """The extracts, the numbers of the lines they take, and what is odd about them."""
    whole = _squeeze(text.raw, resolution.place.start, resolution.place.end)
    extracts = _headed(text, body, resolution)
    taken = {
        number
        for extract in extracts
        for number in range(extract.place.line, extract.place.end_line + 1)
    }
    extracts += _quoted(text, body, resolution, whole, taken)
    extracts.sort(key=lambda extract: extract.place.start)
    warnings = [
        Warned("extract_differs", extract.place, _facts(extract))
        for extract in extracts
        if not extract.identical
    ]
    return tuple(extracts), taken, warnings


def _facts(extract: Extract) -> dict[str, str]:
    difference = extract.difference
    return {
        "section": extract.section,
        "extract": difference.extract_words if difference else "",
        "annex": difference.annex_words if difference else "",
    }


def _headed(text: Text, body: Sequence[Line], resolution: Resolution) -> list[Extract]:
    """Extracts that begin with a section's heading on a line of its own."""
    headings = {squeezed(folded(section.heading)): section for section in resolution.sections}
    starts: list[tuple[int, Section]] = []
    for index, line in enumerate(body):
        if line.blank or len(line.text) > 300:
            continue
        shown = squeezed(folded(line.text.lstrip("".join(OPENERS) + " "))).rstrip(":,.")
        if section := headings.get(shown):
            starts.append((index, section))
    found = []
    for place, (index, section) in enumerate(starts):
        stop = starts[place + 1][0] if place + 1 < len(starts) else len(body)
        stop = _paragraph_end(body, index, stop, section)
        extract = _compared(text, body[index:stop], section)
        if extract is not None:
            found.append(extract)
    return found


def _paragraph_end(body: Sequence[Line], start: int, stop: int, section: Section) -> int:
    """Where the letter's own text goes on: its next numbered paragraph, out of the items' order."""
    last = _number_before(body, start)
    items = {item.label: item.text for item in section.items}
    blank = False
    for index in range(start + 1, stop):
        line = body[index]
        if line.blank:
            blank = True
            continue
        label = label_of(line.text)
        next_one = label and label.style == "number" and last and label.rank == last + 1
        if next_one and label and not line.indent:
            item = items.get(label.text)
            same = (
                item is not None
                and squeezed(item)[:_SAME]
                == squeezed(line.text)[label.length : label.length + _SAME]
            )
            if blank or not same:
                return index
        blank = False
    return stop


def _number_before(body: Sequence[Line], start: int) -> int | None:
    for line in reversed(body[:start]):
        label = label_of(line.text) if not line.blank else None
        if label and label.style == "number" and not line.indent:
            return label.rank
    return None


def _compared(text: Text, lines: Sequence[Line], section: Section) -> Extract | None:
    filled = [line for line in lines if not line.blank]
    start, end = filled[0].start, filled[-1].end
    while start < end and (text.raw[start] in OPENERS or text.raw[start].isspace()):
        start += 1
    said = _squeeze(text.raw, start, end)
    annexed = _squeeze(text.raw, section.place.start, section.place.end)
    wanted = annexed.text
    if said.text.startswith(wanted):
        place = text.place(start, said.places[len(wanted) - 1] + 1)
        return Extract(section.key, True, 1.0, place, section.place)
    # The last sign often changes where a quotation ends: it is not part of the words.
    bare = wanted.rstrip(",;.\uff0c\uff1b\u3002\u060c\u061b")
    if len(bare) > len(squeezed(section.heading)) and said.text.startswith(bare):
        place = text.place(start, said.places[len(bare) - 1] + 1)
        return Extract(section.key, True, 1.0, place, section.place)
    own = said.text.rstrip('\u201d\u00bb".,;\uff0c\uff1b\u3002\u060c\u061b')
    if len(own) > len(squeezed(section.heading)) and wanted.startswith(own):
        return Extract(section.key, True, 1.0, text.place(start, end), section.place)
    if len(own) <= len(squeezed(section.heading)) + 3:
        return None
    said = _Squeezed(said.text[: len(wanted) + 20], said.places[: len(wanted) + 20])
    return _different(text, said, annexed, section)


def _different(text: Text, said: _Squeezed, annexed: _Squeezed, section: Section) -> Extract:
    first = 0
    while (
        first < min(len(said.text), len(annexed.text)) and said.text[first] == annexed.text[first]
    ):
        first += 1
    matcher = SequenceMatcher(
        None, said.text[:_MOST_COMPARED], annexed.text[:_MOST_COMPARED], autojunk=True
    )
    said_at = min(first, len(said.places) - 1)
    annex_at = min(first, len(annexed.places) - 1)
    said_end = said.places[min(said_at + _SHOWN, len(said.places)) - 1] + 1
    annex_end = annexed.places[min(annex_at + _SHOWN, len(annexed.places)) - 1] + 1
    difference = Difference(
        one_line(text.raw[said.places[said_at] : said_end]),
        one_line(text.raw[annexed.places[annex_at] : annex_end]),
        text.place(said.places[said_at], said_end),
        text.place(annexed.places[annex_at], annex_end),
    )
    place = text.place(said.places[0], said.places[-1] + 1)
    return Extract(section.key, False, round(matcher.ratio(), 3), place, section.place, difference)


def _quoted(
    text: Text,
    body: Sequence[Line],
    resolution: Resolution,
    whole: _Squeezed,
    taken: set[int],
) -> list[Extract]:
    """Quotations of some length in the running text."""
    filled = [line for line in body if not line.blank]
    if not filled:
        return []
    found = []
    for pair in pair_quotes(text.raw, filled[0].start, filled[-1].end).pairs:
        if text.line_of(pair.start) in taken or text.line_of(pair.end - 1) in taken:
            continue
        said = _squeeze(text.raw, pair.start + 1, pair.end - 1)
        own = said.text.rstrip(".,;\u2026\uff0c\uff1b\u3002\u060c\u061b")
        if not _SHORTEST_QUOTE <= len(own) <= _MOST_COMPARED:
            continue
        at = whole.text.find(own)
        if at >= 0:
            annex_place = text.place(whole.places[at], whole.places[at + len(own) - 1] + 1)
            section = next(
                (
                    each.key
                    for each in resolution.sections
                    if each.place.start <= annex_place.start < each.place.end
                ),
                "",
            )
            place = text.place(pair.start + 1, pair.end - 1)
            found.append(Extract(section, True, 1.0, place, annex_place))
        elif (near := _nearest(text, said, resolution)) is not None:
            found.append(near)
    return found


def _nearest(text: Text, said: _Squeezed, resolution: Resolution) -> Extract | None:
    """The section that a quotation is most like, if it is like one at all."""
    best: tuple[float, Section, _Squeezed] | None = None
    for section in resolution.sections:
        for place in (section.place, *(item.place for item in section.items)):
            annexed = _squeeze(text.raw, place.start, min(place.end, place.start + _MOST_COMPARED))
            matcher = SequenceMatcher(None, said.text, annexed.text, autojunk=True)
            if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
                continue
            ratio = matcher.ratio()
            if ratio >= _ALIKE and (best is None or ratio > best[0]):
                best = (ratio, section, annexed)
    if best is None:
        return None
    return _different(text, said, best[2], best[1])
