"""Days as letters write them, in their own language (CLDR). Pure."""

import re
from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton

# A day in a pattern of CLDR, or words in quotation marks, which may have a d of their own.
_DAY = re.compile(r"'[^']*'|d")


def day_in(language: str, day: date) -> str:
    """A day in words: 8 February 2011, 2011年2月8日."""
    return format_date(day, "long", _locale(language))


def days_in(language: str, first: date, last: date) -> str:
    """From one day to another: 11–15 July 2011, 2011年7月11–15日."""
    if first == last:
        return day_in(language, first)
    if (first.year, first.month) != (last.year, last.month):
        return f"{day_in(language, first)} – {day_in(language, last)}"
    # CLDR's own spans have no form with the month written out in all six languages.
    pattern = str(_locale(language).date_formats["long"].pattern)
    days = f"'{first.day}–{last.day}'"
    spanned = _DAY.sub(lambda found: days if found[0] == "d" else found[0], pattern)
    return format_date(last, spanned, _locale(language))


def month_in(language: str, day: date) -> str:
    """The month of a day: February 2011."""
    return format_skeleton("yMMMM", day, locale=_locale(language))


def _locale(language: str) -> Locale:
    # The Union writes 11 July 2011; Babel's zh is written in simplified letters.
    return Locale.parse("en_GB" if language == "en" else language.replace("-hans", ""))
