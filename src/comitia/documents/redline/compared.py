"""Two papers block by block: what is alike, what was edited, what came, went or moved."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from comitia.documents.redline.likeness import Bag, Pair, alike, in_order
from comitia.documents.redline.moves import with_moves
from comitia.documents.redline.normal import each_run, plain_blocks, plain_note
from comitia.documents.redline.notes import NotesPaired, paired_notes
from comitia.documents.redline.paragraphs import Marks, edited, relabelled
from comitia.documents.redline.sequences import matching
from comitia.papers.blocks import Block, Cell, Change, Note, Paper, Paragraph, Row, Run, Table
from comitia.papers.changes import TAKEN_OUT, accepted, has_changes, text_of

# From this much on two paragraphs are one that was edited.
_LEAST_ALIKE = 0.45
_LEAST_ALIKE_IN_PLACE = 0.3
_LEAST_ALIKE_ROWS = 0.25


def compare(old: Paper, new: Paper, *, author: str = "", at: str = "") -> Paper:
    """The newer paper with tracked changes that lead to it from the older.

    For any two papers without changes of their own, `accepted` of it says what the newer says and
    `rejected` what the older says: exactly, as `normal` puts it. Papers with changes are taken as
    these accepted. Title, language, remarks and anchors are the newer paper's; comments, and
    notes that nothing cites, are left out.
    """
    old, new = (accepted(each) if has_changes(each) else each for each in (old, new))
    marks = Marks(author, at)
    old_notes = [plain_note(note) for note in old.notes]
    new_notes = [plain_note(note) for note in new.notes]
    notes = paired_notes(
        plain_blocks(old.blocks), old_notes, plain_blocks(new.blocks), new_notes, key=_key
    )
    anchors = _anchors(new.blocks)
    blocks = _Comparing(marks).blocks(notes.old_blocks, notes.new_blocks, close=False)
    blocks = _older_labels(with_moves(blocks, marks), notes)
    return replace(
        new,
        blocks=_anchored(blocks, anchors),
        notes=_notes(notes, marks),
        comments=(),
    )


def _notes(notes: NotesPaired, marks: Marks) -> tuple[Note, ...]:
    found = []
    for old, new in notes.pairs:
        if old is None and new is not None:
            found.append(replace(new, blocks=tuple(_whole(b, marks.inserted) for b in new.blocks)))
        elif new is None and old is not None:
            blocks = tuple(_whole(block, marks.deleted) for block in old.blocks)
            found.append(replace(old, blocks=_older_labels(blocks, notes)))
        elif old is not None and new is not None:
            blocks = _Comparing(marks).blocks(old.blocks, new.blocks, close=True)
            before = None if old.label == new.label else old.label
            found.append(replace(new, blocks=_older_labels(blocks, notes), label_before=before))
    return tuple(found)


def _older_labels(blocks: tuple[Block, ...], notes: NotesPaired) -> tuple[Block, ...]:
    """The blocks with what was taken out citing notes by the labels that these had."""

    def older(run: Run) -> Run:
        if run.note in notes.labels and run.change and run.change.kind in TAKEN_OUT:
            return replace(run, text=notes.labels[run.note][0])
        return run

    return each_run(blocks, older) if notes.labels else blocks


def _key(block: Block) -> Hashable:
    """What two blocks that need no comparing have alike: all but labels, which are marked apart."""
    if isinstance(block, Paragraph):
        return (block.kind, block.level, block.runs)
    if isinstance(block, Table):
        return tuple(_row_key(row) for row in block.rows)
    return block


def _row_key(row: Row) -> Hashable:
    return (
        row.head,
        tuple((c.across, c.down, tuple(_key(block) for block in c.blocks)) for c in row.cells),
    )


def _whole(block: Block, change: Change) -> Block:
    """A block that came or went as a whole."""
    if isinstance(block, Paragraph):
        return replace(
            block, runs=tuple(replace(run, change=change) for run in block.runs), change=change
        )
    return replace(block, change=change)


class _Comparing:
    """Comparing lists of blocks, down into the cells of tables."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    def blocks(
        self, old: Sequence[Block], new: Sequence[Block], *, close: bool
    ) -> tuple[Block, ...]:
        """The blocks of both. `close` are those of one cell or note: likely the same, edited."""
        if not old or not new:
            return self._between(old, new, close=close)
        found: list[Block] = []
        place_old = place_new = 0
        ends = (len(old), len(new), 0)
        for start_old, start_new, length in [
            *matching([_key(block) for block in old], [_key(block) for block in new]),
            ends,
        ]:
            found += self._between(old[place_old:start_old], new[place_new:start_new], close=close)
            for number in range(length):
                found.append(self._equal(old[start_old + number], new[start_new + number]))
            place_old, place_new = start_old + length, start_new + length
        return tuple(found)

    def _equal(self, old: Block, new: Block) -> Block:
        """One of two blocks alike but for labels."""
        if isinstance(old, Paragraph) and isinstance(new, Paragraph):
            return relabelled(old, new)
        if isinstance(old, Table) and isinstance(new, Table) and old != new:
            pairs = zip(old.rows, new.rows, strict=True)
            return replace(new, rows=tuple(self._row(one, other) for one, other in pairs))
        return new

    def _between(
        self, old: Sequence[Block], new: Sequence[Block], *, close: bool
    ) -> tuple[Block, ...]:
        """What stands between two places alike: pairs that were edited, and what came and went."""
        pairs = self._pairs(old, new, close=close) if old and new else []
        found: list[Block] = []
        place_old = place_new = 0
        for pair in [*pairs, Pair(len(old), len(new), 1)]:
            merged = None
            if pair.old < len(old):
                merged = self._merged(old[pair.old], new[pair.new])
                if merged is None:
                    continue
            found += [_whole(block, self._marks.deleted) for block in old[place_old : pair.old]]
            found += [_whole(block, self._marks.inserted) for block in new[place_new : pair.new]]
            if merged is not None:
                found.append(merged)
            place_old, place_new = pair.old + 1, pair.new + 1
        return tuple(found)

    def _pairs(self, old: Sequence[Block], new: Sequence[Block], *, close: bool) -> list[Pair]:
        least = _LEAST_ALIKE
        if len(old) == len(new) == 1:
            # What stands in the same place is the same, edited, if anything speaks for it.
            if _comparable(old[0], new[0]) and (close or isinstance(new[0], Table)):
                return [Pair(0, 0, 1)]
            least = _LEAST_ALIKE_IN_PLACE
        return in_order(
            alike(
                [Bag(text_of([block])) for block in old],
                [Bag(text_of([block])) for block in new],
                least=least,
                may=lambda i, j: _comparable(old[i], new[j]),
            )
        )

    def _merged(self, old: Block, new: Block) -> Block | None:
        if isinstance(old, Paragraph) and isinstance(new, Paragraph):
            return edited(old, new, self._marks)
        if isinstance(old, Table) and isinstance(new, Table):
            return self._table(old, new)
        return None

    def _table(self, old: Table, new: Table) -> Table | None:
        """Both tables row by row; None where no row of the one can be set beside one of the other.

        Then nothing of it would be left when all changes are taken, and nothing tells that it was
        there.
        """
        rows: list[Row] = []
        together = 0
        place_old = place_new = 0
        shared = matching([_row_key(row) for row in old.rows], [_row_key(row) for row in new.rows])
        for start_old, start_new, length in [*shared, (len(old.rows), len(new.rows), 0)]:
            pairs = self._row_pairs(old.rows[place_old:start_old], new.rows[place_new:start_new])
            pairs = [Pair(p.old + place_old, p.new + place_new, 1) for p in pairs]
            pairs += [Pair(start_old + n, start_new + n, 1) for n in range(length)]
            together += len(pairs)
            last = Pair(start_old + length, start_new + length, 0)
            for pair in [*pairs, last]:
                gone, came = old.rows[place_old : pair.old], new.rows[place_new : pair.new]
                rows += [replace(row, change=self._marks.deleted) for row in gone]
                rows += [replace(row, change=self._marks.inserted) for row in came]
                if pair is not last:
                    rows.append(self._row(old.rows[pair.old], new.rows[pair.new]))
                    place_old, place_new = pair.old + 1, pair.new + 1
            place_old, place_new = last.old, last.new
        return Table(tuple(rows)) if together else None

    def _row_pairs(self, old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
        """Rows that are the same with other contents: as many as before, or by their words."""
        if len(old) == len(new) and all(map(_of_one_shape, old, new)):
            return [Pair(number, number, 1) for number in range(len(old))]
        pairs = alike(
            [Bag(text_of([Table((row,))])) for row in old],
            [Bag(text_of([Table((row,))])) for row in new],
            least=_LEAST_ALIKE_ROWS,
            may=lambda i, j: _of_one_shape(old[i], new[j]),
        )
        # A row is most of all what its first cell names.
        names = {name: number for number, row in enumerate(old) if (name := _name(row))}
        for number, row in enumerate(new):
            other = names.pop(_name(row), None)
            if other is not None and _of_one_shape(old[other], row):
                pairs.append(Pair(other, number, 2))
        return in_order(pairs)

    def _row(self, old: Row, new: Row) -> Row:
        cells = tuple(
            Cell(self.blocks(one.blocks, other.blocks, close=True), other.across, other.down)
            for one, other in zip(old.cells, new.cells, strict=True)
        )
        return replace(new, cells=cells)


def _comparable(old: Block, new: Block) -> bool:
    if isinstance(old, Paragraph) and isinstance(new, Paragraph):
        return (old.kind, old.level) == (new.kind, new.level)
    return isinstance(old, Table) and isinstance(new, Table)


def _of_one_shape(old: Row, new: Row) -> bool:
    return old.head == new.head and [(c.across, c.down) for c in old.cells] == [
        (c.across, c.down) for c in new.cells
    ]


def _name(row: Row) -> str:
    return text_of(row.cells[0].blocks).strip() if row.cells else ""


def _anchors(blocks: Sequence[Block]) -> list[str]:
    return [block.anchor if isinstance(block, Paragraph) else "" for block in blocks]


def _anchored(blocks: tuple[Block, ...], anchors: list[str]) -> tuple[Block, ...]:
    """The blocks with the newer paper's anchors again, of those at the top that are still in it."""
    waiting = iter(anchors)
    found: list[Block] = []
    for block in blocks:
        gone = block.change is not None and block.change.kind in TAKEN_OUT
        anchor = "" if gone else next(waiting)
        found.append(
            replace(block, anchor=anchor) if anchor and isinstance(block, Paragraph) else block
        )
    return tuple(found)
