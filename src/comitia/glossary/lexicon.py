"""Which terms of the field a text holds, in any of the six languages. Pure, and fast.

Words are compared by their stems, as the search index does, so that «комиссий» finds «комиссия»;
Chinese, which sets no blanks, by the longest piece of it that is a term. The longest term wins, and
no word counts twice. What fits to the letter leaves out what fits as singular and plural, and that
leaves out what fits by its stem only: «delegates» are delegates, and no delegation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from comitia.glossary.rules import fold
from comitia.glossary.words import HAN, Word, words

MOST_LETTERS = 1_000
MOST_FOUND = 20
# Shorter stems are those of too many words.
SHORTEST_STEM = 3

_HAS_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Name:
    """A term of the concept numbered `concept`; as it stands only, or in any form of its words."""

    concept: int
    language: str
    text: str
    as_it_stands: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A piece of the text, and the terms it is: of several concepts where it may mean several."""

    begin: int
    end: int
    names: tuple[Name, ...]

    @property
    def concepts(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(name.concept for name in self.names))


@dataclass(frozen=True, slots=True)
class _Phrase:
    name: Name
    folded: str
    plain: str


@dataclass(frozen=True)
class Lexicon:
    """All terms, by stems in each language and by characters of Chinese."""

    phrases: dict[str, dict[tuple[str, ...], list[_Phrase]]] = field(default_factory=dict)
    lengths: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    pieces: dict[str, list[Name]] = field(default_factory=dict)
    piece_lengths: dict[str, list[int]] = field(default_factory=dict)
    little: dict[str, list[Name]] = field(default_factory=dict)


def lexicon(names: Iterable[Name]) -> Lexicon:
    """The terms, ready to be looked for."""
    made = Lexicon()
    for name in names:
        if _HAS_HAN.search(name.text):
            piece = _letter_by_letter(name.text)
            made.pieces.setdefault(piece, []).append(name)
            _note_length(made.piece_lengths, piece[0], len(piece))
            continue
        said = [word for word in words(name.text) if not word.is_between]
        if not said:
            made.little.setdefault(fold(name.text), []).append(name)
            continue
        # A Latin abbreviation in a Russian text has no stem there, and stands for itself.
        language = name.language
        stems = tuple(word.stem(language) for word in said)
        phrase = _Phrase(name, _folded(said), _plain(said, language))
        made.phrases.setdefault(language, {}).setdefault(stems, []).append(phrase)
        _note_length(made.lengths.setdefault(language, {}), stems[0], len(stems))
    return made


def matches(known: Lexicon, text: str) -> list[Match]:
    """The terms a text holds, in their order there."""
    text = text[:MOST_LETTERS]
    found = _chinese(known, text) if _HAS_HAN.search(text) else []
    # A term such as IP地址 has taken its word.
    free = [
        word
        for word in words(text)
        if not any(each.begin <= word.begin < each.end for each in found)
    ]
    found += _in_words(known, text, free)
    return sorted(found, key=lambda each: each.begin)[:MOST_FOUND]


def _chinese(known: Lexicon, text: str) -> list[Match]:
    flat = _letter_by_letter(text)
    found: list[Match] = []
    at = 0
    while at < len(flat):
        for length in known.piece_lengths.get(flat[at], ()):
            names = known.pieces.get(flat[at : at + length])
            if names:
                found.append(Match(at, at + length, tuple(names)))
                at += length
                break
        else:
            at += 1
    return found


def _in_words(known: Lexicon, text: str, everything: list[Word]) -> list[Match]:
    said = [word for word in everything if not word.is_between]
    candidates = []
    for first in range(len(said)):
        for length, names in _beginning_with(known, said[first:]).items():
            closest = min(names)
            candidates.append((length, first, names[closest]))
    taken: set[int] = set()
    found: list[Match] = []
    for length, first, those in sorted(candidates, key=lambda each: (-each[0], each[1])):
        places = range(first, first + length)
        if taken.isdisjoint(places):
            taken.update(places)
            found.append(Match(said[first].begin, said[first + length - 1].end, tuple(those)))
    for word in everything:
        # LAS is the League of Arab States, las is an article.
        if word.folded in known.little and text[word.begin : word.end].isupper():
            found.append(Match(word.begin, word.end, tuple(known.little[word.folded])))
    return found


def _beginning_with(known: Lexicon, said: list[Word]) -> dict[int, dict[int, list[Name]]]:
    """The terms with which the words begin, by length, and by how far they fit: 0 to the letter."""
    found: dict[int, dict[int, list[Name]]] = {}
    for language, phrases in known.phrases.items():
        for length in known.lengths[language].get(said[0].stem(language), ()):
            here = said[:length]
            if len(here) < length:
                continue
            stems = tuple(each.stem(language) for each in here)
            for phrase in phrases.get(stems, ()):
                if phrase.folded == _folded(here):
                    far = 0
                elif phrase.name.as_it_stands:
                    continue
                elif phrase.plain == _plain(here, language):
                    far = 1
                elif length > 1 or len(stems[0]) >= SHORTEST_STEM:
                    far = 2
                else:
                    continue
                found.setdefault(length, {}).setdefault(far, []).append(phrase.name)
    return found


def _folded(said: list[Word]) -> str:
    return " ".join(word.folded for word in said)


def _plain(said: list[Word], language: str) -> str:
    return " ".join(word.plain(language) for word in said)


def _letter_by_letter(text: str) -> str:
    """Folded, each letter by one letter, so that places stay the same."""
    return "".join(map(_one_letter, text))


@lru_cache(maxsize=4096)
def _one_letter(letter: str) -> str:
    folded = fold(letter)
    return folded if len(folded) == 1 else letter


def _note_length(lengths: dict[str, list[int]], beginning: str, length: int) -> None:
    known = lengths.setdefault(beginning, [])
    if length not in known:
        known.append(length)
        known.sort(reverse=True)
