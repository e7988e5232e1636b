"""Plain text as a paper, and a paper as plain text."""

from collections.abc import Iterator, Sequence

from comitia.base.text import storable
from comitia.papers.blocks import (
    Block,
    Cell,
    Equation,
    Paper,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from comitia.papers.labels import Label, label_of
from comitia.papers.refusals import TooLarge
from comitia.papers.runs import between, labelled
from comitia.papers.tidy import tab_labelled

MOST_CHARACTERS = 2_000_000
# A line this long was broken because it was full; a shorter one because somebody meant it.
_FULL_LINE = 45
_HEADING_LETTERS = 100
_UNDERLINES = {"=": 1, "-": 2}
_GONE = frozenset({"deleted", "moved_away"})


def plain_paper(text: str) -> Paper:
    """The paper that a plain text is: paragraphs by blank lines and labels. Raises TooLarge."""
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(found=f"{len(text):,} characters", limit=f"{MOST_CHARACTERS:,}")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    groups = _groups(storable(text.replace("\f", "\n\n")).split("\n"))
    return Paper(tuple(blocks_of(groups)))


def lines_paper(text: str) -> Paper:
    """The paper of a text in which every line is a paragraph, or a row with tabs between cells."""
    groups: list[list[str]] = []
    for line in (each.strip(" \u00a0") for each in text.split("\n")):
        if not line.strip():
            continue
        rowed = groups and _is_row(line) and _is_row(groups[-1][-1])
        if rowed and line.count("\t") == groups[-1][-1].count("\t"):
            groups[-1].append(line)
        else:
            groups.append([line])
    # Without blank lines no short line is surely a heading.
    return Paper(tuple(block for group in groups for block in _blocks(group, [])))


def _is_row(line: str) -> bool:
    """Whether a line has cells, and not only a label before its tab."""
    label = label_of(line) if line.count("\t") == 1 else None
    bullet = "\uf000" <= line[0] <= "\uf0ff"
    labelled_so = bullet or (label is not None and line[: label.length].endswith("\t"))
    return "\t" in line and not (labelled_so and line.count("\t") == 1)


def blocks_of(groups: Sequence[list[str]]) -> Iterator[Block]:
    """The blocks of lines that stand together, group by group."""
    for place, group in enumerate(groups):
        yield from _blocks(group, groups[place + 1] if place + 1 < len(groups) else [])


def _groups(lines: Sequence[str]) -> list[list[str]]:
    """Lines that stand together, without blank ones."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line.rstrip())
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _blocks(lines: list[str], after: list[str]) -> Iterator[Block]:
    rows = [[cell.strip() for cell in line.strip("\n").split("\t")] for line in lines]
    if len(lines) > 1 and len(rows[0]) > 1 and {len(row) for row in rows} == {len(rows[0])}:
        labels = [label_of(line) for line in lines]
        if not all(labels) or len(rows[0]) > 2:
            yield Table(tuple(Row(tuple(_cell(text) for text in row)) for row in rows))
            return
    level = _underlined(lines)
    if level:
        yield labelled(Paragraph((Run(lines[0].strip()),), "heading", level))
        return
    if _is_heading(lines, after):
        paragraph = labelled(Paragraph((Run(lines[0].strip()),), "heading", 1))
        depth = paragraph.label.rstrip(".)").count(".") + 1
        yield Paragraph(paragraph.runs, "heading", min(depth, 9), paragraph.label)
        return
    for text in _paragraphs(lines):
        yield _paragraph(text)


def _cell(text: str) -> Cell:
    return Cell((Paragraph((Run(text),)),) if text else ())


def _underlined(lines: Sequence[str]) -> int:
    """The level of a heading with a line of = or - under it, else 0."""
    if len(lines) != 2 or len(set(lines[1].strip())) != 1:
        return 0
    line = lines[1].strip()
    alike = abs(len(line) - len(lines[0].strip())) <= 2 and len(line) > 2
    return _UNDERLINES.get(line[0], 0) if alike else 0


def _is_heading(lines: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a group is surely a heading: a short numbered line, no item of a list."""
    line = lines[0].strip()
    if len(lines) > 1 or not after or len(line) > _HEADING_LETTERS or line[-1] in ".;:,。；：，،؛":
        return False
    label = _number_of(line)
    if label is None or ")" in line[: label.length]:
        return False
    following = _number_of(after[0].strip())
    # A list of single lines goes on by one; after a heading comes its text or a deeper heading.
    listed = following is not None and following.style == label.style and len(after) == 1
    return not listed


def _number_of(line: str) -> Label | None:
    label = label_of(line)
    if label is None or label.style not in {"number", "dotted"} or label.length >= len(line):
        return None
    begins = line[label.length]
    return label if (label.marked or label.style == "dotted") and not begins.islower() else None


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a group, full ones joined to what follows, until a label begins another."""
    text = before = ""
    for line in (each.strip() for each in lines):
        label = label_of(line)
        if text and label is not None and label.marked and label.style != "omission":
            yield text
            text = line
        elif text:
            # A line of cells stays one.
            full = len(before) >= _FULL_LINE and "\t" not in before + line
            text += (between(before, line) if full else "\n") + line
        else:
            text = line
        before = line
    if text:
        yield text


def _paragraph(text: str) -> Paragraph:
    label = label_of(text)
    if label is not None and label.style == "bullet":
        return Paragraph((Run(text[label.length :]),), "item", 0, "\u2022")
    if "\uf000" <= text[0] <= "\uf0ff" and text[1:2].isspace():
        # A place in a font of signs, as the bullets of word processors are.
        return Paragraph((Run(text[2:]),), "item", 0, "\u2022")
    paragraph = labelled(tab_labelled(Paragraph((Run(text),))))
    return Paragraph(paragraph.runs, "item", 0, paragraph.label) if paragraph.label else paragraph


def paper_text(paper: Paper) -> str:
    """The words of a paper, for search: labels, rows of tables as lines with tabs, notes last.

    Deleted text is left out; comments are not the paper's words.
    """
    lines = list(_lines(paper.blocks))
    for note in paper.notes:
        said = "\n".join(_lines(note.blocks))
        lines.append(f"{note.label}\t{said}" if note.label else said)
    return "\n".join(lines).strip("\n")


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() if not _is_gone(block):
                text = _words(block.runs)
                yield f"{block.label}\t{text}" if block.label and text else text
            case Table() if not _is_gone(block):
                yield from (_row(row) for row in block.rows if not _is_gone(row))
            case Equation() if not _is_gone(block):
                yield f"{block.text}\t{block.label}".strip("\t")
            case Picture() if block.alt and not _is_gone(block):
                yield block.alt


def _words(runs: Sequence[Run]) -> str:
    return "".join(f"[{run.text}]" if run.note else run.text for run in runs if not _is_gone(run))


def _row(row: Row) -> str:
    return "\t".join(" ".join(" ".join(_lines(cell.blocks)).split()) for cell in row.cells)


def _is_gone(part: Run | Row | Paragraph | Table | Equation | Picture) -> bool:
    return part.change is not None and part.change.kind in _GONE
