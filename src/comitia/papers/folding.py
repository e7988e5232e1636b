"""Text as it is compared, and the way back from there to the text as it stands."""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from comitia.base.text import is_han

_DASHES = frozenset(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d\u2e3a\u2e3b"
)
_WAVES = frozenset("\u301c\uff5e\u223c")
_QUOTES = frozenset(
    "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u300c\u300d\u300e\u300f\u301d\u301e\uff02"
)
_APOSTROPHES = frozenset("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u0060\u00b4")
_OTHERS = {
    "\u060c": ",",  # Arabic comma
    "\u061b": ";",
    "\u061f": "?",
    "\u3001": ",",  # the comma of lists in Chinese
    "\u2022": "\u00b7",  # a bullet, which also parts the halves of a foreign name
    "\u2027": "\u00b7",
    "\u30fb": "\u00b7",
    "\u0640": "",  # tatweel stretches a word
    "\u0649": "\u064a",  # alef maqsura is often typed for ya
    "\u06cc": "\u064a",  # and so is the Persian ya
    "\u06a9": "\u0643",
}


@lru_cache(maxsize=20_000)
def _folded_letter(letter: str) -> str:
    """One character as it is compared: maybe none, maybe several."""
    if letter in _DASHES:
        return "-"
    if letter in _WAVES:
        return "~"
    if letter in _QUOTES:
        return '"'
    if letter in _APOSTROPHES:
        return "'"
    if letter in _OTHERS:
        return _OTHERS[letter]
    if letter.isspace():
        return " "
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    if kind == "No":
        return letter  # A half or a footnote's mark is no figure of the number it stands at.
    kept = []
    for part in unicodedata.normalize("NFKD", letter):
        if unicodedata.category(part) in {"Mn", "Cf", "Cc", "Cs"}:
            continue
        kept.append(" " if part.isspace() else _OTHERS.get(part, part))
    return "".join(kept).casefold()


@dataclass(frozen=True)
class Folded:
    """A stretch of text folded: without case, accents, vowel signs, widths and line ends.

    `places[i]` is where the character that gave `text[i]` stands in the original.
    """

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span behind `text[start:end]`."""
        if not self.places:
            return 0, 0
        if start >= end:
            place = self.places[min(start, len(self.places) - 1)]
            return place, place
        return self.places[start], self.places[end - 1] + 1

    def index(self, place: int) -> int:
        """The first index whose character stands at `place` of the original, or after it."""
        return bisect_left(self.places, place)


def fold(text: str, offset: int = 0) -> Folded:
    """`text` folded; `offset` is where it begins in the original.

    Blanks are single, and none stands beside a Chinese character.
    """
    letters: list[str] = []
    places: list[int] = []
    blank = -1
    for place, letter in enumerate(text, offset):
        for part in _folded_letter(letter):
            if part == " ":
                if blank < 0:
                    blank = place
                continue
            if blank >= 0:
                if letters and not (is_han(letters[-1]) or is_han(part)):
                    letters.append(" ")
                    places.append(blank)
                blank = -1
            letters.append(part)
            places.append(place)
    return Folded("".join(letters), places)


def folded(text: str) -> str:
    """`text` folded, where nobody needs the way back."""
    return fold(text).text


def squeezed(text: str) -> str:
    """`text` without any blank: as extract and annex are compared."""
    return "".join(text.split())


def one_line(text: str) -> str:
    """`text` on one line as a person would join it: no blank between Chinese characters."""
    pieces = text.split()
    joined = pieces[:1]
    for piece in pieces[1:]:
        if is_han(joined[-1][-1]) or is_han(piece[0]):
            joined.append(piece)
        else:
            joined += [" ", piece]
    return "".join(joined)
