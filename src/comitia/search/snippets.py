"""The piece of a text in which the words looked for stand, with the words marked. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from html import escape

from comitia.search.analyse import LATIN, LONG_RUN, LONGEST_TERM, analyser, split, terms
from comitia.search.ask import TEXTS, Ask

MOST_LETTERS = 20_000
AROUND = 110
MOST_MARKS = 40
# Different words that begin as one looked for does.
MOST_TRIED = 100
SMALL_WORD = 3
LEAST_BEGINNING = 3

_WORD = re.compile(r"[^\W_]+")
_OTHERS = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True)
class Marks:
    """What to mark: terms by field, and an expression for where they may be.

    Where there are `beginnings`, it matches nowhere before the first of them.
    """

    stems: dict[str, frozenset[str]]
    places: re.Pattern[str] | None
    beginnings: tuple[str, ...] = ()


def marks_of(ask: Ask) -> Marks:
    """What a question would have marked."""
    stems: dict[str, set[str]] = {}
    characters: set[str] = set()
    for clause in ask.clauses():
        if clause.field not in TEXTS:
            continue
        for name, words in terms(clause.value, clause.language):
            if name == "zh":
                characters.update(_characters(words, is_phrase=clause.is_phrase))
            else:
                # Of a phrase, the small words are not marked wherever they stand.
                long = [word for word in words if len(word) > SMALL_WORD]
                stems.setdefault(name, set()).update(long or words)
    return _marks({name: frozenset(words) for name, words in stems.items()}, characters)


def _characters(pairs: list[str], *, is_phrase: bool) -> set[str]:
    """What of Chinese may be marked: the run as it is; of a long one, which is found by most of its
    pairs, each of them too.
    """
    run = "".join(each[0] for each in pairs[:-1]) + pairs[-1]
    return {run} if is_phrase or len(pairs) < LONG_RUN else {run, *pairs}


def _marks(stems: dict[str, frozenset[str]], characters: set[str]) -> Marks:
    """Where a word may be one of those looked for; in Arabic, any word, for it changes in front."""
    parts = [re.escape(each) for each in sorted(characters, key=len, reverse=True)]
    if "ar" in stems:
        parts.append(_WORD.pattern)
    # A stemmer changes the last letters of a word, by two at most.
    beginnings = {
        word[: max(LEAST_BEGINNING, len(word) - 2)] for words in stems.values() for word in words
    }
    if beginnings:
        choices = "|".join(map(re.escape, sorted(beginnings)))
        parts.append(rf"(?<![^\W_])(?:{choices})[^\W_]*")
    known = () if "ar" in stems else (*sorted(characters), *sorted(beginnings))
    return Marks(stems, re.compile("|".join(parts)) if parts else None, known)


def snippet(text: str, marks: Marks) -> str:
    """About 220 letters of `text` around the first word found, as safe HTML with <mark>."""
    text = " ".join(text[:MOST_LETTERS].split())
    spans = _spans(text, marks)
    begin = max(0, spans[0][0] - AROUND // 2) if spans else 0
    if begin:
        begin = text.find(" ", begin, spans[0][0]) + 1 or begin
    end = min(len(text), begin + 2 * AROUND)
    if end < len(text):
        end = max(text.rfind(" ", begin + AROUND, end), 0) or end
    out = ["…" if begin else ""]
    at = begin
    for first, last in spans:
        if first < at or last > end:
            continue
        out += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    out += [escape(text[at:end]), "…" if end < len(text) else ""]
    return "".join(out)


def _spans(text: str, marks: Marks) -> list[tuple[int, int]]:
    if marks.places is None:
        return []
    folded = _folded(text)
    found: list[tuple[int, int]] = []
    seen: dict[str, bool] = {}
    at, end = _first_place(folded, marks), len(folded)
    while (match := marks.places.search(folded, at, end)) is not None:
        begin, at = match.span()
        word = text[begin:at]
        if word not in seen:
            if len(seen) >= MOST_TRIED:
                break
            seen[word] = _fits(word, marks)
        if seen[word]:
            if not found:
                # What stands after the piece that is shown needs no mark.
                end = min(end, begin + 2 * AROUND + LONGEST_TERM)
            # Pairs of Chinese follow one another without anything between them.
            if found and found[-1][1] == begin:
                begin = found.pop()[0]
            found.append((begin, at))
            if len(found) >= MOST_MARKS:
                break
    return found


def _first_place(folded: str, marks: Marks) -> int:
    """A place before which no word is one of those looked for."""
    if not marks.beginnings:
        return 0
    # Looking for so many letters one after another is much faster than the expression.
    places = [place for each in marks.beginnings if (place := folded.find(each)) >= 0]
    return min(places, default=len(folded))


def _folded(text: str) -> str:
    """Lower case and without accents, letter for letter, so that places stay the same."""
    if text.isascii():
        return text.lower()
    lower = text.lower()
    if len(lower) != len(text):  # As with the Turkish İ, which becomes two.
        return _plain(text)
    return _OTHERS.sub(lambda run: _plain(run[0]), lower)


def _plain(text: str) -> str:
    return "".join(map(_plain_letter, text))


@cache
def _plain_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def _fits(word: str, marks: Marks) -> bool:
    # Which language it is in does not matter: what was asked is compared as each field has it.
    for name, ready in ({"en": word} if word.isascii() else split(word)).items():
        if name == "zh":
            return True  # The expression held the very characters.
        fields = LATIN if name in LATIN else (name,)
        for field in fields:
            stems = marks.stems.get(field, frozenset())
            if stems and stems.intersection(analyser(field).analyze(ready)):
                return True
    return False
