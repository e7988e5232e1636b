"""A paper as plain text in lines of 72 columns, for mail and for those who read nothing else.

What was put in stands in [+ +], what was taken out in [- -]; notes and comments follow the text.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from comitia.documents.publish.cover import Cover, Ready, ready
from comitia.documents.publish.grid import Place, laid_out, shares
from comitia.documents.publish.words import day_in_words, words_in
from comitia.documents.publish.wrapping import width_of, wrapped
from comitia.papers.blocks import (
    Block,
    Cell,
    Change,
    Equation,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
)
from comitia.papers.changes import TAKEN_OUT

WIDTH = 72
MOST_COLUMNS = 8
_STEP = 4


def text_file(paper: Paper, cover: Cover) -> bytes:
    """The file, in UTF-8. Raises TooLargeToPublish."""
    found = ready(paper, cover)
    lines = [*_cover(found), *_Text(found).whole()]
    return ("\n".join(lines).strip("\n") + "\n").encode()


def _cover(found: Ready) -> Iterator[str]:
    cover = found.cover
    if cover == Cover() and not found.titled:
        return
    gap = WIDTH - width_of(cover.body) - width_of(cover.number)
    if gap > 1:
        yield f"{cover.body}{' ' * gap}{cover.number}".rstrip()
    else:
        yield from wrapped(f"{cover.body}\n{cover.number}", WIDTH)
    yield ""
    title = wrapped(found.title, WIDTH)
    yield from title
    yield "=" * max(map(width_of, title))
    yield ""
    column = min(24, max((width_of(label) for label, _ in found.rows), default=0) + 2)
    for label, values in found.rows:
        head = label + ":" + " " * max(1, column - width_of(label) - 1)
        yield from wrapped("\n".join(values), WIDTH, first=head, later=" " * width_of(head))
    yield ""


class _Text:
    """Sets one paper."""

    def __init__(self, found: Ready) -> None:
        self._paper, self._shape = found.paper, found.shape
        self._words = words_in(found.shape.language)

    def whole(self) -> Iterator[str]:
        yield from self._blocks(self._paper.blocks, WIDTH)
        if self._paper.notes:
            yield from self._headed(self._words["notes"])
        for note in self._shape.notes.values():
            lines = list(self._blocks(note.blocks, WIDTH - _STEP))
            yield from self._hung(f"[{self._label(note, None)}]", lines)
        if self._paper.comments:
            yield from self._headed(self._words["comments"])
        for key, number in self._shape.comment_numbers.items():
            each = self._shape.comments[key]
            at = day_in_words(each.at, self._shape.language) if each.at else ""
            who = ", ".join(fact for fact in (each.author, at) if fact)
            lines = wrapped(f"{who}:\n{each.text}" if who else each.text, WIDTH - 6)
            yield from self._hung(f"[#{number}]", [*lines, ""])

    def _headed(self, word: str) -> Iterator[str]:
        yield from (word, "-" * width_of(word), "")

    def _hung(self, label: str, lines: Sequence[str]) -> Iterator[str]:
        wide = max(_STEP, width_of(label) + 1)
        for number, line in enumerate(lines):
            head = " " * wide if number else label + " " * (wide - width_of(label))
            yield (head + line).rstrip()

    def _blocks(
        self, blocks: Sequence[Block], width: int, inherited: Change | None = None
    ) -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph():
                    yield from self._paragraph(block, width, inherited)
                case Table():
                    yield from self._table(block, width, inherited)
                    yield ""
                case Picture():
                    shown = f"[{self._words['picture']}: {block.alt or self._words['no_alt']}]"
                    yield from wrapped(_changed(shown, block.change or inherited), width)
                    yield ""
                case Equation():
                    shown = _changed(block.text, block.change or inherited)
                    shown += f"    {block.label}" if block.label else ""
                    yield from wrapped(shown, width, first=" " * _STEP, later=" " * _STEP)
                    yield ""
                case PageBreak():
                    yield ""

    def _paragraph(
        self, paragraph: Paragraph, width: int, inherited: Change | None
    ) -> Iterator[str]:
        change = paragraph.change or inherited
        said = self._said(paragraph.runs, change)
        label = self._label(paragraph, change)
        if not said and not label:
            return
        if paragraph.kind == "code":
            yield from (" " * _STEP + line for line in said.split("\n"))
        elif paragraph.kind == "heading":
            lines = wrapped(f"{label}  {said}" if label else said, width)
            yield ""
            yield from lines
            if paragraph.level <= 2:
                mark = "=" if paragraph.level == 1 else "-"
                yield mark * min(width, max(map(width_of, lines)))
        elif paragraph.kind == "item":
            indent = " " * min(_STEP * paragraph.level, width // 3)
            first = f"{indent}{label} " + " " * max(0, _STEP - 1 - width_of(label))
            if width_of(first) > width // 2:
                first, said = indent, f"{label} {said}"
            yield from wrapped(said, width, first=first, later=indent + " " * _STEP)
        elif paragraph.kind == "quote":
            yield from wrapped(said, width, first="> ", later="> ")
        else:
            yield from wrapped(f"{label}  {said}" if label else said, width)
        yield ""

    def _label(self, of: Paragraph | Note, change: Change | None) -> str:
        now, before = of.label, of.label_before
        if before is None or before == now or change is not None:
            return _changed(now, change)
        return _changed(before, Change("deleted")) + _changed(now, Change("inserted"))

    def _said(self, runs: Sequence[Run], inherited: Change | None) -> str:
        out = []
        for change, group in groupby(runs, key=lambda run: run.change or inherited):
            out.append(_changed("".join(self._letters(run) for run in group), change))
        return self._with_comments("".join(out), runs)

    def _letters(self, run: Run) -> str:
        if run.note:
            return f"[{run.text}]"
        shown = run.link and not run.link.startswith("#") and run.link != run.text
        return f"{run.text} <{run.link}>" if shown else run.text

    def _with_comments(self, said: str, runs: Sequence[Run]) -> str:
        """The text, and behind it the numbers of the comments on it."""
        numbers = self._shape.comment_numbers
        keys = dict.fromkeys(key for run in runs for key in run.comments if key in numbers)
        return said + "".join(f" [#{numbers[key]}]" for key in keys)

    def _table(self, table: Table, width: int, inherited: Change | None) -> Iterator[str]:
        rows, columns = laid_out(table)
        if columns > min(MOST_COLUMNS, width // 6):
            for row in table.rows:
                change = row.change or table.change or inherited
                cells = [" ".join(self._cell(cell, WIDTH, change)).strip() for cell in row.cells]
                yield from wrapped(" | ".join(cells), width, later=" " * _STEP)
            return
        room = width - 3 * (columns - 1)
        widths = [max(3, int(share * room)) for share in shares(rows, columns)]
        heads = next((n for n, row in enumerate(table.rows) if not row.head), 0)
        rule = "-+-".join("-" * each for each in widths)
        yield rule
        for number, places in enumerate(rows):
            row = table.rows[number]
            change = row.change or table.change or inherited
            yield from self._row(places, widths, change)
            if number == heads - 1 or number == len(rows) - 1:
                yield rule

    def _row(
        self, places: Sequence[Place], widths: list[int], change: Change | None
    ) -> Iterator[str]:
        wide = [sum(widths[p.column : p.column + p.across]) + 3 * (p.across - 1) for p in places]
        cells = [
            list(self._cell(place.cell, each, change)) if place.cell else []
            for place, each in zip(places, wide, strict=True)
        ]
        for line in range(max(1, *(len(cell) for cell in cells))):
            shown = [(cell[line] if line < len(cell) else "") for cell in cells]
            yield " | ".join(
                text + " " * (each - width_of(text)) for text, each in zip(shown, wide, strict=True)
            ).rstrip()

    def _cell(self, cell: Cell, width: int, change: Change | None) -> Iterator[str]:
        lines = [line for line in self._blocks(cell.blocks, width, change) if line.strip()]
        for line in lines:
            yield from wrapped(line, width)


def _changed(text: str, change: Change | None) -> str:
    if change is None or not text:
        return text
    return f"[-{text}-]" if change.kind in TAKEN_OUT else f"[+{text}+]"
