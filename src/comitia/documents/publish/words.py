"""The words that a published paper adds of its own, and its dates, in the language it is in."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date

from comitia.base.languages import known_language
from comitia.papers.blocks import Change

# Babel's name of the calendar's words. Arabic months have two sets; the United Nations' texts use
# the international one, which is what plain "ar" gives.
_LOCALES = {"zh-hans": "zh_Hans", "en": "en_GB"}


@cache
def words_in(language: str) -> Mapping[str, str]:
    """The words in a language of ours; in English where the language is not known."""
    found: dict[str, dict[str, str]] = tomllib.loads(
        (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    )
    return found[known_language(language)]


def day_in_words(at: str, language: str) -> str:
    """The day of an ISO 8601 instant, written out; what is no instant, as it stands."""
    try:
        day = datetime.fromisoformat(at)
    except ValueError:
        return at
    return format_date(day, format="long", locale=locale_of(language))


def locale_of(language: str) -> str:
    """Babel's name of a language of ours."""
    code = known_language(language)
    return _LOCALES.get(code, code)


def told(change: Change, language: str) -> str:
    """A change in words: what, by whom and on which day, so far as the file says it."""
    words = words_in(language)
    facts = {"what": words[change.kind], "author": change.author}
    facts["date"] = day_in_words(change.at, language)
    if change.author and change.at:
        return words["who"].format_map(facts)
    if change.author:
        return words["by"].format_map(facts)
    return words["on"].format_map(facts) if change.at else facts["what"]
