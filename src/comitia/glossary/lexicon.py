"""Which terms of the field a text holds, in any of the six languages. Pure, and fast.

Words are compared by their stems, as the search index does, so that «комиссий» finds «комиссия»;
Chinese, which sets no blanks, by the longest piece of it that is a term. The longest term wins, and
no word counts twice. Where something fits to the letter, what fits by its stem only is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from comitia.glossary.rules import fold
from comitia.search import analyse

MOST_LETTERS = 1_000
MOST_WORDS = 8
MOST_FOUND = 20
# Shorter stems are those of too many words.
SHORTEST_STEM = {"ar": 3}
SHORT_OTHERWISE = 4

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[^\W_{_HAN}]+")
_HAS_HAN = re.compile(f"[{_HAN}]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ENDINGS = {
    "fr": (
        (re.compile("eaux$"), "eau"),
        (re.compile("(?<=[a-z]{2})aux$"), "al"),
        (re.compile("(?<=[a-z]{3})[sx]$"), ""),
    ),
    "es": (
        (re.compile("(?<=[a-z]{2}[dlnrj])es$"), ""),
        (re.compile("(?<=[a-z]{2})ces$"), "z"),
        (re.compile("(?<=[a-z]{3})s$"), ""),
    ),
    # What is written together with a word, and its ending; both may be there.
    "ar": (
        (re.compile("^(?:و|ف)?(?:ال|بال|كال|لل)(?=.{3})|^و(?=.{4})"), ""),
        (re.compile("(?<=.{3})(?:ات|ة|ه)$"), ""),
    ),
}
# Little words that stand between the others; «commission d'études» is found without its «d'».
_BETWEEN = frozenset(
    "a an and at by for from in of on or the to with "
    "à au aux avec d de des du en et l la le les par pour sur un une "
    "al con del el las los para por sobre y "
    "в и к на о об от по при с у "
    "في من على عن الى و ل ب".split()
)  # fmt: skip


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


@dataclass(frozen=True)
class Lexicon:
    """All terms, by stems in each language and by characters of Chinese."""

    phrases: dict[str, dict[tuple[str, ...], list[tuple[Name, str]]]] = field(default_factory=dict)
    lengths: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    pieces: dict[str, list[Name]] = field(default_factory=dict)
    piece_lengths: dict[str, list[int]] = field(default_factory=dict)
    little: dict[str, list[Name]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Word:
    begin: int
    end: int
    folded: str
    stems: dict[str, str]
    is_between: bool


def lexicon(names: Iterable[Name]) -> Lexicon:
    """The terms, ready to be looked for."""
    made = Lexicon()
    for name in names:
        if _HAS_HAN.search(name.text):
            piece = _letter_by_letter(name.text)
            made.pieces.setdefault(piece, []).append(name)
            _note_length(made.piece_lengths, piece[0], len(piece))
            continue
        words = [word for word in _words(name.text) if not word.is_between]
        if not words:
            made.little.setdefault(fold(name.text), []).append(name)
            continue
        language = _field_of(name.language)
        # A Latin abbreviation in a Russian text has no stem there.
        stems = tuple(word.stems.get(language) or word.folded for word in words[:MOST_WORDS])
        folded = " ".join(word.folded for word in words)
        made.phrases.setdefault(language, {}).setdefault(stems, []).append((name, folded))
        _note_length(made.lengths.setdefault(language, {}), stems[0], len(stems))
    return made


def matches(known: Lexicon, text: str) -> list[Match]:
    """The terms a text holds, in their order there."""
    text = text[:MOST_LETTERS]
    found = _chinese(known, text) if _HAS_HAN.search(text) else []
    found += _in_words(known, text)
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


def _in_words(known: Lexicon, text: str) -> list[Match]:
    everything = _words(text)
    words = [word for word in everything if not word.is_between]
    candidates: list[tuple[int, int, list[Name]]] = []
    for first, word in enumerate(words):
        by_length: dict[int, list[tuple[bool, Name]]] = {}
        for language, phrases in known.phrases.items():
            stem = word.stems.get(language) or word.folded
            for length in known.lengths[language].get(stem, ()):
                here = words[first : first + length]
                if len(here) < length:
                    continue
                stems = tuple(each.stems.get(language) or each.folded for each in here)
                said = " ".join(each.folded for each in here)
                for name, folded in phrases.get(stems, ()):
                    exact = said == folded
                    if exact or _fits_by_stem(name, language, stems):
                        by_length.setdefault(length, []).append((exact, name))
        for length, names in by_length.items():
            exactly = [name for exact, name in names if exact]
            candidates.append((length, first, exactly or [name for _, name in names]))
    taken: set[int] = set()
    found: list[Match] = []
    for length, first, those in sorted(candidates, key=lambda each: (-each[0], each[1])):
        places = range(first, first + length)
        if taken.isdisjoint(places):
            taken.update(places)
            found.append(Match(words[first].begin, words[first + length - 1].end, tuple(those)))
    for word in everything:
        # LAS is the League of Arab States, las is an article.
        if word.folded in known.little and text[word.begin : word.end].isupper():
            found.append(Match(word.begin, word.end, tuple(known.little[word.folded])))
    return found


def _fits_by_stem(name: Name, language: str, stems: tuple[str, ...]) -> bool:
    if name.as_it_stands:
        return False
    return len(stems) > 1 or len(stems[0]) >= SHORTEST_STEM.get(language, SHORT_OTHERWISE)


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        begin, end = match.span()
        folded, stems = _known_word(match[0])
        # The D of ITU-D is no «d'».
        is_between = folded in _BETWEEN and text[begin - 1 : begin] != "-"
        found.append(_Word(begin, end, folded, stems, is_between))
    return found


@lru_cache(maxsize=20_000)
def _known_word(word: str) -> tuple[str, dict[str, str]]:
    folded = fold(word)
    if _ARABIC.match(folded):
        languages: tuple[str, ...] = ("ar",)
    elif _CYRILLIC.match(folded):
        languages = ("ru",)
    else:
        languages = analyse.LATIN
    return folded, {language: _stem(language, folded) for language in languages}


def _stem(language: str, folded: str) -> str:
    """The stem by the search index's analyser, of the singular where that one would miss it.

    Its French stemmer makes «comm» of «commissions», its Spanish one knows «resoluciones» by
    another stem than «resolución», and its Arabic one leaves the plural in «توصيات».
    """
    for ending, instead in _ENDINGS.get(language, ()):
        folded, changed = ending.subn(instead, folded, count=1)
        if changed and language != "ar":
            break
    return "".join(analyse.analyser(language).analyze(folded))


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


def _field_of(language: str) -> str:
    return "zh" if language == "zh-hans" else language
