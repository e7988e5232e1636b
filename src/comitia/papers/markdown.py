"""Markdown as a paper: CommonMark with tables, struck text and footnotes.

Raw HTML is shown as the text it is, pictures are told of and never fetched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from comitia.base.text import storable
from comitia.papers.blocks import (
    Block,
    Cell,
    Mark,
    Note,
    Paper,
    Paragraph,
    ParagraphKind,
    Picture,
    Row,
    Run,
    Table,
)
from comitia.papers.front import front_lines
from comitia.papers.labels import label_of
from comitia.papers.links import safe_link
from comitia.papers.refusals import TooLarge
from comitia.papers.runs import HARD_BREAK, SOFT_BREAK, joined, labelled, with_lines_joined

MOST_CHARACTERS = 2_000_000
_MOST_NOTES = 2_000
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]:[ \t]*(.*)")
_CITED = re.compile(r"\[\^([^\]\s]{1,60})\]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKS: dict[str, Mark] = {"strong": "strong", "em": "emphasis", "s": "struck"}
_BULLET = "\u2022"


def markdown_paper(text: str) -> Paper:
    """The paper that a Markdown text is. Raises TooLarge."""
    text = _bounded(text)
    front, text = front_lines(text)
    text, definitions = _without_footnotes(text)
    reader = _Reader({key: str(place) for place, (key, _) in enumerate(definitions, 1)})
    blocks = [Paragraph((Run(line),)) for line in front]
    blocks_of_text = reader.blocks(text)
    notes = tuple(
        Note(key, str(place), tuple(reader.blocks(said)))
        for place, (key, said) in enumerate(definitions, 1)
    )
    remarks = ("pictures_left_out",) if reader.pictures else ()
    return Paper((*blocks, *blocks_of_text), notes, remarks=remarks)


def _bounded(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(found=f"{len(text):,} characters", limit=f"{MOST_CHARACTERS:,}")
    return storable(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # A link that leads nowhere safe keeps its text and loses its address, in `runs`.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _without_footnotes(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without the definitions of its footnotes, and these in order, by key."""
    kept: list[str] = []
    found: dict[str, list[str]] = {}
    said: list[str] | None = None
    fence = ""
    for line in text.split("\n"):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
        begins = None if fence else _FOOTNOTE.match(line)
        if begins and begins[1] not in found and len(found) < _MOST_NOTES:
            said = found[begins[1]] = [begins[2]]
        elif said is not None and line.startswith(("    ", "\t")):
            said.append(line.strip())
        elif said is not None and line.strip() and said[-1]:
            said.append(line)
        elif said is not None and not line.strip():
            said.append("")
            kept.append("")
        else:
            said = None
            kept.append(line)
    return "\n".join(kept), [(key, "\n".join(lines).strip()) for key, lines in found.items()]


class _Reader:
    """Takes the tokens of a text block by block."""

    def __init__(self, notes: dict[str, str]) -> None:
        self._notes = notes
        self.pictures = 0

    def blocks(self, text: str) -> list[Block]:
        blocks: list[Block] = []
        tokens = _parser().parse(text)
        labels: list[str] = []
        quotes = 0
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "list_item_open":
                labels.append(f"{token.info}{token.markup}" if token.info else _BULLET)
            elif token.type == "list_item_close":
                labels.pop()
            elif token.type in {"blockquote_open", "blockquote_close"}:
                quotes += token.nesting
            elif token.type in {"fence", "code_block"}:
                blocks.append(Paragraph((Run(token.content.rstrip("\n")),), "code"))
            elif token.type == "table_open":
                end = next(i for i in range(place, len(tokens)) if tokens[i].type == "table_close")
                blocks.append(self._table(tokens[place:end]))
                place = end
            elif token.type == "inline":
                heading = int(tokens[place - 1].tag[1]) if tokens[place - 1].tag[0] == "h" else 0
                held = token.children or []
                if labels and not heading:
                    depth = len(labels) - 1
                    blocks.append(Paragraph(self.runs(held), "item", depth, labels[-1]))
                    # A further paragraph of the same item has no label of its own.
                    labels[-1] = ""
                elif heading:
                    blocks.append(labelled(Paragraph(self.runs(held), "heading", heading)))
                else:
                    blocks += self._paragraphs(held, "quote" if quotes else "text")
            place += 1
        return blocks

    def _paragraphs(self, tokens: Sequence[Token], kind: ParagraphKind) -> Iterator[Block]:
        """One paragraph, but a picture alone is one, and lines of a), b), c) are items."""
        if len(tokens) == 1 and tokens[0].type == "image":
            self.pictures += 1
            yield Picture("", b"", tokens[0].content)
            return
        lines = _lines(tokens)
        if kind == "text" and all(_is_lettered(line) for line in lines):
            for line in lines:
                yield labelled(Paragraph(self.runs(line), "item"))
        else:
            yield Paragraph(self.runs(tokens), kind)

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows: list[Row] = []
        cells: list[Cell] = []
        head = False
        for token in tokens:
            if token.type in {"thead_open", "thead_close"}:
                head = token.nesting > 0
            elif token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                rows.append(Row(tuple(cells), head))
            elif token.type == "inline":
                runs = self.runs(token.children or [])
                cells.append(Cell((Paragraph(runs),) if runs else ()))
        return Table(tuple(rows))

    def runs(self, tokens: Sequence[Token]) -> tuple[Run, ...]:
        made: list[Run] = []
        marks: list[Mark] = []
        link = ""
        for token in tokens:
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if kind in _MARKS:
                if token.nesting > 0:
                    marks.append(_MARKS[kind])
                elif _MARKS[kind] in marks:
                    marks.remove(_MARKS[kind])
            elif kind == "link":
                link = safe_link(str(token.attrGet("href") or "")) if token.nesting > 0 else ""
            elif kind == "softbreak":
                made.append(Run(SOFT_BREAK, frozenset(marks), link))
            elif kind == "hardbreak":
                made.append(Run(HARD_BREAK, frozenset(marks), link))
            elif kind == "code_inline":
                made.append(Run(token.content, frozenset((*marks, "code")), link))
            elif kind == "image":
                self.pictures += 1
                made.append(Run(token.content, frozenset(marks), link))
            elif token.content:
                made += self._cited(Run(token.content, frozenset(marks), link))
        return joined(with_lines_joined(made))

    def _cited(self, run: Run) -> Iterator[Run]:
        """The run, with the footnotes that it cites as runs of their own."""
        place = 0
        for cited in _CITED.finditer(run.text):
            if cited[1] in self._notes:
                yield replace(run, text=run.text[place : cited.start()])
                yield Run(self._notes[cited[1]], note=cited[1])
                place = cited.end()
        yield replace(run, text=run.text[place:])


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def _is_lettered(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with a), (b), iv) or the like, which Markdown takes for words."""
    label = label_of(tokens[0].content) if tokens else None
    bracket = label is not None and ")" in tokens[0].content[: label.length]
    return bracket and label is not None and label.style not in {"number", "dotted", "bullet"}
