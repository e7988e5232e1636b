"""Changes of whole paragraphs, out of the changes of their marks and of their runs.

Whoever presses Enter behind A and writes B changes the mark of A and the runs of B, while the mark
that B then has is the one that A had: B is what was put in.
"""

from collections.abc import Iterable
from dataclasses import replace

from comitia.papers.blocks import (
    Block,
    Cell,
    Change,
    Equation,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)


def settled(found: Iterable[tuple[Block, Change | None]]) -> tuple[list[Block], bool]:
    """The blocks with their changes, and whether some were joined to show where one was split.

    Where a mark alone was put in or taken out, the two texts are one paragraph, in which the end
    of the line has that change: without it, or with it, the text is what it was, or would be.
    """
    blocks: list[Block] = []
    open_mark: Change | None = None
    joined = False
    for block, mark in found:
        if not isinstance(block, Paragraph):
            open_mark = None
            blocks.append(block)
            continue
        kinds = {run.change.kind if run.change else "" for run in block.runs}
        if open_mark is not None and mark is None and kinds == {open_mark.kind}:
            blocks.append(changed(block, open_mark))
            open_mark = None
        elif mark is not None and kinds <= {mark.kind}:
            blocks.append(changed(block, mark))
        else:
            before = blocks[-1] if blocks else None
            if open_mark is not None and isinstance(before, Paragraph):
                label = f"{block.label}\t" if block.label else ""
                end = Run(f"\n{label}", change=open_mark)
                blocks[-1] = replace(before, runs=(*before.runs, end, *block.runs))
                joined = True
            else:
                blocks.append(block)
            open_mark = mark
    return blocks, joined


def changed(paragraph: Paragraph, change: Change) -> Paragraph:
    """The paragraph as one that is changed as a whole."""
    runs = tuple(replace(run, change=change) for run in paragraph.runs)
    return replace(paragraph, change=change, runs=runs)


def table_settled(rows: tuple[Row, ...]) -> Table:
    """A table of rows; where all are changed alike it is the table that is."""
    kinds = {row.change.kind if row.change else "" for row in rows}
    if not rows or len(kinds) > 1 or rows[0].change is None:
        return Table(rows)
    bare = tuple(replace(row, change=None, cells=_bare(row)) for row in rows)
    return Table(bare, rows[0].change)


def _bare(row: Row) -> tuple[Cell, ...]:
    return tuple(
        replace(cell, blocks=tuple(without_changes(block) for block in cell.blocks))
        for cell in row.cells
    )


def without_changes(block: Block) -> Block:
    """The block with no change in it or on it."""
    match block:
        case Paragraph():
            runs = tuple(replace(run, change=None) for run in block.runs)
            return replace(block, change=None, runs=runs)
        case Table():
            rows = tuple(replace(row, change=None, cells=_bare(row)) for row in block.rows)
            return replace(block, change=None, rows=rows)
        case Picture() | Equation() | PageBreak():
            return replace(block, change=None)
