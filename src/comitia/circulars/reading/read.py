"""Read a circular: text in, a Reading out. No clock, no network; the same text gives the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from comitia.base.text import storable
from comitia.circulars.reading.eligibility import read_eligibility
from comitia.circulars.reading.envelope import read_letter, read_subject
from comitia.circulars.reading.extracts import read_extracts
from comitia.circulars.reading.groups import read_group_name
from comitia.circulars.reading.language import guess_language
from comitia.circulars.reading.lines import Line, Text, tidy_line_ends
from comitia.circulars.reading.numbers import read_amends, read_number
from comitia.circulars.reading.oddities import broken_lines, drift, quote_oddities, tab_oddities
from comitia.circulars.reading.outline import (
    Outline,
    is_resolution_header,
    outline,
    resolution_pattern,
)
from comitia.circulars.reading.parent import read_parent
from comitia.circulars.reading.people import read_convener
from comitia.circulars.reading.prose import sentences
from comitia.circulars.reading.purpose import read_purpose
from comitia.circulars.reading.reading import (
    Annex,
    Extract,
    Found,
    Letter,
    Reading,
    Resolution,
    Row,
    Source,
    Sure,
    Warned,
)
from comitia.circulars.reading.references import References
from comitia.circulars.reading.reflector import read_reflector, read_sign_up
from comitia.circulars.reading.refusals import Empty, NotACircular, TooLarge, UnknownLanguage
from comitia.circulars.reading.resolution import cited_resolution, read_resolution
from comitia.circulars.reading.timetable import Timetable, read_timetable
from comitia.papers.folding import one_line
from comitia.papers.terms import LANGUAGES, Terms, terms_of

MOST_CHARACTERS = 500_000
MOST_LINES = 20_000
_MOST_LETTER_CHARACTERS = 60_000
_MARKS_NEEDED = 2


def read_circular(
    text: str, *, language: str | None = None, source: Source | None = None
) -> Reading:
    """Read a circular from its text, in the language given or else recognised.

    Raises CannotRead, by its class saying why: Empty, TooLarge, UnknownLanguage, NotACircular.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(found=f"{len(text):,} characters", limit=f"{MOST_CHARACTERS:,}")
    whole = Text(storable(tidy_line_ends(text)).removeprefix("\ufeff"))
    if not whole.raw.strip():
        raise Empty
    if len(whole.lines) > MOST_LINES:
        raise TooLarge(found=f"{len(whole.lines):,} lines", limit=f"{MOST_LINES:,}")
    return _Reading(whole, _language(whole, language), source or Source()).read()


def _language(text: Text, given: str | None) -> Found[str]:
    place = text.place(0, len(text.raw))
    if given is not None:
        code = given.lower().replace("_", "-").split("-")[0]
        if code not in LANGUAGES:
            raise UnknownLanguage
        return Found(code, place, Sure.CERTAIN, "language_given")
    guess = guess_language(text.raw)
    if guess.clear:
        return Found(guess.language, place, Sure.CERTAIN, "script")
    return Found(guess.language, place, Sure.LIKELY, "script_close")


