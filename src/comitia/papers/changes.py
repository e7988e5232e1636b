"""The tracked changes of a paper: taken, or declined."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from comitia.papers.blocks import (
    Block,
    Cell,
    Change,
    Comment,
    Note,
    Paper,
    Paragraph,
    Row,
    Run,
    Table,
)

TAKEN_OUT = frozenset({"deleted", "moved_away"})
PUT_IN = frozenset({"inserted", "moved_here"})


def accepted(paper: Paper) -> Paper:
    """The paper as it reads with every tracked change taken."""
    return _decided(paper, gone=TAKEN_OUT, earlier=False)


def rejected(paper: Paper) -> Paper:
    """The paper as it reads with every tracked change declined."""
    return _decided(paper, gone=PUT_IN, earlier=True)


def has_changes(paper: Paper) -> bool:
    """Whether anything of it is tracked and not decided on."""
    return _changed(paper.blocks) or any(
        note.label_before is not None or _changed(note.blocks) for note in paper.notes
    )


def joined_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with those beside each other that look alike made one, and empty ones left out.

    A citation of a note and a piece of mathematics each stay whole.
    """
    found: list[Run] = []
    for run in runs:
        if not run.text and not run.note:
            continue
        if found and not run.note and not run.equation:
            last = found[-1]
            if replace(run, text=last.text) == last:
                found[-1] = replace(last, text=last.text + run.text)
                continue
        found.append(run)
    return tuple(found)


def _decided(paper: Paper, *, gone: frozenset[str], earlier: bool) -> Paper:
    labels = {
        note.key: (note.label, note.label_before)
        for note in paper.notes
        if earlier and note.label_before is not None
    }
    decision = _Decision(gone, earlier, labels)
    blocks = decision.blocks(paper.blocks)
    notes = [decision.note(note) for note in paper.notes]
    return replace(
        paper,
        blocks=blocks,
        notes=_still_cited(paper, blocks, notes),
        comments=_still_noted(paper, blocks, notes),
    )


@dataclass(frozen=True)
class _Decision:
    """What goes, and whether labels are as they were."""

    gone: frozenset[str]
    earlier: bool
    note_labels: dict[str, tuple[str, str]]

    def goes(self, change: Change | None) -> bool:
        return change is not None and change.kind in self.gone

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        found: list[Block] = []
        # Of a paragraph whose end is gone but not all of its words: they begin the next one.
        carried: Paragraph | None = None
        for block in blocks:
            if isinstance(block, Paragraph):
                kept = self.paragraph(block)
                if carried is not None:
                    kept = replace(kept, runs=joined_runs(carried.runs + kept.runs))
                if not self.goes(block.change):
                    found.append(kept)
                    carried = None
                elif kept.runs:
                    carried = kept
                continue
            if carried is not None:
                found.append(carried)
                carried = None
            if self.goes(block.change):
                continue
            if isinstance(block, Table):
                rows = self.rows(block.rows)
                if rows or not block.rows:
                    found.append(Table(rows))
            else:
                found.append(replace(block, change=None))
        if carried is not None:
            found.append(carried)
        return tuple(found)

    def paragraph(self, block: Paragraph) -> Paragraph:
        runs = joined_runs(self.run(run) for run in block.runs if not self.goes(run.change))
        label = block.label
        if self.earlier and block.label_before is not None:
            label = block.label_before
        return replace(block, runs=runs, label=label, change=None, label_before=None)

    def run(self, run: Run) -> Run:
        text = run.text
        if run.note in self.note_labels and run.change is None:
            label, before = self.note_labels[run.note]
            text = before if text == label else text
        return replace(run, text=text, change=None)

    def rows(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(
            Row(
                tuple(Cell(self.blocks(cell.blocks), cell.across, cell.down) for cell in row.cells),
                row.head,
            )
            for row in rows
            if not self.goes(row.change)
        )

    def note(self, note: Note) -> Note:
        label = note.label
        if self.earlier and note.label_before is not None:
            label = note.label_before
        return Note(note.key, label, self.blocks(note.blocks))


def _still_cited(paper: Paper, blocks: tuple[Block, ...], decided: list[Note]) -> tuple[Note, ...]:
    """The notes without those whose citations went, and those that went without being cited."""
    before = _cited(paper.blocks, paper.notes)
    after = _cited(blocks, decided)
    return tuple(
        now
        for note, now in zip(paper.notes, decided, strict=True)
        if (note.key in after) or (note.key not in before and bool(now.blocks or not note.blocks))
    )


def _still_noted(paper: Paper, blocks: tuple[Block, ...], notes: list[Note]) -> tuple[Comment, ...]:
    if not paper.comments:
        return ()
    before = {key for run in runs_of(paper.blocks, paper.notes) for key in run.comments}
    after = {key for run in runs_of(blocks, notes) for key in run.comments}
    return tuple(each for each in paper.comments if each.key in after or each.key not in before)


def _cited(blocks: Iterable[Block], notes: Iterable[Note]) -> set[str]:
    """The keys of notes cited from the text, or from a note that is."""
    by_key = {note.key: note for note in notes}
    waiting = [run.note for run in runs_of(blocks) if run.note]
    found: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found.add(key)
        if key in by_key:
            waiting += [run.note for run in runs_of(by_key[key].blocks) if run.note]
    return found


def runs_of(blocks: Iterable[Block], notes: Iterable[Note] = ()) -> Iterator[Run]:
    """Every run in the order of reading, those of the notes last."""
    for paragraph in paragraphs_of(blocks):
        yield from paragraph.runs
    for note in notes:
        yield from runs_of(note.blocks)


def paragraphs_of(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph in the order of reading, those in the cells of tables too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs_of(cell.blocks)


def text_of(blocks: Iterable[Block]) -> str:
    """The words of blocks, a paragraph a line; equations and pictures by what is said of them."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield "".join(run.text for run in block.runs)
    elif isinstance(block, Table):
        for row in block.rows:
            yield "\t".join(text_of(cell.blocks) for cell in row.cells)
    elif hasattr(block, "alt"):
        yield block.alt
    elif hasattr(block, "text"):
        yield block.text


def _changed(blocks: Iterable[Block]) -> bool:
    for block in blocks:
        if block.change is not None:
            return True
        if isinstance(block, Paragraph):
            if block.label_before is not None or any(run.change for run in block.runs):
                return True
        elif isinstance(block, Table):
            for row in block.rows:
                if row.change is not None or any(_changed(cell.blocks) for cell in row.cells):
                    return True
    return False
