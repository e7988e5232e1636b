"""The words of circulars, one table a language (TOML beside this file), and finding them."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from comitia.papers.folding import folded

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")

_ARABIC = "\u0621-\u064a"
_LETTERS = {"latin": "a-z0-9", "cyrillic": "\u0430-\u044f", "arabic": _ARABIC}
# Arabic writes "and", "in", "to", "as" and "the" onto the word that follows.
_ARTICLE = "\u0627\u0644"
_PREFIXES = "[\u0648\u0641\u0628\u0643\u0644]{0,2}"


@dataclass(frozen=True)
class Term:
    """A word of the table where it was found: which one it is, and its span in folded text."""

    key: str
    start: int
    end: int
    text: str
    unsure: bool
    form: str
    """The word as the table has it, where its endings differ in the text."""

    @property
    def number(self) -> str:
        """The number within the term, as the 13 of Study Group 13; empty if there is none."""
        found = re.search(r"\d+", self.text)
        return found[0] if found else ""


@dataclass(frozen=True)
class _Form:
    key: str
    text: str
    unsure: bool


class Words:
    """One section of a table, as a single pattern that finds the longest word first."""

    def __init__(self, forms: Sequence[_Form]) -> None:
        self._forms = sorted(forms, key=lambda form: len(form.text), reverse=True)
        body = "|".join(f"({_pattern(form.text)})" for form in self._forms)
        self._pattern = re.compile(body if body else r"(?!)")

    def _term(self, found: re.Match[str]) -> Term:
        form = self._forms[(found.lastindex or 1) - 1]
        return Term(form.key, found.start(), found.end(), found[0], form.unsure, form.text)

    @property
    def pattern(self) -> str:
        """The words as part of a larger regular expression, without groups."""
        return "|".join(_pattern(form.text) for form in self._forms) or r"(?!)"

    def find(self, text: str, start: int = 0) -> Term | None:
        """The first term in folded text from `start` on."""
        found = self._pattern.search(text, start)
        return self._term(found) if found else None

    def find_all(self, text: str) -> Iterator[Term]:
        """Every term in folded text, none overlapping another."""
        return (self._term(found) for found in self._pattern.finditer(text))

    def at(self, text: str, start: int = 0) -> Term | None:
        """The longest term that begins just there."""
        found = self._pattern.match(text, start)
        return self._term(found) if found else None

    def is_whole(self, text: str) -> Term | None:
        """The term that the whole text is."""
        found = self._pattern.fullmatch(text)
        return self._term(found) if found else None

    def __contains__(self, text: str) -> bool:
        return self.find(text) is not None


@dataclass(frozen=True)
class Terms:
    """The table of one language."""

    language: str
    review: bool
    stop_words: frozenset[str]
    sections: Mapping[str, Words]
    words: Mapping[tuple[str, str], Words]
    names: Mapping[tuple[str, str], str]
    """Of each key the first word of the table, as it is written."""

    def section(self, name: str) -> Words:
        """All words of a section; each term found tells by its key which."""
        return self.sections[name]

    def word(self, section: str, *keys: str) -> Words:
        """Only the words under one key, or under the first of these keys that the table has."""
        for key in keys:
            if (section, key) in self.words:
                return self.words[section, key]
        return _NONE


def _script(letter: str) -> str:
    if "\u0600" <= letter <= "\u06ff":
        return "arabic"
    if "\u0400" <= letter <= "\u04ff":
        return "cyrillic"
    return "latin" if letter.isascii() and letter.isalnum() else ""


def _pattern(form: str) -> str:
    """A form as a regular expression. None of its parts can match the same text in two ways."""
    head, tail = _script(form[:1]), _script(form[-1:])
    parts = []
    for letter in form:
        if letter == "*":
            parts.append(r"[^\W\d_]*")
        elif letter == "#":
            parts.append(r"\d{1,4}")
        elif letter == "-":
            parts.append(" ?- ?")
        elif letter == "'":
            parts.append("' ?")
        else:
            parts.append(re.escape(letter))
    body = "".join(parts)
    if head == "arabic":
        if form.startswith(_ARTICLE):
            body = f"{_PREFIXES}(?:{_ARTICLE}|\u0644\u0644){body[2:]}"
        else:
            body = f"{_PREFIXES}(?:{_ARTICLE})?{body}"
    if head:
        body = f"(?<![{_LETTERS[head]}]){body}"
    if form.endswith("#"):
        body = f"{body}(?![0-9])"
    elif tail:
        body = f"{body}(?![{_LETTERS[tail]}])"
    return body


def _forms(key: str, entries: Sequence[Any]) -> Iterator[_Form]:
    for entry in entries:
        written = entry if isinstance(entry, str) else str(entry["form"])
        unsure = not isinstance(entry, str) and bool(entry.get("unsure"))
        text = folded(written).rstrip(":,. ") or folded(written)
        if text:
            yield _Form(key, text, unsure)


@cache
def terms_of(language: str) -> Terms:
    """The table of a language; Latin letters of others' abbreviations (TSAG, ITU) are in each."""
    source = files(__package__).joinpath(f"{language}.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    sections: dict[str, Words] = {}
    words: dict[tuple[str, str], Words] = {}
    names: dict[tuple[str, str], str] = {}
    for name, section in table.items():
        if not isinstance(section, dict):
            continue
        gathered: list[_Form] = []
        for key, entries in section.items():
            forms = list(_forms(key, entries))
            gathered += forms
            words[name, key] = Words(forms)
            if entries:
                first = entries[0]
                names[name, key] = first if isinstance(first, str) else str(first["form"])
        sections[name] = Words(gathered)
    return Terms(
        language=table["language"],
        review=table["review"],
        stop_words=frozenset(folded(word) for word in table["stop_words"]),
        sections=sections,
        words=words,
        names=names,
    )


_NONE = Words([])
