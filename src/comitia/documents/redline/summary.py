"""A redline told in a list: which paragraphs changed, how, and which words came and went."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from comitia.documents.redline.words import is_word, pieces
from comitia.papers.blocks import Block, Change, Paper, Paragraph, Table
from comitia.papers.changes import PUT_IN, TAKEN_OUT, text_of

Kind = Literal["inserted", "deleted", "moved_here", "moved_away", "edited", "relabelled"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One paragraph (or row, table, picture, equation) that is not as it was."""

    kind: Kind
    anchor: str
    label: str
    label_before: str
    """The older label; as `label` where that did not change."""
    came: tuple[str, ...]
    """The stretches of text put in, in order."""
    went: tuple[str, ...]
    words_in: int
    words_out: int
    move: str = ""
    under: str = ""
    """The text of the heading it stands under."""


def summary(redline: Paper) -> tuple[Changed, ...]:
    """The changed paragraphs in the order of the text, those of the notes last."""
    found = list(_changed(redline.blocks, ""))
    for note in redline.notes:
        found += _changed(note.blocks, "")
    return tuple(found)


def _changed(blocks: Iterable[Block], under: str) -> Iterator[Changed]:
    for block in blocks:
        if isinstance(block, Paragraph):
            gone = block.change is not None and block.change.kind in TAKEN_OUT
            if block.kind == "heading" and not gone:
                under = "".join(
                    run.text
                    for run in block.runs
                    if run.change is None or run.change.kind in PUT_IN
                )
            if (told := _paragraph(block, under)) is not None:
                yield told
        elif block.change is not None:
            yield _whole(block.change, text_of([block]), under)
        elif isinstance(block, Table):
            for row in block.rows:
                if row.change is not None:
                    yield _whole(row.change, text_of([Table((row,))]), under)
                    continue
                for cell in row.cells:
                    yield from _changed(cell.blocks, under)


def _whole(change: Change, text: str, under: str) -> Changed:
    came = (text,) if change.kind in PUT_IN else ()
    went = (text,) if change.kind in TAKEN_OUT else ()
    return _told(change.kind, "", "", None, came, went, change.move, under)


def _paragraph(block: Paragraph, under: str) -> Changed | None:
    came, went = _stretches(block, PUT_IN), _stretches(block, TAKEN_OUT)
    kind: Kind
    if block.change is not None:
        kind = block.change.kind
    elif came or went:
        kind = "edited"
    elif block.label_before is not None:
        kind = "relabelled"
    else:
        return None
    move = block.change.move if block.change else ""
    return _told(kind, block.anchor, block.label, block.label_before, came, went, move, under)


def _stretches(block: Paragraph, kinds: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []
    beside = False
    for run in block.runs:
        of_kind = run.change is not None and run.change.kind in kinds
        if of_kind and beside:
            found[-1] += run.text
        elif of_kind:
            found.append(run.text)
        beside = of_kind
    return tuple(found)


def _told(
    kind: Kind,
    anchor: str,
    label: str,
    label_before: str | None,
    came: tuple[str, ...],
    went: tuple[str, ...],
    move: str,
    under: str,
) -> Changed:
    return Changed(
        kind,
        anchor,
        label,
        label if label_before is None else label_before,
        came,
        went,
        _words(came),
        _words(went),
        move,
        under,
    )


def _words(texts: Iterable[str]) -> int:
    return sum(is_word(piece) for text in texts for piece in pieces(text))
