"""Walks a text with all the ways a pattern could match at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext

from comitia.mail.moderate.patterns.reading import (
    BadPattern,
    Edge,
    Either,
    Letters,
    Node,
    Repeat,
    Row,
    is_word,
    read,
)

MOST_PLACES = 1000
# Places remembered for one pattern: some ten megabytes at the worst.
MOST_REMEMBERED = 100_000
# About half a second's work at the worst; real patterns take a hundredth of it.
MOST_STEPS = 2_000_000
MOST_TEXT_LETTERS = 20_000

# What stands beside a place: nothing or the end of a line, a letter of a word, any other.
_LINE, _WORD, _OTHER = range(3)


class TooMuch(Exception):
    """The pattern would take more steps than are allowed for all patterns of a group."""


@dataclass
class Budget:
    """Steps that may still be taken."""

    steps: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Raises TooMuch."""
        self.steps -= steps
        if self.steps < 0:
            raise TooMuch


@dataclass
class Matcher:
    """A pattern ready to be looked for. A place has a letter or an edge to pass, or only ways on.

    What was worked out once is remembered, so that a text of a kind seen before costs a look-up
    for each letter.
    """

    tests: list[Letters | Edge | None] = field(default_factory=list)
    ways: list[list[int]] = field(default_factory=list)
    begin: int = 0
    end: int = 0
    _reached: dict[tuple[frozenset[int], int, int], tuple[frozenset[int], bool]] = field(
        default_factory=dict
    )
    _steps: dict[tuple[frozenset[int], str], frozenset[int]] = field(default_factory=dict)
    _weight: int = 0

    def found(self, text: str, budget: Budget | None = None) -> bool:
        """Whether the pattern is anywhere in `text`, case aside. Raises TooMuch."""
        budget = budget or Budget()
        text = text.casefold()
        start = frozenset({self.begin})
        places, before = start, _LINE
        for letter in text:
            beside = _kind(letter)
            at, is_done = self._closure(places, before, beside, budget)
            if is_done:
                return True
            places = self._step(at, letter, budget) | start
            before = beside
        return self._closure(places, before, _LINE, budget)[1]

    def _closure(
        self, places: frozenset[int], before: int, after: int, budget: Budget
    ) -> tuple[frozenset[int], bool]:
        """The places with a letter to pass that can be reached without one; whether the end can."""
        key = (places, before, after)
        known = self._reached.get(key)
        if known is not None:
            return known
        reached: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in reached:
                continue
            reached.add(place)
            test = self.tests[place]
            if test is None or (isinstance(test, Edge) and _passes(test.kind, before, after)):
                waiting += self.ways[place]
        budget.spend(len(reached))
        found = (
            frozenset(one for one in reached if isinstance(self.tests[one], Letters)),
            self.end in reached,
        )
        self._make_room(len(reached))
        self._reached[key] = found
        return found

    def _step(self, at: frozenset[int], letter: str, budget: Budget) -> frozenset[int]:
        key = (at, letter)
        known = self._steps.get(key)
        if known is not None:
            return known
        budget.spend(len(at))
        following: set[int] = set()
        for place in at:
            test = self.tests[place]
            if isinstance(test, Letters) and test.has(letter):
                following.update(self.ways[place])
        found = frozenset(following)
        self._make_room(len(following))
        self._steps[key] = found
        return found

    def _make_room(self, places: int) -> None:
        self._weight += places + 1
        if self._weight > MOST_REMEMBERED:
            self._reached.clear()
            self._steps.clear()
            self._weight = 0

    def _place(self, test: Letters | Edge | None = None) -> int:
        if len(self.tests) >= MOST_PLACES:
            raise BadPattern(gettext("The pattern repeats too much."))
        self.tests.append(test)
        self.ways.append([])
        return len(self.tests) - 1

    def _build(self, node: Node, to: int) -> int:
        """The place from which `node` leads to `to`."""
        match node:
            case Letters() | Edge():
                place = self._place(node)
                self.ways[place].append(to)
                return place
            case Row(parts):
                for part in reversed(parts):
                    to = self._build(part, to)
                return to
            case Either(parts):
                place = self._place()
                self.ways[place] += [self._build(part, to) for part in parts]
                return place
            case Repeat(part, least, most):
                if most is None:
                    again = self._place()
                    self.ways[again] += [self._build(part, again), to]
                    to = again
                else:
                    for _ in range(most - least):
                        perhaps = self._place()
                        self.ways[perhaps] += [self._build(part, to), to]
                        to = perhaps
                for _ in range(least):
                    to = self._build(part, to)
                return to


@lru_cache(maxsize=100)
def compiled(pattern: str) -> Matcher:
    """The pattern, ready. Raises BadPattern."""
    matcher = Matcher()
    matcher.end = matcher._place()
    matcher.begin = matcher._build(read(pattern), matcher.end)
    if matcher.found(""):
        raise BadPattern(gettext("The pattern fits everything."))
    return matcher


def found_in(patterns: Iterable[str], texts: Iterable[str]) -> str | None:
    """The first of `patterns` that is in one of `texts`, all within one budget; None for none.

    Raises TooMuch. A pattern that cannot be read (an older version could) is passed over.
    """
    budget = Budget()
    shortened = [text[:MOST_TEXT_LETTERS] for text in texts]
    for pattern in patterns:
        try:
            matcher = compiled(pattern)
        except BadPattern:
            continue
        if any(matcher.found(text, budget) for text in shortened):
            return pattern
    return None


def _kind(letter: str) -> int:
    if letter == "\n":
        return _LINE
    return _WORD if is_word(letter) else _OTHER


def _passes(kind: str, before: int, after: int) -> bool:
    match kind:
        case "^":
            return before == _LINE
        case "$":
            return after == _LINE
        case _:
            return (before == _WORD) != (after == _WORD)
