"""What somebody asked for, taken apart. Any text is a question; what cannot be used is said.

interim report            both words, in any form
"interim report"          these words in this order          telecom*   words that begin so
report OR rapport         either      -draft, NOT draft      not that   (a OR b) c   first a or b
from:ramos to:alice subject:"terms of reference" entity:anatel group:t09tsag178 number:12
date:2011-04 date:2011-04..2011-06 after:2011-04 before:2011-06-15 date:7d date:yesterday
has:document type:circular in:documents thread:12 message-id:abc@example.org
"""

import dataclasses
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comitia.search import analyse, days, words

MOST_LETTERS = 1_000
MOST_CLAUSES = 30
MOST_DEPTH = 10
# How many may be given by how they begin, and by how many letters; Chinese by one.
MOST_BEGINNINGS = 3
LEAST_LETTERS = 2
_MOST_TOLD = 40

TEXTS = frozenset({"text", "subject"})
NAMES = frozenset({"author", "recipient", "entity"})

_JOINS = {"AND": "and", "&": "and", "&&": "and", "OR": "or", "|": "or", "||": "or", "NOT": "not"}
_FIELD = re.compile(r"([^\W\d_][\w-]{0,30})[:：]\s?(?=\S)")
_WORD = re.compile(r'[^\s"]+')
# Quotes and brackets as other keyboards write them; each stays one letter, so that places hold.
_PLAIN = str.maketrans(dict.fromkeys("“”„«»「」『』＂", '"') | {"（": "(", "）": ")", "＊": "*"})
_ENDS = "*[]{}.,;:!?，。；：！？、،؛؟"
_RANGE = re.compile(r"(\d{1,9})(?:\.\.(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to find: `field` is text, subject, author, recipient, entity, group, thread, id,
    has, kind or place. `weight` is how much it counts in the order of what is found, `language`
    what its words are known to be in, `span` where it stands in what was written, its field left
    out.
    """

    field: str
    value: str
    prefix: bool = False
    is_phrase: bool = False
    weight: float = 1.0
    language: str = ""
    span: tuple[int, int] = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """The date (`at`, in seconds) or the number lies from `first` to before `end`; either open."""

    field: str
    first: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """All of these fit."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these fits."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """This does not fit."""

    part: "Part"


Part = Clause | Between | Every | Either | Without


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, and sentences for the person who asked it, in their language."""

    part: Part | None = None
    notes: tuple[str, ...] = ()

    def clauses(self, *, unwanted: bool = False) -> list[Clause]:
        """What is to be found, in order; `unwanted` with what is not to be there, too."""
        return _clauses(self.part, unwanted=unwanted) if self.part else []


def read(text: str, *, at: datetime) -> Ask:
    """The question that a line of text asks at an instant, in whose zone days begin."""
    reader = _Reader(text, at)
    part = reader.either("text", 0)
    if part is None:
        reader.note(_("Write a word to look for, or from:, subject:, group:, after: or before:."))
    return Ask(part, tuple(reader.notes))


class _Reader:
    """Reads from left to right: NOT binds closest, then words side by side (or AND), then OR."""

    def __init__(self, text: str, at: datetime) -> None:
        self.notes: list[str] = []
        if len(text) > MOST_LETTERS:
            self.note(_("Only the first %(count)s letters were used.") % {"count": MOST_LETTERS})
        self._text = text[:MOST_LETTERS].translate(_PLAIN)
        self._at = at
        self._place = 0
        self._count = self._beginnings = 0

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def either(self, name: str, depth: int) -> Part | None:
        """What stands up to the end, or to the bracket that ends it; words without a field are
        of the field `name`.
        """
        choices: list[list[Part]] = [[]]
        negates = False
        while self._more():
            if self._text[self._place] == ")":
                self._place += 1
                if depth:
                    break
                continue  # It closes nothing.
            if join := self._join():
                if join == "or" and choices[-1]:
                    choices.append([])
                negates = negates != (join == "not")
                continue
            part, minus = self._part(name, depth)
            if part is not None:
                choices[-1].append(Without(part) if negates != minus else part)
            negates = False
        found = [_one_or(Every, each) for each in choices if each]
        return _one_or(Either, found) if found else None

    def _more(self) -> bool:
        while self._place < len(self._text) and self._text[self._place].isspace():
            self._place += 1
        return self._place < len(self._text)

    def _join(self) -> str | None:
        match = _WORD.match(self._text, self._place)
        if match is None:
            return None
        word = match[0].partition("(")[0]
        join = _JOINS.get(word)
        if join:
            self._place += len(word)
        return join

    def _part(self, name: str, depth: int) -> tuple[Part | None, bool]:
        """What stands next, and whether it has a minus before it."""
        minus = self._text[self._place] == "-"
        self._place += minus
        match = _FIELD.match(self._text, self._place)
        if match and (known := words.ours(words.FIELDS, match[1])):
            name = known
            self._place = match.end()
        letter = self._text[self._place : self._place + 1]
        if letter == "(" and depth < MOST_DEPTH:
            self._place += 1
            return self.either(name, depth + 1), minus
        if letter == '"':
            begin = self._place + 1
            end = self._text.find('"', begin)
            end = len(self._text) if end < 0 else end
            self._place = end + 1
            return self._clause(name, begin, end, is_phrase=True), minus
        found = _WORD.match(self._text, self._place)
        if found is None:
            return None, minus
        word = found[0]
        if depth:
            # Brackets opened in the word are its own; the rest close what stands around it.
            while word.endswith(")") and word.count(")") > word.count("("):
                word = word[:-1]
        begin, end = self._place, self._place + len(word)
        self._place = end
        return self._clause(name, begin, end, is_phrase=False), minus

    def _clause(self, name: str, begin: int, end: int, *, is_phrase: bool) -> Part | None:
        value = self._text[begin:end]
        prefix = not is_phrase and value.rstrip("()").endswith("*")
        if name not in {"date", "after", "before"}:
            value = value.strip("()" + _ENDS)
        if not any(letter.isalnum() for letter in value):
            return None
        if self._count >= MOST_CLAUSES:
            self.note(_("Only the first %(count)s words were used.") % {"count": MOST_CLAUSES})
            return None
        self._count += 1
        match name:
            case "date" | "after" | "before":
                return self._dates(name, value)
            case "number":
                return self._numbers(value)
            case "has" | "kind" | "place":
                return self._chosen(name, value)
        if prefix:
            self._beginnings += 1
            is_short = len(value) < LEAST_LETTERS and analyse.terms(value)[:1] != [("zh", [value])]
            if is_short or self._beginnings > MOST_BEGINNINGS:
                self.note(
                    _("“%(word)s” begins too many words; write more of its letters.")
                    % {"word": f"{value[:_MOST_TOLD]}*"}
                    if is_short
                    else _("Only the first %(count)s words with an asterisk were used.")
                    % {"count": MOST_BEGINNINGS}
                )
                return None
        return Clause(name, value, prefix, is_phrase, span=(begin, end))

    def _dates(self, name: str, value: str) -> Part | None:
        value = value.strip("()" + _ENDS.replace(".", ""))
        if name == "date":
            between = days.span(value, at=self._at)
        else:
            first = days.begin(value, at=self._at)
            between = None if first is None else (first, None) if name == "after" else (None, first)
        if between is None:
            self.note(
                _("“%(value)s” is no date that can be read; write 2011, 2011-04, 2011-04-15 or 7d.")
                % {"value": value[:_MOST_TOLD]}
            )
            return None
        return Between("at", *(int(each.timestamp()) if each else None for each in between))

    def _numbers(self, value: str) -> Part | None:
        match = _RANGE.fullmatch(value)
        if match is None:
            self.note(
                _("“%(value)s” is no number of a message; write number:12 or number:12..20.")
                % {"value": value[:_MOST_TOLD]}
            )
            return None
        first = int(match[1])
        return Between("number", first, int(match[2] or first) + 1)

    def _chosen(self, name: str, value: str) -> Part | None:
        found = words.ours(name, value)
        if found is None:
            self.note(
                _("“%(value)s” is not known there; choose among: %(choices)s.")
                % {"value": value[:_MOST_TOLD], "choices": ", ".join(words.choices(name))}
            )
            return None
        return Clause(name, found)


def _one_or(kind: type[Every] | type[Either], parts: list[Part]) -> Part:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _clauses(part: Part, *, unwanted: bool) -> list[Clause]:
    match part:
        case Clause():
            return [part]
        case Every(parts) | Either(parts):
            return [each for one in parts for each in _clauses(one, unwanted=unwanted)]
        case Without(one) if unwanted:
            return _clauses(one, unwanted=True)
    return []