class _Reading:
    """One reading while its parts are gathered."""

    def __init__(self, text: Text, language: Found[str], source: Source) -> None:
        self._text = text
        self._language = language
        self._source = source
        self._terms: Terms = terms_of(language.value)
        self._warnings: list[Warned] = []

    def read(self) -> Reading:
        text, terms = self._text, self._terms
        parts = outline(text, terms)
        number, series, warnings = read_number(text, parts, terms)
        self._warnings += warnings
        subject = read_subject(text, parts, terms)
        letter, warnings = read_letter(text, parts, terms)
        self._warnings += warnings
        resolution = self._resolution(parts, subject)
        body = _within(parts.body, _MOST_LETTER_CHARACTERS)
        extracts: tuple[Extract, ...] = ()
        quoted: set[int] = set()
        if resolution is not None and resolution.sections:
            extracts, quoted, warnings = read_extracts(text, body, resolution)
            self._warnings += warnings
        unquoted = [line if line.number not in quoted else _blanked(line) for line in body]
        prose = sentences(text, unquoted)
        parent = read_parent(prose, terms)
        table = self._timetable(parts, unquoted, parent.value.body if parent else None)
        prose = sentences(text, _without(unquoted, table))
        convener, warnings = read_convener(prose, terms)
        self._warnings += warnings
        eligibility, warnings = read_eligibility(prose, letter.to, terms)
        self._warnings += warnings
        reading = Reading(
            text=text.raw,
            source=self._source,
            language=self._language,
            number=number,
            series=series,
            amends=read_amends(text, parts, terms),
            subject=subject,
            letter=_dated(letter, table),
            parent=parent,
            group_name=read_group_name(text, subject, parent, terms),
            reflector=read_reflector(prose, terms),
            sign_up=read_sign_up(prose, terms),
            convener=convener,
            eligibility=eligibility,
            purpose=read_purpose(prose, terms),
            timetable=table.rows if table else (),
            timetable_place=table.place if table else None,
            resolution=resolution,
            extracts=extracts,
            annexes=tuple(self._annexes(parts)),
            warnings=(),
        )
        self._judge(reading)
        self._warnings += self._about_language()
        self._warnings += _missing(reading)
        self._warnings += self._about_annexes(reading, parts)
        self._warnings += self._odd(reading, parts)
        return replace(reading, warnings=_in_order(self._warnings))

    def _resolution(self, parts: Outline, subject: Found[str] | None) -> Resolution | None:
        """The annexed resolution with its references, else the one that the letter names."""
        text, terms = self._text, self._terms
        named = None
        if subject is not None:
            named = cited_resolution(text, subject.place.start, subject.place.end, terms)
        resolution, warnings = read_resolution(text, parts, terms, named.number if named else None)
        self._warnings += warnings
        if resolution is not None:
            if named is not None and named.number != resolution.number:
                facts = {"subject": named.number, "annex": resolution.number}
                self._warnings.append(Warned("resolution_mismatch", resolution.header_place, facts))
            references = References(text, terms, resolution)
            resolution = references.resolved()
            self._warnings += references.warnings
            return resolution
        body = [line for line in parts.body if not line.blank]
        if named is None and body:
            end = min(body[-1].end, body[0].start + _MOST_LETTER_CHARACTERS)
            named = cited_resolution(text, body[0].start, end, terms)
        if named is not None:
            facts = {"number": named.number}
            self._warnings.append(Warned("resolution_text_missing", named.place, facts))
        return named

    def _timetable(
        self, parts: Outline, body: Sequence[Line], parent: str | None
    ) -> Timetable | None:
        """The timetable of the letter, else that of an annex which is no resolution."""
        places: list[Sequence[Line]] = [body]
        places += [
            _within(annex.lines, _MOST_LETTER_CHARACTERS)
            for annex in parts.annexes
            if not self._is_resolution(annex.lines)
        ]
        for lines in places:
            table, warnings = read_timetable(self._text, self._terms, lines, parent)
            if table is not None:
                self._warnings += warnings
                return table
        return None

    def _is_resolution(self, lines: Sequence[Line]) -> bool:
        pattern = resolution_pattern(self._terms)
        return any(not line.blank and is_resolution_header(line, pattern) for line in lines)

    def _annexes(self, parts: Outline) -> Iterator[Annex]:
        for annex in parts.annexes:
            filled = [line for line in annex.lines if not line.blank]
            if not filled:
                continue
            header = annex.header or filled[0]
            titled = [line for line in filled if not line.text.startswith(("(", "\uff08"))]
            kind = "resolution" if self._is_resolution(filled) else "other"
            yield Annex(
                number=annex.number,
                title=one_line((titled or filled)[0].text),
                kind=kind,
                place=self._text.place(header.start, filled[-1].end),
                header_place=self._text.place(header.start, header.end),
            )

    def _judge(self, reading: Reading) -> None:
        """Refuse a text that has too few of a circular's marks."""
        marks = sum(
            (
                reading.number is not None,
                reading.subject is not None,
                reading.letter.salutation is not None,
                reading.reflector is not None and reading.reflector.why != "list_beside",
                reading.convener is not None,
                len(reading.timetable) >= 2,
                reading.resolution is not None and bool(reading.resolution.sections),
                reading.letter.closing is not None and reading.letter.signatory_title is not None,
            )
        )
        if marks < _MARKS_NEEDED:
            raise NotACircular(found=marks)

    def _about_language(self) -> Iterator[Warned]:
        name = self._language.value
        if self._language.sure is not Sure.CERTAIN:
            yield Warned("language_unsure", None, {"language": name})
        if self._source.encoding_assumed:
            yield Warned("encoding_assumed", None, {"encoding": self._source.encoding})
        if self._terms.review:
            yield Warned("table_unreviewed", None, {"language": name})

    def _about_annexes(self, reading: Reading, parts: Outline) -> Iterator[Warned]:
        declared = reading.letter.annexes_declared
        if declared is not None and declared.value != len(reading.annexes):
            counts = {"declared": declared.value, "found": len(reading.annexes)}
            yield Warned("annex_count_mismatch", declared.place, counts)
        unheaded = [annex for annex in parts.annexes if annex.header is None]
        if unheaded and reading.annexes:
            yield Warned("annex_unheaded", reading.annexes[0].header_place)
        resolutions = [annex for annex in reading.annexes if annex.kind == "resolution"]
        if len(resolutions) > 1 and reading.resolution is not None:
            facts = {"number": reading.resolution.number}
            yield Warned("more_resolutions", resolutions[1].header_place, facts)

    def _odd(self, reading: Reading, parts: Outline) -> Iterator[Warned]:
        text = self._text
        yield from quote_oddities(text)
        table = _lines_of(reading.timetable)
        prose = [*parts.body, *(line for annex in parts.annexes for line in annex.lines)]
        yield from tab_oddities(text, [line for line in prose if line.number not in table])
        yield from broken_lines(text, prose, _ends(reading), _begins(reading))
        yield from drift(text, self._terms, 0, len(text.raw))


