"""A paper made ready: no empty paragraphs, typed labels set apart."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from comitia.papers.blocks import Block, Cell, Paragraph, Run, Table
from comitia.papers.labels import label_of

_MOST_LABEL_LETTERS = 12


def tidied(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks without empty paragraphs, with what is typed before a tab as labels."""
    return tuple(_tidied(blocks))


def _tidied(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Table):
            rows = tuple(
                replace(row, cells=tuple(_cell(cell) for cell in row.cells))
                for row in block.rows
                if row.cells
            )
            if rows:
                yield replace(block, rows=rows)
        elif not isinstance(block, Paragraph):
            yield block
        elif block.change is not None or any(run.text.strip() for run in block.runs):
            yield tab_labelled(_stripped(block))


def _cell(cell: Cell) -> Cell:
    return replace(cell, blocks=tidied(cell.blocks))


def _stripped(paragraph: Paragraph) -> Paragraph:
    """Without the blanks, tabs and ends of lines that stand before and after all words."""
    runs = list(paragraph.runs)
    while runs and runs[0].change is None and not runs[0].text.strip():
        runs.pop(0)
    while runs and runs[-1].change is None and not runs[-1].text.strip():
        runs.pop()
    if not runs:
        return paragraph
    if runs[0].change is None:
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
    if runs[-1].change is None:
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return replace(paragraph, runs=tuple(runs))


def tab_labelled(paragraph: Paragraph) -> Paragraph:
    """The paragraph with the label that somebody typed before a tab in `label`."""
    first = paragraph.runs[0] if paragraph.runs else Run("")
    head, tab, rest = first.text.partition("\t")
    more = len(paragraph.runs) > 1 or rest.strip()
    if paragraph.label or first.note or paragraph.kind in {"code", "caption"} or not (tab and more):
        return paragraph
    # A label whose number is tracked by itself stays text, so that the change can be seen.
    if paragraph.change is None and first.change is not None:
        return paragraph
    found = label_of(head + "\t")
    if len(head) > _MOST_LABEL_LETTERS or found is None or found.length != len(head) + 1:
        return paragraph
    runs = (replace(first, text=rest), *paragraph.runs[1:]) if rest else paragraph.runs[1:]
    kind = "item" if paragraph.kind == "text" else paragraph.kind
    return replace(paragraph, label=head.strip(), runs=runs, kind=kind)
