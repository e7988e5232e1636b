"""When something is: a month, a range, a day or a meeting, as people write it in six languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from comitia.papers.moments import Moment, Span, completed, year_from
from comitia.papers.terms import Terms, Words, terms_of


class Kind(StrEnum):
    """What a row of a timetable is tied to."""

    MONTH = "month"
    RANGE = "range"
    MEETING = "meeting"
    DATE = "date"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class When:
    """What a "when" says. `start` and `end` are 2011, 2011-03 or 2011-03-14.

    `gaps` tells what had to be worked out: "year" (the text has none), "turn" (a range over a
    new year), "order" (14/03 or 03/14), "words" (some words of it were not understood).
    """

    kind: Kind
    first: Moment
    last: Moment
    bound: str
    body: str
    gaps: frozenset[str]
    length: int

    @property
    def start(self) -> str | None:
        return self.first.iso()

    @property
    def end(self) -> str | None:
        return self.last.iso()


@dataclass(frozen=True)
class _Token:
    kind: str
    start: int
    end: int
    text: str
    moment: Moment | None = None
    key: str = ""


_NUMERIC = re.compile(
    r"(?P<ymd>(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2}))(?!\d)"
    r"|(?P<dmy>(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4}))(?!\d)"
    r"|(?P<ym>(?P<y3>\d{4})[-/.](?P<m3>\d{1,2}))(?![\d/.\u6708])"
    r"|(?P<my>(?P<m4>\d{1,2})[/.](?P<y4>\d{4}))(?!\d)"
)
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|er|re|eme|o|a|го|ого|е|я|и)?(?![a-z\u0430-\u044f])")
_HAN_NUMBER = re.compile(r"[\u3007零一二三四五六七八九十]{1,4}(?=[年月日])")
_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_WORD = re.compile(r"[^\W\d_]+")
_QUALIFIERS = ("by", "after", "early", "mid", "late", "about")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_YEAR_WORDS = frozenset({"г", "гг", "год", "года", "году", "年", "日", "号"})
_LONGEST = 160
_MOST_TOKENS = 40


@dataclass(frozen=True)
class _Lexicon:
    months: tuple[Words, ...]
    dates: tuple[Words, ...]
    bodies: tuple[Words, ...]


@cache
def _lexicon(language: str) -> _Lexicon:
    tables: Sequence[Terms] = [terms_of(language)]
    if language != "en":
        tables = [tables[0], terms_of("en")]
    return _Lexicon(
        tuple(table.section("months") for table in tables),
        # The small words of English would be mistaken for those of others, as "a" and "to".
        (tables[0].section("dates"),),
        tuple(table.section("bodies") for table in tables),
    )


def _han_value(text: str) -> int:
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN_DIGITS.get(tens, 1) * 10) + _HAN_DIGITS.get(ones, 0)
    value = 0
    for digit in text:
        value = value * 10 + _HAN_DIGITS[digit]
    return value


def _numeric_moment(found: re.Match[str]) -> tuple[Moment, bool]:
    """A date in figures, and whether its order had to be assumed."""
    name = found.lastgroup or ""
    for group, year, month, day in (
        ("ymd", "y1", "m1", "d1"),
        ("dmy", "y2", "m2", "d2"),
        ("ym", "y3", "m3", ""),
        ("my", "y4", "m4", ""),
    ):
        if found[group] is None:
            continue
        moment = Moment(int(found[year]), int(found[month]), int(found[day]) if day else None)
        if group == "dmy":
            if moment.month and moment.day and moment.month > 12 >= moment.day:
                return Moment(moment.year, moment.day, moment.month), False
            return moment, (moment.day or 0) <= 12 and moment.day != moment.month
        return moment, False
    raise AssertionError(name)


def _tokens(text: str, start: int, language: str) -> Iterator[_Token]:
    lexicon = _lexicon(language)
    place = start
    limit = min(len(text), start + _LONGEST)
    for _ in range(_MOST_TOKENS):
        while place < limit and text[place] == " ":
            place += 1
        if place >= limit:
            return
        token = _token_at(text, place, lexicon)
        yield token
        place = token.end


def _token_at(text: str, place: int, lexicon: _Lexicon) -> _Token:
    before = text[place - 1] if place else " "
    if not before.isdigit():
        if found := _NUMERIC.match(text, place):
            moment, assumed = _numeric_moment(found)
            if moment.valid:
                key = "order" if assumed else ""
                return _Token("moment", place, found.end(), found[0], moment, key)
        for words in lexicon.months:
            if term := words.at(text, place):
                moment = Moment(month=int(term.key))
                return _Token("month", place, term.end, term.text, moment)
    for words in lexicon.bodies:
        if term := words.at(text, place):
            key = f"{term.key}{term.number}" if term.key == "SG" else term.key
            return _Token("body", place, term.end, term.text, key=key)
    if found := _HAN_NUMBER.match(text, place):
        value = _han_value(found[0])
        if text[found.end()] == "月":
            return _Token("month", place, found.end() + 1, found[0], Moment(month=value))
        return _Token("number", place, found.end(), str(value))
    if found := _NUMBER.match(text, place):
        return _Token("number", place, found.end(), found[1])
    for words in lexicon.dates:
        if term := words.at(text, place):
            return _Token(term.key, place, term.end, term.text, key=term.number)
    if found := _WORD.match(text, place):
        return _Token("word", place, found.end(), found[0])
    if text[place].isdigit():
        end = place
        while end < len(text) and text[end].isdigit():
            end += 1
        return _Token("word", place, end, text[place:end])
    kind = "to" if text[place] in "-~" else "/" if text[place] == "/" else "mark"
    return _Token(kind, place, place + 1, text[place])


class _Side:
    """One end of a range while it is gathered."""

    def __init__(self) -> None:
        self.year: int | None = None
        self.month: int | None = None
        self.day: int | None = None
        self.order = ""

    @property
    def empty(self) -> bool:
        return not self.order

    def take(self, what: str, value: int) -> bool:
        """Whether this end had none of it yet."""
        if getattr(self, what) is not None:
            return False
        setattr(self, what, value)
        self.order += what[0]
        return True

    def moment(self) -> Moment | None:
        # 14 March 2011, March 14 2011 and 2011 March 14 are dates; March 2011 14 is not.
        if self.order not in {"dmy", "mdy", "ymd", "my", "ym", "dm", "md", "m", "y", "d"}:
            return None
        return Moment(self.year, self.month, self.day)


def _split(tokens: Sequence[_Token]) -> tuple[list[_Side], bool] | None:
    """The ends of the range that tokens tell of, and whether an order was assumed."""
    sides = [_Side()]
    assumed = False
    parted = False
    for token in tokens:
        if token.kind == "to":
            parted = True
            continue
        if token.kind == "/":
            parted = bool(sides[-1].month)
            continue
        parts: list[tuple[str, int]] = []
        if token.kind == "moment" and token.moment:
            assumed = assumed or token.key == "order"
            moment = token.moment
            for what, value in (
                ("year", moment.year),
                ("month", moment.month),
                ("day", moment.day),
            ):
                if value is not None:
                    parts.append((what, value))
        elif token.kind == "month" and token.moment and token.moment.month:
            if parted and sides[-1].month == token.moment.month and not sides[-1].year:
                # The month under both of its Arabic names.
                parted = False
                continue
            parts.append(("month", token.moment.month))
        elif token.kind == "number":
            value = int(token.text) if len(token.text) <= 4 else -1
            if year_from(value):
                parts.append(("year", value))
            elif 1 <= value <= 31 and len(token.text) <= 2:
                parts.append(("day", value))
            else:
                return None
        if not parts:
            continue
        if parted and not sides[-1].empty:
            sides.append(_Side())
        parted = False
        for what, value in parts:
            if not sides[-1].take(what, value):
                if what == "month" and sides[-1].month == value:
                    continue
                sides.append(_Side())
                sides[-1].take(what, value)
    return ([side for side in sides if not side.empty], assumed)


def _part_of_year(tokens: Sequence[_Token]) -> tuple[int, int] | None:
    """The months of a quarter or a half, where one is named."""
    kinds = {token.kind for token in tokens}
    size = 3 if "quarter" in kinds else 6 if "half" in kinds else 0
    if not size:
        return None
    for token in tokens:
        which = _ORDINALS.get(token.kind, 0)
        if token.kind == "quarter" and token.key:
            which = int(token.key)
        elif token.kind == "number" and token.text in {"1", "2", "3", "4"}:
            which = int(token.text)
        if 1 <= which <= 12 // size:
            return (which - 1) * size + 1, which * size
    return None


def _interpreted(tokens: Sequence[_Token], start: int) -> When | None:
    """What tokens say together; None if they make no sense as a "when"."""
    meeting = any(token.kind == "meeting" for token in tokens)
    bodies = [token.key for token in tokens if token.kind == "body"]
    bound = next((token.kind for token in tokens if token.kind in _QUALIFIERS), "")
    meaning = [t for t in tokens if t.kind not in {"filler", "from", "mark", *_QUALIFIERS}]
    if meaning and meaning[0].kind == "to" and not bound:
        bound = "by"
    gaps = {"words"} if any(token.kind == "word" for token in tokens) else set()
    length = tokens[-1].end - start
    body = bodies[0] if bodies else ""
    year_part = _part_of_year(tokens)
    if year_part:
        tokens = [t for t in tokens if t.kind != "number" or len(t.text) == 4]
    split = _split(tokens)
    if split is None:
        return None
    sides, assumed = split
    if assumed:
        gaps.add("order")
    if year_part:
        if len(sides) != 1 or sides[0].order != "y":
            return None
        first = Moment(sides[0].year, year_part[0])
        return When(
            Kind.RANGE,
            first,
            Moment(first.year, year_part[1]),
            bound,
            body,
            frozenset(gaps),
            length,
        )
    if not sides:
        if not (meeting or bodies):
            return None
        year = _year_of_body(tokens)
        kind, span = Kind.MEETING, Span(Moment(year), Moment(year), turned=False)
        if year is None:
            gaps.add("year")
        return When(kind, span.start, span.end, bound, body, frozenset(gaps), length)
    moments = [side.moment() for side in sides]
    first_end, last_end = moments[0], moments[-1]
    if first_end is None or last_end is None or None in moments:
        return None
    found = completed(first_end, last_end)
    if found is None:
        return None
    if found.turned:
        gaps.add("turn")
    if found.start.year is None:
        if found.start.month is None:
            return None
        gaps.add("year")
    kind = _kind_of(found, single=len(sides) == 1, meeting=meeting or bool(bodies))
    if kind is Kind.RANGE and len(sides) == 1:
        year = found.start.year
        found = Span(Moment(year, 1), Moment(year, 12), turned=False)
    return When(kind, found.start, found.end, bound, body, frozenset(gaps), length)


def _year_of_body(tokens: Sequence[_Token]) -> int | None:
    """The year in the name of a meeting, as WTSA-12 or the 2012 assembly has it."""
    for token in tokens:
        if token.kind == "body" and (found := re.search(r"\d+", token.text)):
            value = int(found[0])
            return year_from(value if value >= 100 else 2000 + value)
    return None


def _kind_of(span: Span, *, single: bool, meeting: bool) -> Kind:
    spans_months = (span.start.year, span.start.month) != (span.end.year, span.end.month)
    if meeting and (span.start.day is not None or not spans_months):
        return Kind.MEETING
    if not single:
        return Kind.RANGE
    if span.start.day is not None:
        return Kind.DATE
    return Kind.MONTH if span.start.month is not None else Kind.RANGE


def parse_when(text: str, language: str) -> When | None:
    """What a whole cell says, folded: all of it must be understood, except in a meeting's name."""
    if len(text) > _LONGEST:
        return None
    tokens = list(_tokens(text, 0, language))
    if not tokens or tokens[-1].end < len(text.rstrip()):
        return None
    words = sum(token.kind == "word" for token in tokens)
    if words:
        meeting = any(token.kind in {"meeting", "body"} for token in tokens)
        dated = any(token.kind in {"month", "moment"} for token in tokens)
        if words > 8 or not (meeting and dated):
            return None
    return _interpreted(tokens, 0)


