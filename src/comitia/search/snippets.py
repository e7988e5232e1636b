"""The piece of a text in which the words looked for stand, with the words marked. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from html import escape

from comitia.search.analyse import LATIN, analyser, split, terms
from comitia.search.ask import Ask

MOST_LETTERS = 20_000
AROUND = 110
MOST_MARKS = 40

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Marks:
    """What to mark: terms by field, and the first letters by which most words are passed over."""

    stems: dict[str, frozenset[str]]
    beginnings: frozenset[str]
    characters: tuple[str, ...]


def marks_of(ask: Ask) -> Marks:
    """What a question would have marked."""
    stems: dict[str, set[str]] = {}
    characters: set[str] = set()
    for clause in (each for choices in ask.wanted for each in choices):
        if clause.field not in {"text", "subject"}:
            continue
        for name, words in terms(clause.value):
            if name == "zh":
                characters.add(clause.value if len(words) > 1 else words[0])
            else:
                stems.setdefault(name, set()).update(words)
    beginnings = {word[:2] for name, words in stems.items() if name != "ar" for word in words}
    return Marks(
        {name: frozenset(words) for name, words in stems.items()},
        frozenset(beginnings),
        tuple(sorted(characters, key=len, reverse=True)),
    )


def snippet(text: str, marks: Marks) -> str:
    """About 220 letters of `text` around the first word found, as safe HTML with <mark>."""
    text = " ".join(text[:MOST_LETTERS].split())
    spans = sorted(_spans(text, marks))
    begin = max(0, spans[0][0] - AROUND // 2) if spans else 0
    if begin:
        begin = text.find(" ", begin, spans[0][0]) + 1 or begin
    end = min(len(text), begin + 2 * AROUND)
    if end < len(text):
        end = max(text.rfind(" ", begin + AROUND, end), 0) or end
    out = ["…" if begin else ""]
    at = begin
    for first, last in spans[:MOST_MARKS]:
        if first < at or last > end:
            continue
        out += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    out += [escape(text[at:end]), "…" if end < len(text) else ""]
    return "".join(out)


def _spans(text: str, marks: Marks) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    if marks.characters:
        one = re.compile("|".join(map(re.escape, marks.characters)), re.IGNORECASE)
        found.update(match.span() for match in one.finditer(text))
    if marks.stems:
        seen: dict[str, bool] = {}
        for match in _WORD.finditer(text):
            word = match[0]
            if word not in seen:
                seen[word] = _fits(word, marks)
            if seen[word]:
                found.add(match.span())
    return found


def _fits(word: str, marks: Marks) -> bool:
    plain = unicodedata.normalize("NFKD", word[:4]).casefold()[:1]
    if "ar" not in marks.stems and not any(each.startswith(plain) for each in marks.beginnings):
        return False
    for name, stems in marks.stems.items():
        script = LATIN if name in LATIN else (name,)
        ready = split(word)
        if not set(ready) & set(script):
            continue
        if stems.intersection(analyser(name).analyze(next(iter(ready.values())))):
            return True
    return False
