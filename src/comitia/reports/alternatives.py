"""The notation of texts that stand beside one another until one is chosen: docs/redlines.md.

Two authors who wrote different things in one place are both kept:

    The call is open for [two weeks ‖ Alice][four weeks ‖ Bob].

Each alternative is in square brackets, its author behind a double bar; those of one place follow
one another with nothing between. Brackets, bars and backslashes of the texts themselves have a
backslash before them, as in Markdown. An empty text means that its author takes the words out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

BAR = "\u2016"
_INSIDE = rf"(?:[^\\\[\]{BAR}]|\\.)*"
_ONE = rf"\[{_INSIDE} {BAR} {_INSIDE}\]"
PLACE = re.compile(rf"(?:{_ONE})+", re.DOTALL)
_EACH = re.compile(rf"\[({_INSIDE}) {BAR} ({_INSIDE})\]", re.DOTALL)
_SIGNS = re.compile(rf"[\\\[\]{BAR}]")
_MARKED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the texts for a place, and who wrote it."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Open:
    """A place that is not settled: where in the text its notation stands, and the texts for it."""

    start: int
    end: int
    alternatives: tuple[Alternative, ...]


class NoSuchAlternative(ValueError):
    """The text has no such place, or that place no such alternative."""


def beside(alternatives: Sequence[Alternative]) -> str:
    """The notation of these texts for one place."""
    return "".join(f"[{_marked(each.text)} {BAR} {_marked(each.by)}]" for each in alternatives)


def alternatives_in(text: str) -> tuple[Open, ...]:
    """The places of a text that are not settled, in order. Other brackets are none."""
    return tuple(
        Open(
            found.start(),
            found.end(),
            tuple(
                Alternative(_plain(each[1]), _plain(each[2])) for each in _EACH.finditer(found[0])
            ),
        )
        for found in PLACE.finditer(text)
    )


def settled(text: str, place: int, which: int) -> str:
    """The text with one alternative chosen for its `place` (both counted from 0).

    Raises NoSuchAlternative.
    """
    found = alternatives_in(text)
    if not 0 <= place < len(found) or not 0 <= which < len(found[place].alternatives):
        raise NoSuchAlternative
    chosen = found[place]
    return text[: chosen.start] + chosen.alternatives[which].text + text[chosen.end :]


def _marked(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)


def _plain(text: str) -> str:
    return _MARKED.sub(r"\1", text)
