"""Papers of few words, so that two of them share much; and papers grown out of others."""

from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st

from comitia.papers.blocks import (
    Block,
    Cell,
    Comment,
    Equation,
    Mark,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    ParagraphKind,
    Picture,
    Row,
    Run,
    Table,
)

_WORDS = st.sampled_from(
    ["the ", "group ", "reports", ". ", "3.5 ", "研究", "组", "تقرير ", "\n", "l’étude, ", " ", ""]
)
TEXTS = st.lists(_WORDS, max_size=6).map("".join)
_KEYS = st.sampled_from(["1", "2", "3", "4"])
_RUNS = st.builds(
    Run,
    text=TEXTS,
    marks=st.frozensets(st.sampled_from(get_args(Mark)[:2]), max_size=1),
    link=st.sampled_from(["", "", "https://comitia.example/"]),
    comments=st.lists(_KEYS, max_size=1).map(tuple),
    equation=st.sampled_from([False, False, True]),
)
_CITATIONS = st.builds(Run, text=_KEYS, note=_KEYS)
LABELS = st.sampled_from(["", "a)", "b)"])
PARAGRAPHS = st.builds(
    Paragraph,
    runs=st.lists(_RUNS | _RUNS | _CITATIONS, max_size=3).map(tuple),
    kind=st.sampled_from(get_args(ParagraphKind)[:4]),
    level=st.integers(0, 1),
    label=LABELS,
    anchor=st.sampled_from(["", "p1", "p2"]),
)
_LEAVES = (
    PARAGRAPHS
    | PARAGRAPHS
    | st.builds(Equation, TEXTS, LABELS)
    | st.builds(Picture, st.just("image/png"), st.binary(max_size=1), TEXTS)
    | st.just(PageBreak())
)


def _tables(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    cells = st.builds(Cell, st.lists(inner, max_size=2).map(tuple), st.integers(1, 2))
    rows = st.builds(Row, st.lists(cells, max_size=2).map(tuple), st.booleans())
    return st.builds(Table, st.lists(rows, max_size=3).map(tuple))


BLOCKS: st.SearchStrategy[Block] = st.recursive(_LEAVES, _tables, max_leaves=6)
_NOTES = st.builds(Note, _KEYS, _KEYS, st.lists(BLOCKS, max_size=2).map(tuple))
PAPERS = st.builds(
    Paper,
    blocks=st.lists(BLOCKS, max_size=6).map(tuple),
    notes=st.lists(_NOTES, max_size=3, unique_by=lambda note: note.key).map(tuple),
    comments=st.lists(st.builds(Comment, _KEYS, TEXTS, TEXTS, TEXTS), max_size=1).map(tuple),
)


@st.composite
def pairs(draw: Any) -> tuple[Paper, Paper]:
    """A paper and one that was made of it: blocks dropped, added, moved, words changed."""
    old: Paper = draw(PAPERS)
    blocks = [_edited(draw, block) for block in old.blocks]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(blocks)))
        what = draw(st.sampled_from(["add", "drop", "move", "twice"]))
        if what == "add":
            blocks.insert(place, draw(BLOCKS))
        elif blocks:
            taken = blocks.pop(place % len(blocks))
            if what != "drop":
                blocks.insert(draw(st.integers(0, len(blocks))), taken)
            if what == "twice":
                blocks.append(taken)
    notes = tuple(
        replace(note, label=draw(_KEYS), blocks=tuple(_edited(draw, b) for b in note.blocks))
        for note in old.notes
        if draw(st.booleans())
    )
    if draw(st.booleans()):
        # As they are counted: labels and keys follow the order.
        notes = tuple(replace(note, label=note.key) for note in notes)
    return old, replace(old, blocks=tuple(blocks), notes=notes)


def _edited(draw: Any, block: Block) -> Block:
    if isinstance(block, Paragraph) and draw(st.booleans()):
        runs = list(block.runs)
        place = draw(st.integers(0, len(runs)))
        runs.insert(place, draw(_RUNS))
        return replace(block, runs=tuple(runs), label=draw(LABELS))
    if isinstance(block, Table) and draw(st.booleans()):
        rows = [
            replace(
                row,
                cells=tuple(
                    replace(cell, blocks=tuple(_edited(draw, b) for b in cell.blocks))
                    for cell in row.cells
                ),
            )
            for row in block.rows
            if draw(st.integers(0, 3))
        ]
        return replace(block, rows=tuple(rows))
    return block
