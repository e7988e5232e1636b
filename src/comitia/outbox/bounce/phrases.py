"""The words of mailers (phrases.toml), each group of them one pattern."""

import re
import tomllib
from pathlib import Path

_GROUPS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8")
)


def pattern(section: str, name: str) -> re.Pattern[str]:
    """Any of the phrases of one group. Raises KeyError."""
    return re.compile("|".join(_GROUPS[section][name]), re.IGNORECASE | re.MULTILINE)


def patterns(section: str) -> dict[str, re.Pattern[str]]:
    """The groups of a section, in their order."""
    return {name: pattern(section, name) for name in _GROUPS[section]}