def _within(lines: Sequence[Line], most: int) -> Sequence[Line]:
    """The lines of a part up to a length that no letter has."""
    if not lines or lines[-1].end - lines[0].start <= most:
        return lines
    limit = lines[0].start + most
    return [line for line in lines if line.end <= limit]


def _blanked(line: Line) -> Line:
    return Line(line.number, line.start, line.start, "", line.indent)


def _without(lines: Sequence[Line], table: Timetable | None) -> list[Line]:
    """The lines with the timetable's taken out, leaving a gap between paragraphs."""
    if table is None:
        return list(lines)
    taken = range(table.place.line, table.place.end_line + 1)
    return [line if line.number not in taken else _blanked(line) for line in lines]


def _dated(letter: Letter, table: Timetable | None) -> Letter:
    """Without a date, the month of the row that issues this circular (DOMAIN C-02)."""
    if letter.date is not None or table is None or not table.rows:
        return letter
    first = table.rows[0]
    if first.actor_why != "action_circular" or first.start is None:
        return letter
    inferred = Found(first.start, first.when_place, Sure.INFERRED, "first_row")
    return replace(letter, date_inferred=inferred)


def _missing(reading: Reading) -> Iterator[Warned]:
    letter = reading.letter
    if letter.date_inferred is not None:
        facts = {"date": letter.date_inferred.value}
        yield Warned("date_inferred", letter.date_inferred.place, facts)
    for code, found in (
        ("no_subject", reading.subject),
        ("no_salutation", letter.salutation),
        ("no_closing", letter.closing),
        ("no_parent", reading.parent),
        ("no_reflector", reading.reflector),
        ("no_convener", reading.convener),
        ("no_purpose", reading.purpose),
        ("no_resolution", reading.resolution),
    ):
        if found is None:
            yield Warned(code)
    if not reading.timetable:
        yield Warned("no_timetable")
    parent = reading.parent
    if parent is not None:
        if parent.value.meeting is None:
            yield Warned("no_meeting", parent.place)
        if parent.why == "body_unknown":
            yield Warned("parent_unknown", parent.place, {"body": parent.value.name})
    resolution = reading.resolution
    if resolution is not None and resolution.sections and resolution.title is None:
        yield Warned("no_resolution_title", resolution.header_place)


def _lines_of(rows: Sequence[Row]) -> set[int]:
    return {number for row in rows for number in range(row.place.line, row.place.end_line + 1)}


def _ends(reading: Reading) -> set[int]:
    """The numbers of lines that end where they should, whatever follows them."""
    lines = {row.when_place.end_line for row in reading.timetable}
    lines |= {row.place.end_line for row in reading.timetable}
    resolution = reading.resolution
    if resolution is not None:
        lines.add(resolution.header_place.end_line)
        if resolution.title_place:
            lines.add(resolution.title_place.end_line)
        lines |= {section.heading_place.end_line for section in resolution.sections}
    return lines | {extract.place.line for extract in reading.extracts}


def _begins(reading: Reading) -> set[int]:
    """The numbers of lines that begin something, so that what is before them has ended."""
    lines = {row.place.line for row in reading.timetable}
    if reading.resolution is not None:
        lines |= {section.place.line for section in reading.resolution.sections}
    return lines | {extract.place.line for extract in reading.extracts}


def _in_order(warnings: Sequence[Warned]) -> tuple[Warned, ...]:
    """First what is missing altogether, then by place; each only once."""
    kept: list[Warned] = []
    seen: set[tuple[str, int | None, str]] = set()
    for warned in sorted(warnings, key=lambda each: each.place.start if each.place else -1):
        key = (warned.code, warned.place.start if warned.place else None, str(warned.facts))
        if key not in seen:
            seen.add(key)
            kept.append(warned)
    return tuple(kept)
