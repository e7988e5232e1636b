"""The terms that come with Comitia: terms/SUBJECT.toml, one table a concept."""

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from comitia.base.languages import LANGUAGES, known_language
from comitia.glossary.rules import Written, read_terms


@dataclass(frozen=True)
class Shipped:
    """A concept as it is shipped. `shares` names concepts that a term of it may mean as well."""

    key: str
    subject: str
    terms: dict[str, tuple[Written, ...]]
    note: str = ""
    review: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()


@cache
def shipped() -> tuple[Shipped, ...]:
    """All of them, by subject and in the order of the file."""
    return tuple(concept for subject, text in _sources() for concept in _read(subject, text))


@cache
def digest() -> str:
    """Another one whenever a term that is shipped changes."""
    return sha256("\n".join(text for _, text in _sources()).encode()).hexdigest()


def _sources() -> list[tuple[str, str]]:
    folder = files(__package__) / "terms"
    found = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    return [
        (each.name.removesuffix(".toml"), each.read_text(encoding="utf-8"))
        for each in sorted(found, key=lambda each: each.name)
    ]


def _read(subject: str, text: str) -> list[Shipped]:
    return [
        Shipped(
            key=key,
            subject=subject,
            terms={
                language: read_terms(row.get(language.removesuffix("-hans"), ""))
                for language in LANGUAGES
            },
            note=row.get("note", ""),
            review=tuple(code for code in LANGUAGES if code in _codes(row.get("review", ""))),
            shares=tuple(row.get("shares", "").split()),
        )
        for key, row in tomllib.loads(text).items()
    ]


def _codes(words: str) -> set[str]:
    return {known_language(code) for code in words.split()}
