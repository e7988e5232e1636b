"""What is written in a field, by its shape: a line, a text, a list; and how it is set. Pure.

Lists are written one item to a line, their parts with a bar between:

    agenda        Opening | TD 1, TD 2        a line that begins with - belongs to the one above
    references    C 12 | Example Telecom: on numbering
    people        Bob Example | Example Telecom | delegate
    annexes       # Terms of reference        then its text, until the next line of that kind
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from comitia.official.dates import day_in
from comitia.official.wording import Wording
from comitia.papers.blocks import Block, Cell, PageBreak, Paragraph, Row, Run, Table
from comitia.papers.markdown import markdown_paper

MOST_LINE_LETTERS = 1_000
MOST_TEXT_LETTERS = 200_000
MOST_ITEMS = 2_000
_ANNEX = re.compile(r"#[ \t]+(?P<title>\S.*)")


class Unfit(Exception):
    """What is written does not have the shape of its field; the text says what is wrong."""


@dataclass(frozen=True)
class Item:
    """An item of an agenda with its number, or a line of a list, in parts."""

    number: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    """What is annexed: its title, and its text as it was written."""

    title: str
    text: str


def check(shape: str, text: str) -> None:
    """Nothing, where a text has that shape. Raises Unfit."""
    _bounded(text, MOST_LINE_LETTERS if shape in {"line", "date"} else MOST_TEXT_LETTERS)
    match shape:
        case "line":
            if len(text.splitlines()) > 1:
                raise Unfit(_("Write this on one line."))
        case "date":
            day_of(text)
        case "agenda":
            items(text, most_parts=2, numbered=True)
        case "references":
            items(text, most_parts=2)
        case "people":
            for item in items(text, most_parts=3):
                if len(item.parts) < 2 or not item.parts[1]:
                    raise Unfit(
                        _("Write for each whom they speak for: %(name)s | member")
                        % {"name": item.parts[0]}
                    )
        case "annexes":
            annexes(text)


def day_of(text: str) -> date:
    """A day written as 2011-02-08. Raises Unfit."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unfit(_("Write a day as 2011-02-08.")) from None


def items(text: str, *, most_parts: int, numbered: bool = False) -> list[Item]:
    """The items of a list, one to a line; those of an agenda numbered 1, 1.1, 2 … Raises Unfit."""
    found: list[Item] = []
    top = below = 0
    for line in filter(None, map(str.strip, text.splitlines())):
        deeper = numbered and line.startswith("-") and top > 0
        line = line.removeprefix("-").strip() if numbered else line
        parts = tuple(part.strip() for part in line.split("|"))
        if not parts[0] or len(parts) > most_parts:
            raise Unfit(
                _("“%(line)s” has not the parts of a line of this list.") % {"line": line[:80]}
            )
        top, below = (top, below + 1) if deeper else (top + 1, 0)
        found.append(Item(f"{top}.{below}" if deeper else str(top), parts))
        if len(found) > MOST_ITEMS:
            raise Unfit(_("A list can have %(most)s lines at most.") % {"most": MOST_ITEMS})
    return found


def annexes(text: str) -> list[Annex]:
    """The annexes of a letter in order. Raises Unfit where the first has no title."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        title = _ANNEX.fullmatch(line.strip())
        if title:
            found.append((title["title"].strip(), []))
        elif found:
            found[-1][1].append(line)
        elif line.strip():
            raise Unfit(_("Begin each annex with a line that has its title: # Terms of reference"))
    if len(found) > MOST_ITEMS:
        raise Unfit(_("A list can have %(most)s lines at most.") % {"most": MOST_ITEMS})
    return [Annex(title, "\n".join(lines).strip()) for title, lines in found]


def blocks(shape: str, text: str, wording: Wording, kind: str, reference: str) -> list[Block]:
    """A text of that shape as the blocks that show it. Raises Unfit."""

    def word(key: str) -> str:
        return wording.word(kind, key)

    match shape:
        case "agenda":
            rows = [
                (item.number, *_filled(item.parts, 2))
                for item in items(text, most_parts=2, numbered=True)
            ]
            return [
                table((word("column_item"), word("column_title"), word("column_documents")), rows)
            ]
        case "references":
            rows = [_filled(item.parts, 2) for item in items(text, most_parts=2)]
            return [table((word("column_document"), word("column_summary")), rows)]
        case "people":
            rows = [_filled(item.parts, 3) for item in items(text, most_parts=3)]
            return [
                table((word("column_name"), word("column_affiliation"), word("column_role")), rows)
            ]
        case "annexes":
            return list(_annexed(text, word("annex_heading"), reference))
        case "text":
            return list(markdown_paper(text).blocks)
        case "date":
            return [paragraph(day_in(wording.language, day_of(text)))]
    return [paragraph(text.strip())]


def _annexed(text: str, heading: str, reference: str) -> Iterator[Block]:
    for number, annex in enumerate(annexes(text), start=1):
        yield PageBreak()
        said = heading.replace("{n}", str(number)).replace("{reference}", reference)
        yield Paragraph((Run(said),), kind="heading", level=1)
        yield Paragraph((Run(annex.title),), kind="heading", level=2)
        yield from markdown_paper(annex.text).blocks


def paragraph(text: str) -> Paragraph:
    """A plain paragraph."""
    return Paragraph((Run(text),) if text else ())


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    """A table with a row of heads."""
    head = Row(tuple(Cell((paragraph(text),)) for text in heads), head=True)
    body = [Row(tuple(Cell((paragraph(text),) if text else ()) for text in row)) for row in rows]
    return Table((head, *body))


def _filled(parts: tuple[str, ...], number: int) -> tuple[str, ...]:
    return (*parts, *[""] * number)[:number]


def _bounded(text: str, most: int) -> None:
    if len(text) > most:
        raise Unfit(_("This can have %(most)s letters at most.") % {"most": f"{most:,}"})
