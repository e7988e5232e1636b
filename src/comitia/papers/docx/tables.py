"""The tables of a Word file as rows of cells that say how far they reach."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from comitia.papers.blocks import Block, Cell, Change, Row, Table
from comitia.papers.docx.inline import Inline
from comitia.papers.docx.numbering import whole
from comitia.papers.docx.state import Reading
from comitia.papers.marks import table_settled
from comitia.papers.tree import Node

_MOST_ACROSS = 63
_OFF = frozenset({"0", "false", "off"})
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "del", "moveFrom", "moveTo"})
_CELL_CHANGES = ("cellIns", "cellDel", "cellMerge")


def read_table(
    node: Node, reading: Reading, inner: Callable[[Node, Reading], list[Block]]
) -> Table:
    """A table. `inner` reads what is in a cell."""
    rows: list[list[Cell]] = []
    facts: list[tuple[bool, Change | None]] = []
    # By column: where the cell stands that reaches down through it.
    reaching: dict[int, tuple[int, int]] = {}
    heads = True
    for found in _within(node, "tr", reading, inner):
        properties = found.first("trPr") or Node("trPr")
        heads = heads and (
            _is_on(properties, "tblHeader") or (not rows and _is_styled_head(found, reading))
        )
        facts.append((heads, _row_change(properties, reading)))
        cells: list[Cell] = []
        column = whole(properties.value("gridBefore"))
        if column:
            cells.append(Cell(across=min(column, _MOST_ACROSS)))
        for each in _within(found, "tc", reading, inner):
            about = each.first("tcPr") or Node("tcPr")
            across = max(1, min(whole(about.value("gridSpan"), 1), _MOST_ACROSS))
            blocks = tuple(inner(each, reading))
            if any(about.first(name) for name in _CELL_CHANGES):
                reading.remark("cell_changes_left_out")
            merged = about.first("vMerge")
            begun = reaching.get(column)
            if merged and merged.get("val") != "restart" and begun:
                row, place = begun
                above = rows[row][place]
                # A cell that is merged away holds an empty paragraph, or words nobody sees.
                more = blocks if any(getattr(b, "runs", True) for b in blocks) else ()
                rows[row][place] = replace(
                    above, down=len(rows) - row + 1, blocks=(*above.blocks, *more)
                )
            elif about.value("hMerge") == "continue" and cells:
                cells[-1] = replace(cells[-1], across=cells[-1].across + across)
            else:
                if merged:
                    reaching[column] = (len(rows), len(cells))
                else:
                    reaching.pop(column, None)
                cells.append(Cell(blocks, across))
            column += across
        rows.append(cells)
    return table_settled(
        tuple(Row(tuple(cells), *fact) for cells, fact in zip(rows, facts, strict=True))
    )


def _within(
    node: Node, name: str, reading: Reading, inner: Callable[[Node, Reading], list[Block]]
) -> Iterator[Node]:
    """The rows or cells of a node, also those in content controls."""
    for child in node.children:
        if child.name == name:
            yield child
        elif child.name in _WRAPPERS:
            yield from _within(child, name, reading, inner)
        elif child.name.startswith(("comment", "move")):
            Inline(reading, inner).read(Node("", children=[child]))


def _is_styled_head(row: Node, reading: Reading) -> bool:
    """Whether all that is in a row has a style for the heads of tables, as the ITU's files have."""
    styled = [
        reading.styles.is_table_head(paragraph.value("pPr", "pStyle") or "")
        for paragraph in row.deep("p")
        if next(paragraph.deep("t"), None) is not None
    ]
    return bool(styled) and all(styled)


def _is_on(properties: Node, name: str) -> bool:
    found = properties.first(name)
    return found is not None and found.get("val") not in _OFF


def _row_change(properties: Node, reading: Reading) -> Change | None:
    for name in ("ins", "del"):
        found = properties.first(name)
        if found is not None:
            return reading.change(found, None)
    return None
