"""What of a paper is compared: its text and shape, without what names or remarks on them.

Runs that look alike are joined; anchors, comments, title, language and remarks are left out, and so
are notes that nothing cites; the others are keyed by the order in which they are first cited.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from comitia.papers.blocks import Block, Cell, Note, Paper, Paragraph, Row, Run, Table
from comitia.papers.changes import joined_runs, runs_of


def normal(paper: Paper) -> Paper:
    """The paper in the form in which two that say the same are equal."""
    blocks, notes = plain_blocks(paper.blocks), [plain_note(note) for note in paper.notes]
    order = cited_order(blocks, notes)
    keys = {key: str(number) for number, key in enumerate(order, 1)}
    by_key = {note.key: note for note in notes}
    return Paper(
        blocks=with_note_keys(blocks, keys),
        notes=tuple(renamed(by_key[key], keys) for key in order if key in by_key),
    )


def plain_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without anchors and comments, like runs joined; changes stay."""
    return tuple(_plain(block) for block in blocks)


def plain_note(note: Note) -> Note:
    """A note of such blocks."""
    return replace(note, blocks=plain_blocks(note.blocks))


def _plain(block: Block) -> Block:
    if isinstance(block, Paragraph):
        runs = joined_runs(replace(run, comments=()) if run.comments else run for run in block.runs)
        return replace(block, runs=runs, anchor="")
    if isinstance(block, Table):
        return replace(block, rows=_in_cells(block.rows, plain_blocks))
    return block


def cited_order(blocks: Iterable[Block], notes: Iterable[Note]) -> list[str]:
    """The keys of notes in the order in which they are first cited, from the text or a note."""
    by_key = {note.key: note for note in notes}
    order = list(dict.fromkeys(run.note for run in runs_of(blocks) if run.note))
    seen = set(order)
    for key in order:  # It grows while it is gone through.
        for run in runs_of(by_key[key].blocks) if key in by_key else ():
            if run.note and run.note not in seen:
                seen.add(run.note)
                order.append(run.note)
    return order


def renamed(note: Note, keys: dict[str, str]) -> Note:
    """The note under its new key, citing others by theirs."""
    return replace(note, key=keys.get(note.key, note.key), blocks=with_note_keys(note.blocks, keys))


def with_note_keys(blocks: tuple[Block, ...], keys: dict[str, str]) -> tuple[Block, ...]:
    """The blocks with the notes they cite under other keys."""

    def run_of(run: Run) -> Run:
        key = keys.get(run.note, run.note)
        return run if key == run.note else replace(run, note=key)

    return each_run(blocks, run_of)


def each_run(blocks: tuple[Block, ...], of: Callable[[Run], Run]) -> tuple[Block, ...]:
    """The blocks with each run, in the cells of tables too, as `of` makes it."""

    def block_of(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, runs=tuple(of(run) for run in block.runs))
        if isinstance(block, Table):
            return replace(block, rows=_in_cells(block.rows, lambda inner: each_run(inner, of)))
        return block

    return tuple(block_of(block) for block in blocks)


def _in_cells(
    rows: tuple[Row, ...], of: Callable[[tuple[Block, ...]], tuple[Block, ...]]
) -> tuple[Row, ...]:
    return tuple(
        replace(
            row, cells=tuple(Cell(of(cell.blocks), cell.across, cell.down) for cell in row.cells)
        )
        for row in rows
    )
