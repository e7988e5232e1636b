"""Days as letters write them, in their own language (CLDR). Pure."""

from datetime import date

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton


def day_in(language: str, day: date) -> str:
    """A day in words: 8 February 2011, 2011年2月8日."""
    return format_date(day, "long", _locale(language))


def days_in(language: str, first: date, last: date) -> str:
    """From one day to another: 8–11 February 2011."""
    if first == last:
        return day_in(language, first)
    return format_interval(first, last, skeleton="yMMMMd", locale=_locale(language))


def month_in(language: str, day: date) -> str:
    """The month of a day: February 2011."""
    return format_skeleton("yMMMM", day, locale=_locale(language))


def _locale(language: str) -> Locale:
    # The Union writes 11 July 2011; Babel's zh is written in simplified letters.
    return Locale.parse("en_GB" if language == "en" else language.replace("-hans", ""))
