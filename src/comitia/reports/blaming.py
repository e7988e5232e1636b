"""Which revision each word of a paragraph comes from. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Earlier revisions count as one with the first that is looked at.
MOST_REVISIONS = 200
_MOST_EXACT = 1_000
# A word with the blanks behind it; a sign of a script that sets no blanks stands by itself.
_WORDS = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]\s*|[^\s\u3000-\u9fff]+\s*|\s+")

Attributed = list[tuple[str, int]]


@dataclass(frozen=True)
class Said:
    """A revision: its serial, the one it was made on, what its author sent, what it came to."""

    serial: int
    base: int | None
    own: str
    text: str


@dataclass(frozen=True)
class Span:
    """Words beside one another that come from one revision."""

    text: str
    serial: int


def blame(revisions: Sequence[Said]) -> list[Span]:
    """The last revision's text, span by span; together they are the text exactly."""
    known_own: dict[int, Attributed] = {}
    known: dict[int, Attributed] = {}
    before: Attributed = []
    for each in revisions[-MOST_REVISIONS:]:
        base = each.base or 0
        own = _carried(
            _words(each.own), [known_own.get(base, []), known.get(base, [])], each.serial
        )
        known_own[each.serial] = own
        if each.own == each.text:
            known[each.serial] = own
        else:
            known[each.serial] = _carried(_words(each.text), [own, before], each.serial)
        before = known[each.serial]
    return _joined(before)


def _carried(words: list[str], sources: Sequence[Attributed], serial: int) -> Attributed:
    """The words with where they come from: the first source that has them in their order."""
    found: list[int | None] = [None] * len(words)
    for source in sources:
        theirs = [word for word, _serial in source]
        rough = max(len(words), len(theirs)) > _MOST_EXACT
        matcher = SequenceMatcher(None, theirs, words, autojunk=rough)
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                if found[block.b + step] is None:
                    found[block.b + step] = source[block.a + step][1]
    return [
        (word, serial if where is None else where) for word, where in zip(words, found, strict=True)
    ]


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def _joined(attributed: Attributed) -> list[Span]:
    spans: list[Span] = []
    for word, serial in attributed:
        if spans and spans[-1].serial == serial:
            spans[-1] = Span(spans[-1].text + word, serial)
        else:
            spans.append(Span(word, serial))
    return spans
