"""A paper made fit to set: within bounds, and of letters that every format can hold.

What a file of ours cannot hold is left out here, once for all writers: control characters, halves
of letters, marks that turn the order of other letters round, links to anything but pages, letters
and places in the paper.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from comitia.base.text import storable
from comitia.papers.blocks import (
    Block,
    Cell,
    Change,
    Equation,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)

MOST_CHARACTERS = 4_000_000
MOST_BLOCKS = 200_000
MOST_CELLS = 100_000
MOST_COLUMNS = 200
MOST_PICTURE_BYTES = 64_000_000
MOST_DEPTH = 6
"""Of tables within tables. Text deeper than that stands in the deepest."""
MOST_LINK = 2_000

# Overrides show other words than are written (Unicode TR 36); XML has no room for the last two.
_UNFIT = re.compile("[\u202a-\u202e\u2066-\u2069\ufffe\uffff\ufdd0-\ufdef\x0c]")
_SCHEMES = frozenset({"http", "https", "mailto"})


class TooLargeToPublish(Exception):
    """There is more in it than is set: `found` of a `what`, and the `limit`."""

    def __init__(self, *, what: str, found: int, limit: int) -> None:
        self.what, self.found, self.limit = what, found, limit
        super().__init__(
            f"This paper has {found:,} {what}; at most {limit:,} are published in one file."
            " Divide it into parts."
        )


def clean(text: str) -> str:
    """The text without what no format holds."""
    if text.isascii() and text.isprintable():
        return text
    return _UNFIT.sub("", storable(text)).replace("\r", "")


def safe_link(link: str) -> str:
    """The link where it leads to a page, a letter or a place in the paper; else nothing."""
    link = clean(link).strip()
    if not link or len(link) > MOST_LINK or any(letter.isspace() for letter in link):
        return ""
    if link.startswith("#"):
        return link if len(link) > 1 else ""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES:
        return ""
    return link if parts.netloc or parts.scheme.lower() == "mailto" else ""


def sound(paper: Paper) -> Paper:
    """The paper, fit to set. Raises TooLargeToPublish."""
    made = _Soundness()
    blocks = made.blocks(paper.blocks, 0)
    notes = tuple(
        replace(
            note,
            label=clean(note.label),
            label_before=None if note.label_before is None else clean(note.label_before),
            blocks=made.blocks(note.blocks, 0),
        )
        for note in paper.notes
    )
    comments = tuple(
        replace(
            each, author=made.text(each.author), at=made.text(each.at), text=made.text(each.text)
        )
        for each in paper.comments
    )
    return replace(
        paper, blocks=blocks, notes=notes, comments=comments, title=made.text(paper.title)
    )


class _Soundness:
    """Counts while it makes sound, so that a huge paper is refused before it is copied whole."""

    def __init__(self) -> None:
        self._counts = {"characters": 0, "blocks": 0, "table cells": 0, "bytes of pictures": 0}
        self._changes: dict[Change, Change] = {}

    def _count(self, what: str, number: int, limit: int) -> None:
        self._counts[what] += number
        if self._counts[what] > limit:
            raise TooLargeToPublish(what=what, found=self._counts[what], limit=limit)

    def text(self, text: str) -> str:
        self._count("characters", len(text), MOST_CHARACTERS)
        return clean(text)

    def blocks(self, blocks: Iterable[Block], depth: int) -> tuple[Block, ...]:
        return tuple(made for block in blocks for made in self._block(block, depth))

    def _block(self, block: Block, depth: int) -> tuple[Block, ...]:
        self._count("blocks", 1, MOST_BLOCKS)
        match block:
            case Paragraph():
                return (self._paragraph(block),)
            case Table():
                return self._table(block, depth)
            case Picture():
                self._count("bytes of pictures", len(block.data), MOST_PICTURE_BYTES)
                width = block.width_mm if 0 < block.width_mm < 2_000 else 0
                alt = " ".join(self.text(block.alt).split())
                return (replace(block, alt=alt, width_mm=width, change=self._change(block.change)),)
            case Equation():
                return (
                    replace(
                        block,
                        text=self.text(block.text),
                        label=self.text(block.label),
                        change=self._change(block.change),
                    ),
                )
            case PageBreak():
                return (replace(block, change=self._change(block.change)),)

    def _change(self, change: Change | None) -> Change | None:
        if change is None:
            return None
        if change not in self._changes:
            author = " ".join(clean(change.author).split())[:200]
            at, move = clean(change.at)[:40], clean(change.move)[:200]
            self._changes[change] = Change(change.kind, author, at, move)
        return self._changes[change]

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        most = 9 if paragraph.kind == "heading" else 8
        least = 1 if paragraph.kind == "heading" else 0
        before = paragraph.label_before
        return replace(
            paragraph,
            runs=tuple(made for run in paragraph.runs if (made := self._run(run)).text),
            level=min(most, max(least, paragraph.level)),
            label=" ".join(self.text(paragraph.label).split()),
            anchor=clean(paragraph.anchor)[:200],
            change=self._change(paragraph.change),
            label_before=None if before is None else " ".join(clean(before).split()),
        )

    def _run(self, run: Run) -> Run:
        return replace(
            run,
            text=self.text(run.text),
            link=safe_link(run.link) if run.link else "",
            change=self._change(run.change),
        )

    def _table(self, table: Table, depth: int) -> tuple[Block, ...]:
        if depth >= MOST_DEPTH:
            # Deeper nesting says nothing to a reader; its words must not be lost.
            cells = (cell for row in table.rows for cell in row.cells)
            return tuple(
                block
                for cell in cells
                for block in _without_tables(cell.blocks)
                for block in self._block(block, depth)
            )
        rows = []
        for row in table.rows:
            covered = sum(min(MOST_COLUMNS, max(1, cell.across)) for cell in row.cells)
            self._count("table cells", covered, MOST_CELLS)
            cells_made = tuple(
                Cell(
                    self.blocks(cell.blocks, depth + 1),
                    across=min(MOST_COLUMNS, max(1, cell.across)),
                    down=min(len(table.rows), max(1, cell.down)),
                )
                for cell in row.cells
            )
            rows.append(Row(cells_made, row.head, self._change(row.change)))
        return (Table(tuple(rows), self._change(table.change)),) if rows else ()


def _without_tables(blocks: tuple[Block, ...]) -> Iterable[Block]:
    """The blocks in order, tables at any depth taken apart, without going deep ourselves."""
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row.cells]
            waiting += [each for cell in reversed(cells) for each in reversed(cell.blocks)]
        else:
            yield block
