"""The blocks of a Word file: paragraphs with their kind, level and label, and tables."""

from collections.abc import Iterator

from comitia.papers.blocks import (
    Block,
    Change,
    Equation,
    PageBreak,
    Paragraph,
    ParagraphKind,
    Run,
)
from comitia.papers.docx.equations import equation_text
from comitia.papers.docx.inline import Inline
from comitia.papers.docx.numbering import whole
from comitia.papers.docx.state import Reading
from comitia.papers.docx.tables import read_table
from comitia.papers.marks import settled
from comitia.papers.refusals import Damaged
from comitia.papers.runs import joined
from comitia.papers.tree import Node

MOST_DEPTH = 40
_GONE = frozenset({"deleted", "moved_away"})
_OFF = frozenset({"0", "false", "off"})
_CHANGES = ("ins", "del", "moveFrom", "moveTo")
_BODY_LEVEL = 9
_Found = list[tuple[Block, Change | None]]


def read_blocks(node: Node, reading: Reading) -> list[Block]:
    """All blocks within a node, empty paragraphs too. Raises Damaged where they nest too deep."""
    reading.depth += 1
    if reading.depth > MOST_DEPTH:
        raise Damaged(kind="Word", detail="its parts are nested too deep")
    blocks, joined_some = settled(_found(node, reading, None))
    if joined_some:
        reading.remark("split_paragraphs_joined")
    reading.depth -= 1
    return blocks


def _found(node: Node, reading: Reading, change: Change | None) -> _Found:
    found: _Found = []
    for child in node.children:
        name = child.name
        if name == "p":
            found += _paragraph(child, reading, change)
        elif name == "tbl":
            found.append((read_table(child, reading, read_blocks), None))
        elif name in _CHANGES and child.children:
            found += _found(child, reading, reading.change(child, change))
        elif name == "oMathPara":
            found.append((Equation(equation_text(child), change=change), None))
        elif name == "altChunk":
            reading.remark("parts_left_out")
        elif name in {"commentRangeStart", "commentRangeEnd"} or name.startswith("move"):
            Inline(reading, read_blocks).read(Node("", children=[child]))
        elif name not in {"sectPr", "sdtPr", "sdtEndPr", "pPr"} and child.children:
            found += _found(child, reading, change)
    return found


def _paragraph(node: Node, reading: Reading, around: Change | None) -> _Found:
    properties = node.first("pPr") or Node("pPr")
    inline = Inline(reading, read_blocks)
    inline.read(node, around)
    frame = properties.first("framePr")
    if frame is not None and frame.get("dropCap") in {"drop", "margin"}:
        reading.capital += inline.pieces
        return [(block, None) for block in (*inline.boxes, *inline.pictures)]
    inline.pieces[:0] = reading.capital
    reading.capital = []
    if properties.first("pPrChange"):
        reading.remark("format_changes_left_out")
    found: _Found = [(block, None) for block in inline.boxes]
    breaks = properties.first("pageBreakBefore")
    if breaks and breaks.get("val") not in _OFF:
        found.append((PageBreak(), None))
    mark = _mark_change(properties, reading) or around
    found += _parts(inline, properties, reading, mark)
    found += [(picture, None) for picture in inline.pictures]
    return found


def _parts(inline: Inline, properties: Node, reading: Reading, mark: Change | None) -> _Found:
    """The paragraph: one, or several where pages break in it."""
    kept = "".join(
        piece.text
        for piece in inline.pieces
        if isinstance(piece, Run) and not (piece.change and piece.change.kind in _GONE)
    )
    kind, level, label = _looks(properties, reading, counted=bool(kept.strip()))
    found: _Found = []
    segments = list(_segments(inline))
    for place, (ended_by, runs) in enumerate(segments):
        if ended_by is not None:
            found.append((ended_by, None))
        if not runs and len(segments) > 1:
            continue
        equation = _equation(runs, alone=inline.alone)
        if equation is not None:
            found.append((equation, None))
            continue
        made = Paragraph(joined(runs), kind, level, label, inline.anchor)
        label = inline.anchor = ""
        found.append((made, mark if place == len(segments) - 1 else None))
    return found


def _segments(inline: Inline) -> Iterator[tuple[PageBreak | None, list[Run]]]:
    """The runs between breaks of pages, with the break before them."""
    before: PageBreak | None = None
    runs: list[Run] = []
    for piece in inline.pieces:
        if isinstance(piece, PageBreak):
            yield before, runs
            before, runs = piece, []
        else:
            runs.append(piece)
    yield before, runs


def _equation(runs: list[Run], *, alone: bool) -> Equation | None:
    """The equation that a paragraph is, with the number that it has at a tab."""
    parts = [run for run in runs if run.equation]
    beside = "".join(run.text for run in runs if not run.equation).strip()
    changes = {run.change for run in runs}
    numbered = len(beside) < 12 and beside.startswith("(") and beside.endswith(")")
    if len(parts) != 1 or len(changes) > 1 or not (numbered or (alone and not beside)):
        return None
    return Equation(parts[0].text, beside, parts[0].change)


def _mark_change(properties: Node, reading: Reading) -> Change | None:
    """The change of the end of the paragraph."""
    for name in _CHANGES:
        found = properties.first("rPr", name)
        if found is not None:
            return reading.change(found, None)
    return None


def _looks(properties: Node, reading: Reading, *, counted: bool) -> tuple[ParagraphKind, int, str]:
    """The kind, the level and the label of a paragraph."""
    style = properties.value("pStyle") or ""
    look = reading.styles.look(style)
    kind, level = look.kind, look.level
    outline = whole(properties.value("outlineLvl"), _BODY_LEVEL)
    if outline < _BODY_LEVEL and kind in {"text", "item"}:
        kind, level = "heading", outline + 1
    number = properties.value("numPr", "numId")
    number = look.number if number is None else number
    if not number or number == "0":
        return kind, level, ""
    said = properties.value("numPr", "ilvl")
    depth = whole(said) if said is not None else look.depth
    depth = reading.numbering.depth_of(number, style) if depth is None else min(depth, 8)
    label = reading.numbering.label(number, depth) if counted else ""
    if kind in {"text", "item"}:
        kind, level = "item", depth
    return kind, level, label
