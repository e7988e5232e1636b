"""The report, or a version of it, as a paper: what redlines, files and pages are made from.

Headings and paragraphs bear their numbers, and their stable addresses as anchors. What is cited
stands behind the paragraph it supports, never annexed (A.1, 3.2.8). Pure, but for words in the
language that the paper is in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.papers.blocks import Block, Cell, Note, Paper, Paragraph, Row, Run, Table
from comitia.papers.markdown import markdown_paper
from comitia.papers.plain import plain_paper
from comitia.papers.refusals import CannotRead
from comitia.reports.alternatives import alternatives_in
from comitia.reports.content import Beside, Cited, Content, Part, Passage
from comitia.reports.languages import TITLE, Segment
from comitia.reports.queries import Traced, traced
from comitia.reports.words import SECTION, SOURCE

DEEPEST_HEADING = 9
# No line end, and nothing at its start by which Markdown would know a list, table or quote.
_INLINE = re.compile(r"(?![\s>|#*+-]|[0-9]+[.)])[^\n]+")


def set_paper(content: Content, translated: Sequence[Segment] = (), language: str = "") -> Paper:
    """A content as a paper; with segments, in their language.

    What is not translated stands in the original, and is said to.
    """
    language = language or content.language
    with override(language):
        setter = _Setter(content, {each.id: each for each in translated})
        blocks = tuple(setter.blocks())
        title = setter.title
    return Paper(blocks, tuple(setter.notes), language=language, title=title)


class _Setter:
    """Sets part by part, and numbers the notes as they come."""

    def __init__(self, content: Content, translated: Mapping[str, Segment]) -> None:
        self._content = content
        self._translated = translated
        self.notes: list[Note] = []
        self.title = self._words(TITLE, content.title)

    def blocks(self) -> Iterator[Block]:
        yield Paragraph((Run(self.title),), kind="title")
        for part in self._content.parts:
            yield from self._part(part)
        yield from self._open_points()
        yield from self._references()
        yield from self._annex()

    def _words(self, key: str, source: str) -> str:
        """A heading in the paper's language, else as the original has it."""
        segment = self._translated.get(key)
        return segment.translation if segment and segment.translation else source

    def _part(self, part: Part) -> Iterator[Block]:
        cited = _citations(part.sources)
        heading = Run(self._words(f"section:{part.slug}", part.heading))
        yield Paragraph(
            (heading,),
            kind="heading",
            level=min(part.depth, DEEPEST_HEADING),
            label=part.number,
            anchor=part.slug,
        )
        if cited:
            yield Paragraph((Run(cited, frozenset({"emphasis"})),))
        for passage in part.passages:
            yield from self._passage(passage)

    def _passage(self, passage: Passage) -> Iterator[Block]:
        blocks = self._said_in(passage)
        first = blocks[0] if blocks else None
        if isinstance(first, Paragraph) and first.kind == "text" and not first.label:
            blocks[0] = replace(first, label=passage.number, anchor=passage.key)
        else:
            # A list or a table cannot bear the number: a line of its own does.
            blocks.insert(0, Paragraph(label=passage.number, anchor=passage.key))
        cited = _citations(passage.sources)
        last = blocks[-1]
        if cited and isinstance(last, Paragraph) and last.kind == "text":
            blocks[-1] = replace(last, runs=(*last.runs, Run(f" {cited}" if last.runs else cited)))
        elif cited:
            blocks.append(Paragraph((Run(cited),)))
        yield from blocks

    def _said_in(self, passage: Passage) -> list[Block]:
        segment = self._translated.get(passage.key)
        if segment is not None and segment.state != "missing":
            return self._said(passage.key, segment.translation)
        if passage.alternatives and not _fits_a_line(passage):
            found = self._beside(passage)
        else:
            found = self._said(passage.key, passage.text)
        if segment is not None:
            untold = Run(" " + _("(not translated yet)"), frozenset({"emphasis"}))
            found = _with_last(found, untold)
        return found

    def _beside(self, passage: Passage) -> list[Block]:
        """Alternatives, each in [square brackets] with its author behind it."""
        found: list[Block] = []
        for place, each in enumerate(passage.alternatives, start=1):
            found += self._bracketed(f"{passage.key}-{place}", each)
        return found

    def _bracketed(self, key: str, each: Beside) -> list[Block]:
        if each.text:
            blocks = self._said(key, each.text)
        else:
            away = Run(_("delete this paragraph"), frozenset({"emphasis"}))
            blocks = [Paragraph((away,))]
        first = blocks[0] if blocks else None
        if isinstance(first, Paragraph) and first.kind == "text":
            blocks[0] = replace(first, runs=(Run("["), *first.runs))
        else:
            blocks.insert(0, Paragraph((Run("["),)))
        blocks = _with_last(blocks, Run("]"))
        return _with_last(blocks, Run(f" {each.byline}", frozenset({"emphasis"})))

    def _said(self, key: str, text: str) -> list[Block]:
        """The blocks of a text in Markdown, its notes numbered on from those before."""
        try:
            read = markdown_paper(text)
        except CannotRead:
            read = plain_paper(text)
        labels = {}
        for place, note in enumerate(read.notes, start=len(self.notes) + 1):
            labels[note.key] = (f"{key}-{note.key}", str(place))
        renamed = [_renamed(block, labels) for block in read.blocks]
        for note in read.notes:
            own, label = labels[note.key]
            blocks = tuple(_renamed(block, labels) for block in note.blocks)
            self.notes.append(Note(own, label, blocks))
        return [_no_heading(block) for block in renamed]

    def _open_points(self) -> Iterator[Block]:
        points = list(self._content.points())
        if not points:
            return
        numbers = {passage.key: passage.number for passage in self._content.passages()}
        yield _heading(_("Open points"), "open-points")
        for point in points:
            where = numbers.get(point.paragraph, "")
            text = f"{point.text} ({where})" if where else point.text
            yield Paragraph((Run(text),), kind="item", label=f"{point.number})")

    def _references(self) -> Iterator[Block]:
        cited: dict[tuple[str, str], Cited] = {}
        for part in self._content.parts:
            for each in (*part.sources, *(one for p in part.passages for one in p.sources)):
                cited.setdefault((each.kind, each.reference), each)
        if not cited:
            return
        yield _heading(_("References"), "references")
        for each in sorted(cited.values(), key=lambda one: (one.kind, one.label, one.reference)):
            more = "" if each.label == each.reference else f" <{each.reference}>"
            text = f"{SOURCE[each.kind]}: {each.label}{more}"
            yield Paragraph((Run(text),), kind="item", label="\u2022")

    def _annex(self) -> Iterator[Block]:
        rows = traced(self._content)
        if not rows:
            return
        yield _heading(_("Annex: what the mandate asks, and where it is answered"), "traceability")
        heads = (_("Asked"), _("Answered in"), _("Sources"), _("Open points"), _("State"))
        head = Row(tuple(_cell(each) for each in heads), head=True)
        yield Table((head, *(_row(each) for each in rows)))


