"""Moments out of header fields (RFC 5322 3.3), read tolerantly. Never raises."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

# Before mail and long after us: clocks that are further off say nothing.
FIRST_YEAR, LAST_YEAR = 1970, 2100
MOST_LETTERS = 200
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
# As nearly all mail writes it, a remark behind it passed over; the rest is left to Python.
_USUAL = re.compile(
    r"\s*(?:[A-Z][a-z]{2}, {1,2})?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)"
    r" ([+-])(\d\d)([0-5]\d)(?: \([A-Za-z]*\))?\s*"
)


def moment(text: str) -> datetime | None:
    """The moment a date says, in UTC; one without a zone is UTC. None where it says none."""
    usual = _USUAL.fullmatch(text, 0, MOST_LETTERS)
    try:
        if usual and usual[2] in _MONTHS:
            day, month, year, hour, minute, second, sign, hours, minutes = usual.groups()
            west = (int(hours) * 60 + int(minutes)) * (1 if sign == "-" else -1)
            found = (int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second))
            return _moment(found, west * 60)
        said = parsedate_tz(text[:MOST_LETTERS])
        return None if said is None else _moment(said[:6], -(said[9] or 0))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _moment(said: tuple[int, ...], seconds_west: int) -> datetime | None:
    year, month, day, hour, minute, second = said
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    # A leap second is counted with the one before it.
    there = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return there + timedelta(seconds=seconds_west)