def when_at(text: str, start: int, language: str, *, meetings: bool = True) -> When | None:
    """The longest "when" that begins at `start` of folded text; `length` tells how far it goes."""
    best: When | None = None
    so_far: list[_Token] = []
    meeting = False
    for token in _tokens(text, start, language):
        if token.kind == "word" or (token.kind == "mark" and token.text in ":;!?\u3002"):
            break
        if not meetings and token.kind in {"meeting", "body"}:
            break
        so_far.append(token)
        meeting = meeting or token.kind == "meeting"
        ends = token.kind in {"number", "month", "moment", "meeting", "quarter", "half"} or (
            token.kind == "body" and meeting
        )
        after_figure = len(so_far) > 1 and so_far[-2].kind in {"number", "month"}
        year_word = after_figure and token.text in _YEAR_WORDS
        closes = token.kind == "mark" and token.text == ")"
        late = token.kind in _QUALIFIERS and best is not None and token.end - token.start <= 3
        if not (ends or closes or year_word or (late and language == "zh")):
            continue
        trial = [each for each in so_far if meeting or each.kind != "body"]
        if trial and (found := _interpreted(trial, start)):
            best = found
    return best


def dates_in(text: str, language: str) -> Iterator[tuple[int, When]]:
    """Every date of folded prose that has a year and a month, and where it begins."""
    lexicon = _lexicon(language)
    place = 0
    while found := _NEXT.search(text, place):
        place = found.start()
        token = _token_at(text, place, lexicon)
        when = None
        if token.kind in {"number", "month", "moment"}:
            when = when_at(text, place, language, meetings=False)
        if when is not None and when.length > 0:
            bare = text[place : place + when.length].strip(" .,()").isdigit()
            if not bare and when.first.year is not None and when.first.month is not None:
                yield place, when
            place += when.length
        else:
            place = max(token.end, place + 1)


_NEXT = re.compile(r"[^\W_]")
