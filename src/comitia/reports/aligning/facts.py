"""The dates and numbers of a text, written alike whatever language they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comitia.papers.dates import When, dates_in
from comitia.papers.folding import folded

_NUMBER = re.compile(r"(?<![a-z\d])(?:\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)")
# Figures that are no date, though a date's end may seem to run on into them: 1,250 or 3.5.
_NO_DATE = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d+)?|\d{1,3}[.,]\d{1,3})(?![\d.,]*\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|2[01])\d\d(?!\d)|[\u3007零一二三四五六七八九]{4}年")
_ABOUT = 60
_ARABIC_SIGNS = str.maketrans({"\u066b": ".", "\u066c": ","})
_GROUPS = {"en": ",", "zh": ",", "ar": ",", "es": ".", "fr": ".", "ru": "."}
# One language has "two" where another has "2".
_LEAST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Dates as 2011, 2011-03, 2011-02-08/2011-02-11; numbers with a point and without groups."""

    dates: tuple[str, ...]
    numbers: tuple[str, ...]


def facts_of(text: str, language: str) -> Facts:
    """The dates and numbers of a text in one of the six languages, in order.

    Numbers of one digit are left out: versions write them as words as they please.
    """
    plain = folded(text.translate(_ARABIC_SIGNS))
    without_figures = _NO_DATE.sub(lambda found: "x" * len(found[0]), plain)
    dates: list[str] = []
    between: list[str] = []
    place = 0
    for start, when in _dates(without_figures, language):
        dates.append(_date(when))
        between.append(plain[place:start])
        place = start + when.length
    between.append(plain[place:])
    numbers = [
        number
        for part in between
        for found in _NUMBER.finditer(part)
        if len(number := _plain_number(found[0], language)) >= _LEAST_DIGITS
    ]
    return Facts(tuple(dates), tuple(numbers))


def _dates(plain: str, language: str) -> Iterator[tuple[int, When]]:
    """Dates and where they begin: looked for about years only, since each word looked at costs."""
    done = 0
    for year in _YEAR.finditer(plain):
        if year.start() < done:
            continue
        start = max(done, year.start() - _ABOUT)
        if start > done:
            # Not within a word.
            start = max(start, plain.rfind(" ", done, start) + 1)
        done = year.end() + _ABOUT
        while later := _YEAR.search(plain, year.end(), done):
            year = later
            done = year.end() + _ABOUT
        for place, when in dates_in(plain[start:done], language):
            if not _is_whole_year(when):
                yield start + place, when


def _is_whole_year(when: When) -> bool:
    """Whether it is a year alone, for which one language has a word and another has none."""
    start, end = when.start or "", when.end or ""
    return start[4:] == "-01" and end == f"{start[:4]}-12"


def _date(when: When) -> str:
    start, end = when.start or "", when.end or ""
    return start if start == end else f"{start}/{end}"


def _plain_number(written: str, language: str) -> str:
    """1 250,5 and 1,250.5 and 1.250,5 as 1250.5; 3.2.1 as it is."""
    written = written.replace(" ", "").replace("'", "")
    signs = [sign for sign in written if sign in ".,"]
    if not signs:
        return written
    if len(set(signs)) == 2:
        return written.replace(signs[0], "").replace(signs[-1], ".")
    parts = written.split(signs[0])
    grouped = parts[0] != "0" and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if grouped and signs[0] == _GROUPS.get(language, ","):
        return "".join(parts)
    return ".".join(parts)