def state_said(state: str) -> str:
    """How far an obligation is answered, in the language that is active."""
    return _("not answered yet") if state == "unanswered" else str(SECTION[state])


def _row(row: Traced) -> Row:
    asked = f"{row.asked.heading} {row.asked.label}".strip()
    return Row(
        (
            Cell((Paragraph((Run(asked),)), Paragraph((Run(row.asked.text),)))),
            _cell(", ".join(part.number for part in row.parts)),
            _cell("; ".join(each.label for each in row.sources)),
            _cell(", ".join(str(point.number) for point in row.points)),
            _cell(state_said(row.state)),
        )
    )


def _fits_a_line(passage: Passage) -> bool:
    """Whether what differs are words of a line: they are then set in their place, in brackets."""
    texts = [one.text for place in alternatives_in(passage.text) for one in place.alternatives]
    return bool(texts) and all(_INLINE.fullmatch(text) for text in texts)


def _cell(text: str) -> Cell:
    return Cell((Paragraph((Run(text),) if text else ()),))


def _heading(text: str, anchor: str) -> Paragraph:
    return Paragraph((Run(text),), kind="heading", level=1, anchor=anchor)


def _citations(sources: Sequence[Cited]) -> str:
    """(C1 § 4; C3 Rev.1)"""
    if not sources:
        return ""
    return "(" + "; ".join(f"{each.label} {each.note}".strip() for each in sources) + ")"


def _with_last(blocks: list[Block], run: Run) -> list[Block]:
    """The blocks with a run at the very end."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and last.kind in {"text", "item", "quote"}:
        return [*blocks[:-1], replace(last, runs=(*last.runs, run))]
    return [*blocks, Paragraph((replace(run, text=run.text.strip()),))]


def _no_heading(block: Block) -> Block:
    """Sections have headings; one written within a paragraph is set as strong text."""
    if isinstance(block, Paragraph) and block.kind in {"heading", "title"}:
        runs = tuple(replace(run, marks=run.marks | {"strong"}) for run in block.runs)
        return replace(block, kind="text", level=0, runs=runs, anchor="")
    if isinstance(block, Paragraph) and block.anchor:
        return replace(block, anchor="")
    return block


def _renamed(block: Block, labels: Mapping[str, tuple[str, str]]) -> Block:
    """The block with its notes under the keys and numbers that they have in the whole paper."""
    if not labels:
        return block
    if isinstance(block, Table):
        return replace(
            block,
            rows=tuple(
                replace(
                    row,
                    cells=tuple(
                        replace(cell, blocks=tuple(_renamed(each, labels) for each in cell.blocks))
                        for cell in row.cells
                    ),
                )
                for row in block.rows
            ),
        )
    if not isinstance(block, Paragraph):
        return block
    runs = tuple(
        replace(run, note=labels[run.note][0], text=labels[run.note][1])
        if run.note in labels
        else run
        for run in block.runs
    )
    return replace(block, runs=runs)
