"""The words of a letter in one of the six languages, and a house's own in place of ours.

`words/LANGUAGE.toml` beside this file, and on top of it what the house's folder has under the
same name: only the words it wants otherwise.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _

from comitia.official.errors import BadTemplate

MOST_FILE_BYTES = 200_000


@dataclass(frozen=True)
class Wording:
    """Words by section (`all`, or a kind) and key; names of bodies by their acronym."""

    language: str
    sections: Mapping[str, Mapping[str, str]] = field(repr=False)
    review: frozenset[str] = frozenset()

    def word(self, kind: str, key: str) -> str:
        """What is said for `key` in a letter of that kind. Raises KeyError."""
        own = self.sections.get(kind, {})
        return own[key] if key in own else self.sections["all"][key]

    def name_of(self, acronym: str) -> str:
        """What a body or bureau is called for short in this language."""
        return self.sections.get("names", {}).get(acronym, acronym)


def wording_in(language: str, house: Path | None = None) -> Wording:
    """The words of a language, the house's own first. Raises BadTemplate for a bad house file."""
    shipped = _shipped(language)
    path = house / f"{language}.toml" if house else None
    if path is None or not path.is_file():
        return shipped
    own = _read(path)
    sections = {
        name: {**shipped.sections.get(name, {}), **own.get(name, {})}
        for name in {*shipped.sections, *own}
    }
    return Wording(language, sections, shipped.review)


@cache
def _shipped(language: str) -> Wording:
    name = files(__package__) / "words" / f"{language}.toml"
    read = tomllib.loads(name.read_text(encoding="utf-8"))
    review = frozenset(read.pop("review"))
    return Wording(language, read, review)


def _read(path: Path) -> dict[str, dict[str, str]]:
    text = read_small(path)
    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadTemplate(path.name, str(error)) from error
    read.pop("review", None)
    for section, words in read.items():
        plain = isinstance(words, dict) and all(isinstance(one, str) for one in words.values())
        if not plain:
            raise BadTemplate(
                path.name, _("[%(section)s] must hold words only.") % {"section": section}
            )
    return read


def read_small(path: Path) -> str:
    """A file of the house's folder as text. Raises BadTemplate for one too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE_BYTES + 1)
        if len(data) > MOST_FILE_BYTES:
            raise BadTemplate(path.name, _("The file is too large for a template."))
        return data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTemplate(path.name, str(error)) from error
