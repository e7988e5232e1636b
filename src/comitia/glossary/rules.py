"""Terms as people write them: read, judged, and folded for look-up. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MOST_LETTERS = 200
MOST_VARIANTS = 12

_SEPARATOR = re.compile("[;；؛\n]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Vowel signs and the stretching stroke are optional in Arabic; alef is written in several ways.
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_SAME = str.maketrans("أإآٱىё’ʼ‐\u2011–", "اااايе''---")
_LETTERS_OF = {
    "ar": re.compile("[\u0620-\u064a\u066e-\u06d3]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "zh-hans": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
}
# A word with letters of two alphabets, as a Latin “a” among Cyrillic ones: it looks right and is
# never found.
_LOOKS_ALIKE = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")


@dataclass(frozen=True, slots=True)
class Written:
    """A term as it is written down: its text, and whether that is an abbreviation."""

    text: str
    is_abbreviation: bool = False


def read_terms(line: str) -> tuple[Written, ...]:
    """What a line such as `study group; [SG]` names, the preferred term first.

    Terms stand apart by semicolons, an abbreviation in square brackets; what comes twice counts
    once.
    """
    found: dict[str, Written] = {}
    for part in _SEPARATOR.split(unicodedata.normalize("NFC", line)):
        text = " ".join(part.split())
        is_abbreviation = text.startswith("[") and text.endswith("]") and len(text) > 2
        if is_abbreviation:
            text = text[1:-1].strip()
        if text:
            found.setdefault(text, Written(text, is_abbreviation))
    return tuple(found.values())


def write_terms(terms: Iterable[Written]) -> str:
    """The line that `read_terms` reads."""
    return "; ".join(f"[{each.text}]" if each.is_abbreviation else each.text for each in terms)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a term: a word for the reason, and the text."""

    reason: str
    text: str


def faults(language: str, terms: Iterable[Written]) -> list[Fault]:
    """What bars these terms from a language: length, signs, letters of another alphabet."""
    terms = list(terms)
    found = [Fault("too-many", str(MOST_VARIANTS))] if len(terms) > MOST_VARIANTS else []
    needed = _LETTERS_OF.get(language)
    for term in terms:
        text = term.text
        if len(text) > MOST_LETTERS or len(fold(text)) > MOST_LETTERS:
            found.append(Fault("too-long", text[:40]))
        elif _CONTROLS.search(text) or "[" in text or "]" in text:
            found.append(Fault("signs", text))
        elif not any(letter.isalnum() for letter in text):
            found.append(Fault("no-word", text))
        elif (needed and not term.is_abbreviation and not needed.search(text)) or (
            _LOOKS_ALIKE.search(text)
        ):
            found.append(Fault("letters", text))
    return found


def fold(text: str) -> str:
    """The text for comparing: case, accents, alef, ё and kinds of apostrophe do not count."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = _ARABIC_MARKS.sub("", text).translate(_SAME)
        text = "".join(map(_plain_letter, text))
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    """A Latin letter without its accent; й and its like are letters of their own."""
    plain = unicodedata.normalize("NFKD", letter)[0]
    return plain if plain.isascii() and plain.isalpha() else letter
