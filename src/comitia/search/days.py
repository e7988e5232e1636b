"""Days, months, years and how long ago, as people write them in a question. Pure."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from comitia.search import words

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?")
_AGO = re.compile(r"(\d{1,4})([dwmy])")
_MONTHS = {"m": 1, "y": 12}
_DAYS = {"d": 1, "w": 7}

Span = tuple[datetime | None, datetime | None]


def span(text: str, *, at: datetime) -> Span | None:
    """From when to before when: of a date, of `7d` (the last seven days), of `one..other`.

    Either end may be open. None where it cannot be read. A day begins as it does where `at` is.
    """
    text = text.strip().casefold()
    if ".." in text:
        first, _, last = text.partition("..")
        begin = _one(first, at) if first.strip(".") else (None, None)
        end = _one(last.strip("."), at) if last.strip(".") else (None, None)
        if begin is None or end is None:
            return None
        if begin[0] and end[0] and begin[0] > end[0]:
            begin, end = end, begin
        return begin[0], end[1] or end[0]
    return _one(text, at)


def begin(text: str, *, at: datetime) -> datetime | None:
    """The first instant of what is written, or None where it cannot be read."""
    found = _one(text.strip().casefold(), at)
    return found[0] if found else None


def _one(text: str, at: datetime) -> Span | None:
    text = text.strip()
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        if day := words.ours(words.DAY, text):
            first = midnight if day == "today" else _days_on(midnight, -1)
            return first, _days_on(first, 1)
        if match := _AGO.fullmatch(text):
            count, unit = int(match[1]), match[2]
            if unit in _DAYS:
                return _days_on(midnight, -count * _DAYS[unit]), None
            return _months_on(midnight, -count * _MONTHS[unit]), None
        if match := _DATE.fullmatch(text):
            return _dated(match, at)
    except (ValueError, OverflowError):
        pass  # The thirty-first of February, or the year 0: no date.
    return None


def _dated(match: re.Match[str], at: datetime) -> Span:
    year, month, day = (int(each) if each else None for each in match.groups())
    first = datetime(year or 0, month or 1, day or 1, tzinfo=at.tzinfo or UTC)
    try:
        if day:
            return first, _days_on(first, 1)
        return first, _months_on(first, 1 if month else 12)
    except (ValueError, OverflowError):
        return first, None  # The end of the year 9999.


def _days_on(day: datetime, count: int) -> datetime:
    # On the wall's clock, so that a day of 23 hours is a day, too.
    return day + timedelta(days=count)


def _months_on(day: datetime, count: int) -> datetime:
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
