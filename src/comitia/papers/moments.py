"""Days, months and years as far as a text gives them, and how two ends of a range complete
each other. Pure arithmetic; knows no language."""

from calendar import monthrange
from dataclasses import dataclass, replace

_YEARS = range(1860, 2200)


@dataclass(frozen=True)
class Moment:
    """A year, a month, a day: any may be missing, as in "8-11 February" or "April"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def valid(self) -> bool:
        if self.year is not None and self.year not in _YEARS:
            return False
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None:
            return True
        if self.month is None:
            return False
        return 1 <= self.day <= monthrange(self.year or 2000, self.month)[1]

    def iso(self) -> str | None:
        """2011-02-08, 2011-02 or 2011; None without a year."""
        if self.year is None:
            return None
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def year_from(number: int) -> int | None:
    """A number of four digits that can be a year."""
    return number if number in _YEARS else None


@dataclass(frozen=True)
class Span:
    """From one moment to another, each as complete as the other could make it."""

    start: Moment
    end: Moment
    turned: bool
    """Whether a year was worked out because the range runs over a new year."""


def completed(first: Moment, last: Moment) -> Span | None:
    """The two ends of a range, each given what only the other states; None if they clash.

    "April-November 2011" gives its year to April; "November 2011-January" ends in 2012.
    """
    turned = False
    if first.month is None and first.day is not None:
        first = replace(first, month=last.month)
    if last.month is None and last.day is not None:
        last = replace(last, month=first.month)
    if first.month is None and last.month is not None and first.year is None:
        return None
    backwards = (
        first.month is not None
        and last.month is not None
        and (first.month, first.day or 0) > (last.month, last.day or 99)
    )
    if first.year is None and last.year is not None:
        turned = backwards
        first = replace(first, year=last.year - 1 if backwards else last.year)
    elif last.year is None and first.year is not None:
        turned = backwards
        last = replace(last, year=first.year + 1 if backwards else first.year)
    if not (first.valid and last.valid):
        return None
    start, end = first.iso(), last.iso()
    if start and end and start[: len(end)] > end[: len(start)]:
        return None
    return Span(first, last, turned)
