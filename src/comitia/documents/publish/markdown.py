"""A paper as Markdown that our own reader, and any other of CommonMark, reads with the same words.

What was put in stands in {++ ++}, what was taken out in {-- --}, as in CriticMarkup.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from comitia.documents.publish.cover import Cover, Ready, ready
from comitia.documents.publish.grid import laid_out
from comitia.documents.publish.shape import paragraphs
from comitia.documents.publish.words import day_in_words, words_in
from comitia.papers.blocks import (
    Block,
    Cell,
    Change,
    Equation,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
)
from comitia.papers.changes import TAKEN_OUT

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$^])")
_LINE_START = re.compile(r"^(\s*)(?:([-+=:])|(\d{1,9})([.)]))", re.MULTILINE)
_END_BREAKS = re.compile(r"^(?: *\\\n)+|(?:\\\n *)+$")
_ORDERED = re.compile(r"\d{1,9}[.)]")
_BULLETS = frozenset("•–—-·●▪◦*")


def markdown_file(paper: Paper, cover: Cover) -> bytes:
    """The file, in UTF-8. Raises TooLargeToPublish."""
    found = ready(paper, cover)
    parts = [*_cover(found), *_Markdown(found).whole()]
    return ("\n\n".join(parts) + "\n").encode()


def _cover(found: Ready) -> Iterator[str]:
    cover = found.cover
    if cover == Cover() and not found.titled:
        return
    head = " · ".join(_escaped(fact) for fact in (cover.body, cover.number) if fact)
    if head:
        yield head
    yield f"# {_one_line(_escaped(found.title))}"
    if found.rows:
        yield "\n".join(
            f"- **{_escaped(label)}**: {_one_line(_escaped('; '.join(values)))}"
            for label, values in found.rows
        )


class _Markdown:
    """Sets one paper."""

    def __init__(self, found: Ready) -> None:
        self._found, self._paper, self._shape = found, found.paper, found.shape
        self._words = words_in(found.shape.language)
        self._below = 0 if found.cover == Cover() and not found.titled else 1

    def whole(self) -> Iterator[str]:
        yield from self._blocks(self._paper.blocks)
        for key, number in self._shape.comment_numbers.items():
            each = self._shape.comments[key]
            at = day_in_words(each.at, self._shape.language) if each.at else ""
            who = ", ".join(fact for fact in (each.author, at) if fact)
            said = _escaped(f"{who}: {each.text}" if who else each.text)
            yield f"\\[\\#{number}\\] {_one_line(said)}"
        for key, number in self._shape.note_numbers.items():
            blocks = list(self._blocks(self._shape.notes[key].blocks))
            inside = "\n\n".join(blocks).replace("\n", "\n    ") or "\u200b"
            yield f"[^n{number}]: {inside}".replace("\n    \n", "\n\n")

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        # Of each list that is open: its level, and where its text begins.
        lists: list[tuple[int, int]] = []
        for block in blocks:
            if isinstance(block, Paragraph) and block.kind == "item" and _is_counted(block):
                yield self._item(block, lists)
                continue
            lists.clear()
            match block:
                case Paragraph():
                    yield from self._paragraph(block)
                case Table():
                    yield self._table(block)
                case Picture():
                    alt = block.alt or self._words["no_alt"]
                    shown = _escaped(self._words["picture_missing"].format(alt=alt))
                    yield _changed(shown, block.change)
                case Equation():
                    label = f" {_escaped(block.label)}" if block.label else ""
                    yield _changed(_at_start(_escaped(block.text)), block.change) + label
                case PageBreak():
                    continue

    def _item(self, item: Paragraph, lists: list[tuple[int, int]]) -> str:
        """An item whose label Markdown has: it goes on in the list that is open."""
        while lists and lists[-1][0] >= item.level:
            lists.pop()
        start = lists[-1][1] if lists else 0
        marker = item.label if _ORDERED.fullmatch(item.label) else "-"
        lists.append((item.level, start + len(marker) + 1))
        said = _at_start(self._said(item.runs, item.change)) or "\u200b"
        inside = said.replace("\n", "\n" + " " * lists[-1][1])
        return f"{' ' * start}{marker} {inside}"

    def _paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        label = _changed(_escaped(paragraph.label), paragraph.change)
        if paragraph.label_before is not None and paragraph.label_before != paragraph.label:
            before = _changed(_escaped(paragraph.label_before), Change("deleted"))
            label = before + _changed(_escaped(paragraph.label), Change("inserted"))
        if paragraph.kind == "code" and not any(run.change for run in paragraph.runs):
            yield _fenced("".join(run.text for run in paragraph.runs))
            return
        said = self._said(paragraph.runs, paragraph.change)
        said = _at_start(f"{label} {said}" if label and said else label or said)
        if not said.strip():
            return
        if paragraph.kind in {"heading", "title"}:
            level = paragraph.level + self._below if paragraph.kind == "heading" else 1
            yield f"{'#' * min(6, level)} {_one_line(said)}"
        elif paragraph.kind == "quote":
            yield "> " + said.replace("\n", "\n> ")
        else:
            yield said

    def _said(self, runs: Sequence[Run], inherited: Change | None = None) -> str:
        out = ""
        for change, group in groupby(runs, key=lambda run: run.change or inherited):
            piece = ""
            for run in _joined(group):
                # Beside another mark, a mark would be read otherwise than it is meant.
                free = not piece or piece[-1] not in "*~`_"
                piece += self._run(run, marked=free)
            out += _changed(piece, change)
        out = _END_BREAKS.sub("", out)
        numbers = self._shape.comment_numbers
        keys = dict.fromkeys(key for run in runs for key in run.comments if key in numbers)
        return out + "".join(f" \\[\\#{numbers[key]}\\]" for key in keys)

    def _run(self, run: Run, *, marked: bool) -> str:
        if run.note in self._shape.notes:
            return f"[^n{self._shape.note_numbers[run.note]}]"
        # In a table a stroke would end the cell, and within code it cannot be escaped.
        plain = not run.text.strip() or "\n" in run.text or "|" in run.text
        if "code" in run.marks and marked and not plain:
            return _code(run.text)
        shown = _escaped(run.text).replace("\n", "\\\n")
        sure = run.text[:1].isalnum() and run.text[-1:].isalnum() and "\n" not in run.text
        if marked and sure:
            # One kind of sign: of two, one stands between a letter and a sign, and then marks
            # nothing (CommonMark 6.2). That words are struck says more than their weight.
            stars = "*" * (("emphasis" in run.marks) + 2 * ("strong" in run.marks))
            sign = "~~" if "struck" in run.marks else stars
            shown = f"{sign}{shown}{sign}"
        if run.link and not run.link.startswith("#"):
            address = run.link.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
            return f"[{shown}](<{address}>)"
        return shown

    def _table(self, table: Table) -> str:
        rows, columns = laid_out(table)
        lines = []
        for number, places in enumerate(rows):
            change = table.rows[number].change or table.change
            cells = []
            for place in places:
                cells.append(self._cell(place.cell, change) if place.cell else "")
                cells += [""] * (place.across - 1)
            lines.append(f"| {' | '.join(cells)} |")
        rule = "|" + " --- |" * columns
        if table.rows[0].head:
            return "\n".join((lines[0], rule, *lines[1:]))
        return "\n".join(("|" + "  |" * columns, rule, *lines))

    def _cell(self, cell: Cell, change: Change | None) -> str:
        said = []
        for paragraph in paragraphs(cell.blocks):
            text = self._said(paragraph.runs, paragraph.change or change)
            label = _escaped(paragraph.label)
            said.append(f"{label} {text}".strip())
        return _one_line(" ".join(said))


def _is_counted(item: Paragraph) -> bool:
    """Whether Markdown itself has such labels, and the item can be one of its lists."""
    if item.label_before is not None and item.label_before != item.label:
        return False
    return item.label in _BULLETS or bool(_ORDERED.fullmatch(item.label))


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours that Markdown sets alike as one, so that marks do not stand beside each other."""
    before: Run | None = None
    for run in runs:
        bare = replace(run, change=None, comments=(), marks=run.marks & _KNOWN)
        if (
            before is not None
            and not run.note
            and replace(before, text="") == replace(bare, text="")
        ):
            before = replace(before, text=before.text + bare.text)
            continue
        if before is not None:
            yield before
        before = bare
    if before is not None:
        yield before


_KNOWN = frozenset({"strong", "emphasis", "struck", "code"})


def _escaped(text: str) -> str:
    lines = _SPECIAL.sub(r"\\\1", text.replace("\t", " ")).split("\n")
    return "\n".join(line.strip() if number else line for number, line in enumerate(lines))


def _at_start(text: str) -> str:
    """The text with what would begin a list or a rule at the start of a line made plain."""
    return _LINE_START.sub(
        lambda found: found[1] + (f"\\{found[2]}" if found[2] else f"{found[3]}\\{found[4]}"),
        text.lstrip(),
    )


def _one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())


def _code(text: str) -> str:
    ticks = "`" * (1 + max((len(found) for found in re.findall("`+", text)), default=0))
    return f"{ticks} {text.strip()} {ticks}"


def _fenced(text: str) -> str:
    ticks = "`" * max(3, 1 + max((len(found) for found in re.findall("`+", text)), default=0))
    return f"{ticks}\n{text}\n{ticks}"


def _changed(text: str, change: Change | None) -> str:
    if change is None or not text:
        return text
    return f"{{--{text}--}}" if change.kind in TAKEN_OUT else f"{{++{text}++}}"
