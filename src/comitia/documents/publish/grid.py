"""Where the cells of a table stand once spans are laid out, and how wide its columns should be."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt

from comitia.documents.publish.shape import paragraphs, plain
from comitia.papers.blocks import Block, Cell, Paragraph, Run, Table

MOST_COLUMNS_SET = 63
"""What Word takes. A table with more is set as lines."""

_LEAST_WEIGHT = 2.0
_MOST_WEIGHT = 14.0


@dataclass(frozen=True, slots=True)
class Place:
    """A cell or what goes on from above: at a column, over columns. Rows below are `down - 1`."""

    column: int
    across: int
    down: int
    cell: Cell | None
    """None where a cell from a row above reaches down, or where the row has no cell."""
    from_above: bool = False


def laid_out(table: Table) -> tuple[list[list[Place]], int]:
    """The places of each row, from the first column to the last, and the number of columns.

    Rows that are too short are filled; spans that would reach over each other are cut.
    """
    rows: list[list[Place]] = []
    reaching: dict[int, tuple[int, int]] = {}
    columns = 1
    for number, row in enumerate(table.rows):
        places: list[Place] = []
        below: dict[int, tuple[int, int]] = {}
        column = 0
        waiting = list(reversed(row.cells))
        while waiting or any(start >= column for start in reaching):
            if column in reaching:
                across, down = reaching[column]
                places.append(Place(column, across, down, None, from_above=True))
                if down > 1:
                    below[column] = (across, down - 1)
                column += across
                continue
            taken = [start for start in reaching if start > column]
            room = min(taken) - column if taken else None
            if not waiting:
                assert room is not None
                places.append(Place(column, room, 1, None))
                column += room
                continue
            cell = waiting.pop()
            across = min(cell.across, room) if room is not None else cell.across
            down = min(cell.down, len(table.rows) - number)
            places.append(Place(column, across, down, cell))
            if down > 1:
                below[column] = (across, down - 1)
            column += across
        columns = max(columns, column)
        reaching = below
        rows.append(places)
    for places in rows:
        end = places[-1].column + places[-1].across if places else 0
        if end < columns:
            places.append(Place(end, columns - end, 1, None))
    return _without_unused(rows)


def _without_unused(rows: list[list[Place]]) -> tuple[list[list[Place]], int]:
    """The same without columns at which no cell begins: one cell over 200 columns is one column."""
    begins = sorted({place.column for row in rows for place in row})
    rank = {column: number for number, column in enumerate(begins)}
    made = [
        [
            replace(
                place,
                column=rank[place.column],
                across=bisect_left(begins, place.column + place.across) - rank[place.column],
            )
            for place in row
        ]
        for row in rows
    ]
    return made, len(begins)


def as_lines(table: Table) -> tuple[Block, ...]:
    """A table with more columns than a page can show: each row as a paragraph, with tabs."""
    lines: list[Block] = []
    for row in table.rows:
        runs: list[Run] = []
        for number, cell in enumerate(row.cells):
            runs += [Run("\t")] * (number > 0)
            for place, paragraph in enumerate(paragraphs(cell.blocks)):
                runs += [Run(" ")] * (place > 0)
                runs += [Run(paragraph.label + " ")] * bool(paragraph.label)
                runs += paragraph.runs
        change = row.change or table.change
        if change is not None:
            runs = [run if run.change else replace(run, change=change) for run in runs]
        lines.append(Paragraph(tuple(runs), change=change))
    return tuple(lines)


def shares(rows: list[list[Place]], columns: int) -> list[float]:
    """How wide each column should be beside the others, by the letters in it; they make up 1."""
    longest = [0.0] * columns
    total = [0.0] * columns
    for place in (place for row in rows for place in row if place.cell is not None):
        letters = _letters(place.cell) / place.across
        for column in range(place.column, place.column + place.across):
            longest[column] = max(longest[column], letters)
            total[column] += letters
    weights = [
        min(_MOST_WEIGHT, max(_LEAST_WEIGHT, sqrt(most) + sqrt(letters / max(1, len(rows)))))
        for most, letters in zip(longest, total, strict=True)
    ]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _letters(cell: Cell | None) -> int:
    return sum(_paragraph_letters(cell)) if cell is not None else 0


def _paragraph_letters(cell: Cell) -> Iterator[int]:
    for paragraph in paragraphs(cell.blocks):
        text = paragraph.label + plain(paragraph.runs)
        # Wide signs take the room of two.
        yield len(text) + (0 if text.isascii() else sum(letter > "\u2e80" for letter in text))
