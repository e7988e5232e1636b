"""The text of a Word file: tables as lines with tabs, numbers as text, no deleted words."""

from collections.abc import Iterable, Iterator

from comitia.papers.blocks import Block, Cell, Equation, PageBreak, Paragraph, Table
from comitia.papers.docx.numbering import BULLET
from comitia.papers.docx.reading import document_blocks

_GONE = frozenset({"deleted", "moved_away"})


def docx_text(data: bytes) -> str:
    """The text of a DOCX file. Raises Damaged, Encrypted, TooLarge."""
    return "\n".join(_lines(document_blocks(data)))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _line(block)
            case Equation():
                yield f"{block.text}\t{block.label}" if block.label else block.text
            case PageBreak():
                yield ""
            case Table():
                for row in block.rows:
                    yield from _row([list(_cell(cell)) for cell in row.cells])


def _line(paragraph: Paragraph) -> str:
    text = "".join(
        run.text
        for run in paragraph.runs
        if not run.note and not (run.change and run.change.kind in _GONE)
    )
    label = "\u2013" if paragraph.label == BULLET else paragraph.label
    return f"{label}\t{text}" if label and text.strip() else text


def _cell(cell: Cell) -> Iterator[str]:
    return (line for line in _lines(cell.blocks) if line.strip())


def _row(cells: list[list[str]]) -> Iterator[str]:
    """A row on one line; cells of several paragraphs beside each other line by line."""
    heights = {len(cell) for cell in cells if cell}
    if len(heights) == 1 and not any("\n" in part for cell in cells for part in cell):
        for height in range(next(iter(heights))):
            yield "\t".join(cell[height] for cell in cells if cell)
        return
    single = [cell[0].replace("\n", " ") for cell in cells if len(cell) == 1]
    if single:
        yield "\t".join(single)
    for cell in cells:
        if len(cell) > 1:
            yield from cell
