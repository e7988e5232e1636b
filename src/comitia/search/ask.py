"""What somebody asked for, taken apart. Any text is a question; what cannot be used is said.

interim report            both words, in any form
"interim report"          these words in this order
report OR rapport         either          report -draft      not that one          telecom*
from:ramos subject:"terms of reference" entity:anatel group:t09tsag178 number:12
after:2011-04 before:2011-06-15
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.translation import gettext as _

MOST_LETTERS = 1_000
MOST_CLAUSES = 30
FIELDS = {
    "from": "author",
    "author": "author",
    "subject": "subject",
    "s": "subject",
    "entity": "entity",
    "group": "group",
    "list": "group",
    "number": "number",
    "n": "number",
}
_DATES = {"after": "after", "since": "after", "before": "before"}

_TOKEN = re.compile(
    r"""(?P<not>-)?(?:(?P<field>[a-zA-Z]+):(?=\S))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))"""
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to find: `field` is text, author, subject, entity, group or number."""

    field: str
    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. Of each tuple in `wanted` one clause must fit; of `unwanted` none may.

    `after` (from that instant) and `before` (up to before it) bound the date. `notes` are sentences
    for the person who asked, in their language.
    """

    wanted: tuple[tuple[Clause, ...], ...] = ()
    unwanted: tuple[Clause, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.unwanted or self.after or self.before)


def read(text: str) -> Ask:
    """The question that a line of text asks."""
    notes: list[str] = []
    if len(text) > MOST_LETTERS:
        text = text[:MOST_LETTERS]
        notes.append(_("Only the first %(count)s letters were used.") % {"count": MOST_LETTERS})
    ask = Ask()
    wanted: list[list[Clause]] = []
    unwanted: list[Clause] = []
    joins = negates = False
    for match in _TOKEN.finditer(text):
        if match["word"] in {"OR", "|"} and not match["field"]:
            joins = bool(wanted)
            continue
        if match["word"] in {"AND", "NOT", "&"} and not match["field"]:
            negates = match["word"] == "NOT"
            continue
        name = (match["field"] or "").lower()
        if name in _DATES:
            ask = _bounded(ask, _DATES[name], match["phrase"] or match["word"] or "", notes)
            continue
        clause = _clause(name, match)
        if clause is None:
            continue
        if len(unwanted) + sum(map(len, wanted)) >= MOST_CLAUSES:
            notes.append(_("Only the first %(count)s words were used.") % {"count": MOST_CLAUSES})
            break
        if match["not"] or negates:
            unwanted.append(clause)
        elif joins:
            wanted[-1].append(clause)
        else:
            wanted.append([clause])
        joins = negates = False
    ask = replace(ask, wanted=tuple(map(tuple, wanted)), unwanted=tuple(unwanted))
    if ask.is_empty:
        notes.append(_("Write a word to look for, or from:, subject:, group:, after: or before:."))
    return replace(ask, notes=tuple(notes))


def _clause(name: str, match: re.Match[str]) -> Clause | None:
    value = match["phrase"] if match["phrase"] is not None else match["word"]
    if name and name not in FIELDS:
        # Not a field of ours, as in https://… or Re:…: just words.
        value = f"{match['field']}:{value}"
    field = FIELDS.get(name, "text")
    prefix = match["phrase"] is None and value.endswith("*")
    value = value.strip("*()[]{}.,;:!?")
    if not any(letter.isalnum() for letter in value):
        return None
    return Clause(field, value, prefix)


def _bounded(ask: Ask, bound: str, value: str, notes: list[str]) -> Ask:
    instant = _instant(value)
    if instant is None:
        notes.append(
            _("“%(value)s” is not a date that could be read; write 2011, 2011-04 or 2011-04-15.")
            % {"value": value[:40]}
        )
    elif bound == "after":
        return replace(ask, after=instant)
    elif bound == "before":
        return replace(ask, before=instant)
    return ask


def _instant(value: str) -> datetime | None:
    """The first instant of a year, a month or a day."""
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return None
    year, month, day = (int(each or 1) for each in match.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
