"""Moves: what went from one place of a redline and came at another.

Whole blocks first; then paragraphs that were edited on their way; then stretches of a paragraph
that are a paragraph elsewhere, as where one was split or two were joined.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from comitia.documents.redline.likeness import Bag, alike, best_each
from comitia.documents.redline.paragraphs import Marks, edited
from comitia.documents.redline.words import pieces, weight
from comitia.papers.blocks import Block, Change, PageBreak, Paragraph, Run, Table
from comitia.papers.changes import joined_runs, text_of

# A paragraph or a stretch that says less may be in two places by accident.
_LEAST_WEIGHT = 12
_LEAST_WEIGHT_OF_STRETCH = 24
_LEAST_ALIKE = 0.7


def with_moves(blocks: tuple[Block, ...], marks: Marks) -> tuple[Block, ...]:
    """The blocks of a redline with moves told as such; a key for each, in the order of the text."""
    moving = _Moving(list(blocks), marks)
    moving.whole_blocks()
    moving.edited_paragraphs()
    moving.stretches()
    return _numbered(moving.blocks)


@dataclass(frozen=True)
class _Stretch:
    """Runs of one paragraph that were changed together."""

    block: int
    start: int
    end: int


class _Moving:
    def __init__(self, blocks: list[Block], marks: Marks) -> None:
        self.blocks = blocks
        self._marks = marks
        self._moves = 0

    def _changes(self) -> tuple[Change, Change]:
        """What marks the two ends of the next move."""
        self._moves += 1
        move = str(self._moves)
        return (
            Change("moved_away", self._marks.author, self._marks.at, move),
            Change("moved_here", self._marks.author, self._marks.at, move),
        )

    def whole_blocks(self) -> None:
        went, came = self._places("deleted"), self._places("inserted")
        if not went or not came:
            return
        waiting: defaultdict[Block, list[int]] = defaultdict(list)
        for place in reversed(went):
            waiting[_bare(self.blocks[place])].append(place)
        for place in came:
            bare = _bare(self.blocks[place])
            if waiting.get(bare) and _worth_moving(bare):
                away, here = self._changes()
                source = waiting[bare].pop()
                self.blocks[source] = _changed(self.blocks[source], away)
                self.blocks[place] = _changed(self.blocks[place], here)

    def edited_paragraphs(self) -> None:
        went = [p for p in self._places("deleted") if _worth_moving(self.blocks[p])]
        came = [p for p in self._places("inserted") if _worth_moving(self.blocks[p])]
        if not went or not came:
            return
        bags = [[Bag(text_of([self.blocks[p]])) for p in places] for places in (went, came)]

        def may(i: int, j: int) -> bool:
            return all(isinstance(self.blocks[p], Paragraph) for p in (went[i], came[j]))

        for pair in best_each(alike(*bags, least=_LEAST_ALIKE, may=may)):
            old, new = self.blocks[went[pair.old]], self.blocks[came[pair.new]]
            if isinstance(old, Paragraph) and isinstance(new, Paragraph):
                away, here = self._changes()
                self.blocks[went[pair.old]], self.blocks[came[pair.new]] = _moved_edited(
                    old, new, away, here, self._marks
                )

    def stretches(self) -> None:
        """A sentence or more of a paragraph that now is one of its own, or was."""
        for kind, other in (("deleted", "inserted"), ("inserted", "deleted")):
            waiting = {
                text: place
                for place in self._places(other)
                if (text := text_of([self.blocks[place]]).strip())
            }
            if not waiting:
                continue
            for stretch in list(self._stretches(kind)):
                text = self._text(stretch)
                if text.strip() not in waiting or _weight(text) < _LEAST_WEIGHT_OF_STRETCH:
                    continue
                away, here = self._changes()
                inside, whole = (away, here) if kind == "deleted" else (here, away)
                place = waiting.pop(text.strip())
                self.blocks[place] = _changed(self.blocks[place], whole)
                self._change_runs(stretch, inside)

    def _places(self, kind: str) -> list[int]:
        return [
            place
            for place, block in enumerate(self.blocks)
            if block.change is not None and block.change.kind == kind
        ]

    def _stretches(self, kind: str) -> Iterator[_Stretch]:
        for place, block in enumerate(self.blocks):
            if not isinstance(block, Paragraph) or block.change is not None:
                continue
            start = None
            for number, run in enumerate((*block.runs, None)):
                of_kind = run is not None and run.change is not None and run.change.kind == kind
                if of_kind and start is None:
                    start = number
                elif not of_kind and start is not None:
                    yield _Stretch(place, start, number)
                    start = None

    def _text(self, stretch: _Stretch) -> str:
        block = self.blocks[stretch.block]
        assert isinstance(block, Paragraph)
        return "".join(run.text for run in block.runs[stretch.start : stretch.end])

    def _change_runs(self, stretch: _Stretch, change: Change) -> None:
        block = self.blocks[stretch.block]
        assert isinstance(block, Paragraph)
        runs = tuple(
            replace(run, change=change) if stretch.start <= number < stretch.end else run
            for number, run in enumerate(block.runs)
        )
        self.blocks[stretch.block] = replace(block, runs=runs)


def _moved_edited(
    old: Paragraph, new: Paragraph, away: Change, here: Change, marks: Marks
) -> tuple[Paragraph, Paragraph]:
    """Both ends of a move, what was edited on the way marked as taken out and put in."""
    between = edited(_bare_paragraph(old), _bare_paragraph(new), marks)

    def at(end: Change, own: str) -> tuple[Run, ...]:
        return joined_runs(
            run if run.change else replace(run, change=end)
            for run in between.runs
            if run.change is None or run.change.kind == own
        )

    return (
        replace(old, runs=at(away, "deleted"), change=away),
        replace(new, runs=at(here, "inserted"), change=here),
    )


def _bare(block: Block) -> Block:
    """A block without its change, to be compared."""
    return _bare_paragraph(block) if isinstance(block, Paragraph) else replace(block, change=None)


def _bare_paragraph(block: Paragraph) -> Paragraph:
    """Labels follow from the place, so they are no part of what moved."""
    runs = tuple(replace(run, change=None) for run in block.runs)
    return replace(block, runs=runs, change=None, label="")


def _changed(block: Block, change: Change) -> Block:
    if isinstance(block, Paragraph):
        runs = tuple(replace(run, change=change) for run in block.runs)
        return replace(block, runs=runs, change=change)
    return replace(block, change=change)


def _worth_moving(block: Block) -> bool:
    if isinstance(block, Paragraph):
        text = text_of([block])
        if not text.strip():
            return False
        # A long text is weighed by its beginning.
        return block.kind == "heading" or _weight(text.strip()[:200]) >= _LEAST_WEIGHT
    return not isinstance(block, PageBreak) and (not isinstance(block, Table) or bool(block.rows))


def _weight(text: str) -> int:
    return sum(weight(piece) for piece in pieces(text))


def _numbered(blocks: list[Block]) -> tuple[Block, ...]:
    """The same with the moves counted in the order in which they are come upon."""
    names: dict[str, str] = {}

    def of(change: Change | None) -> Change | None:
        if change is None or not change.move:
            return change
        return replace(change, move=names.setdefault(change.move, f"move-{len(names) + 1}"))

    return tuple(_with_changes(block, of) for block in blocks)


def _with_changes(block: Block, of: Callable[[Change | None], Change | None]) -> Block:
    if isinstance(block, Paragraph):
        runs = tuple(replace(run, change=of(run.change)) for run in block.runs)
        return replace(block, runs=runs, change=of(block.change))
    return replace(block, change=of(block.change))
