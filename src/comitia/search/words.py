"""The words of the question language: ours, and what the six languages and other programs say."""

import tomllib
from functools import cache
from importlib.resources import files

FIELDS, HAS, KIND, PLACE, DAY = "fields", "has", "kind", "place", "day"


def ours(table: str, word: str) -> str | None:
    """Our word for what somebody wrote, or None where it is none of that table."""
    return _tables()[table].get(word.casefold())


def choices(table: str) -> list[str]:
    """Our words of a table, as they are to be told."""
    return list(_written()[table])


@cache
def _written() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def _tables() -> dict[str, dict[str, str]]:
    return {
        table: {word.casefold(): name for name, words in rows.items() for word in words}
        for table, rows in _written().items()
    }
