"""Reads a pattern into a tree. What it takes is the part of regular expressions that is regular."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_LETTERS = 200
MOST_REPEATS = 100
MOST_DEPTH = 20
_SPECIAL = frozenset("\\.[](){}*+?|^$")
_CLASSES = frozenset("dDwWsS")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


class BadPattern(ValueError):
    """The pattern cannot be used; says why, in the language that is active."""


@dataclass(frozen=True)
class Letters:
    """One letter out of a set: single ones, ranges, and the classes d, w, s (any: all but \\n)."""

    singles: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    classes: frozenset[str] = frozenset()
    outside: bool = False

    def has(self, letter: str) -> bool:
        """Whether `letter`, case-folded, is one of them."""
        inside = (
            letter in self.singles
            or any(low <= letter <= high for low, high in self.ranges)
            or any(_is(name, letter) for name in self.classes)
        )
        return inside != self.outside


@dataclass(frozen=True)
class Edge:
    """A place and no letter: `^` and `$` of a line, `b` between a word and what is none."""

    kind: str


@dataclass(frozen=True)
class Row:
    """One after the other; of none: nothing."""

    parts: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Either:
    """One of several."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Repeat:
    """The same again, from `least` times to `most`; None: without end."""

    part: "Node"
    least: int
    most: int | None


Node = Letters | Edge | Row | Either | Repeat


def is_word(letter: str) -> bool:
    """Whether a letter belongs to a word, in any script."""
    return letter.isalnum() or letter == "_"


def read(pattern: str) -> Node:
    """The tree of a pattern. Raises BadPattern."""
    if not pattern.strip():
        raise BadPattern(_("The pattern is empty."))
    if len(pattern) > MOST_LETTERS:
        raise BadPattern(
            _("The pattern is too long: at most %(most)s letters.") % {"most": MOST_LETTERS}
        )
    reader = _Reader(pattern)
    node = reader.either(0)
    if not reader.at_end:
        raise BadPattern(_("A “)” closes nothing."))
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    @property
    def at_end(self) -> bool:
        return self._place >= len(self._text)

    def _peek(self) -> str:
        return self._text[self._place : self._place + 1]

    def _next(self) -> str:
        letter = self._peek()
        self._place += 1
        return letter

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._place):
            self._place += len(text)
            return True
        return False

    def either(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise BadPattern(_("Brackets are nested too deep."))
        parts = [self._row(depth)]
        while self._take("|"):
            parts.append(self._row(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _row(self, depth: int) -> Node:
        parts: list[Node] = []
        while not self.at_end and self._peek() not in "|)":
            parts.append(self._repeated(self._one(depth)))
        return Row(tuple(parts))

    def _one(self, depth: int) -> Node:
        letter = self._next()
        if letter == "(":
            if self._take("?") and not self._take(":"):
                raise BadPattern(_("Of groups that begin with “(?” only “(?:” is understood."))
            inside = self.either(depth + 1)
            if not self._take(")"):
                raise BadPattern(_("A “(” is not closed."))
            return inside
        if letter == "[":
            return self._set()
        if letter == ".":
            return Letters(frozenset("\n"), outside=True)
        if letter in "^$":
            return Edge(letter)
        if letter == "\\":
            return self._escaped()
        if letter in "*+?":
            raise BadPattern(_("“%(sign)s” stands behind nothing.") % {"sign": letter})
        return _literal(letter)

    def _escaped(self) -> Node:
        letter = self._next()
        if letter in _CLASSES:
            return Letters(classes=frozenset(letter))
        if letter == "b":
            return Edge(letter)
        return _literal(self._plain_escape(letter))

    def _plain_escape(self, letter: str) -> str:
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if not letter or (letter.isascii() and letter.isalnum()):
            raise BadPattern(_("“%(sign)s” is not understood.") % {"sign": "\\" + letter})
        return letter

    def _set(self) -> Letters:
        outside = self._take("^")
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        classes: set[str] = set()
        is_first = True
        while is_first or self._peek() != "]":
            if self.at_end:
                raise BadPattern(_("A “[” is not closed."))
            is_first = False
            letter = self._next()
            if letter == "\\":
                letter = self._next()
                if letter in _CLASSES:
                    classes.add(letter)
                    continue
                letter = self._plain_escape(letter)
            if self._peek() == "-" and self._text[self._place + 1 : self._place + 2] not in {
                "",
                "]",
            }:
                self._next()
                high = self._next()
                high = self._plain_escape(self._next()) if high == "\\" else high
                if high < letter:
                    raise BadPattern(_("In “[…]” a range runs backwards."))
                ranges += _folded_range(letter, high)
            else:
                singles |= set(letter.casefold())
        self._next()
        return Letters(frozenset(singles), tuple(ranges), frozenset(classes), outside)

    def _repeated(self, part: Node) -> Node:
        while True:
            if self._take("*"):
                part = Repeat(part, 0, None)
            elif self._take("+"):
                part = Repeat(part, 1, None)
            elif self._take("?"):
                part = Repeat(part, 0, 1)
            elif self._peek() == "{" and (span := self._span()) is not None:
                part = Repeat(part, *span)
            else:
                return part
            self._take("?")  # Whether little or much is taken first is the same to us.

    def _span(self) -> tuple[int, int | None] | None:
        """What `{2}`, `{2,}` or `{2,5}` says; None where the bracket is one like any letter."""
        end = self._text.find("}", self._place)
        low, comma, high = self._text[self._place + 1 : max(end, 0)].partition(",")
        if end < 0 or not low.isdecimal() or (high and not high.isdecimal()):
            return None
        least = int(low)
        most = int(high) if high else None if comma else least
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise BadPattern(
                _("A repetition may count to %(most)s, and not backwards.") % {"most": MOST_REPEATS}
            )
        self._place = end + 1
        return least, most


def _literal(letter: str) -> Node:
    parts = tuple(Letters(frozenset(one)) for one in letter.casefold())
    return parts[0] if len(parts) == 1 else Row(parts)


def _folded_range(low: str, high: str) -> list[tuple[str, str]]:
    folded = (low.casefold(), high.casefold())
    return [(low, high)] + ([folded] if len(folded[0]) == len(folded[1]) == 1 else [])


def _is(name: str, letter: str) -> bool:
    match name:
        case "d" | "D":
            return letter.isdecimal() == (name == "d")
        case "w" | "W":
            return is_word(letter) == (name == "w")
        case _:
            return letter.isspace() == (name == "s")
