"""What stands in a paragraph of a Word file: runs, links, fields, notes, changes, pictures."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from comitia.papers.blocks import Block, Change, Mark, PageBreak, Picture, Run
from comitia.papers.docx.equations import equation_text
from comitia.papers.docx.parts import KIND
from comitia.papers.docx.state import Reading
from comitia.papers.docx.styles import direct_marks
from comitia.papers.links import safe_link
from comitia.papers.refusals import Damaged
from comitia.papers.symbols import symbol, unicode_of
from comitia.papers.tree import Node

_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo"})
_RANGES = {"moveFromRangeStart": "moveFrom", "moveToRangeStart": "moveTo"}
_DRAWN = ("drawing", "pict", "object")
_EMU_PER_MM = 36_000
_WIDTH = re.compile(r"(?:^|;)width:(\d{1,4}(?:\.\d{1,4})?)pt")
_UNTOLD = frozenset({"chart", "relIds"})
_MOST_DEPTH = 100


# Reads the blocks of a text box, which stands within a paragraph.
ReadsBlocks = Callable[[Node, Reading], list[Block]]


@dataclass
class Inline:
    """The pieces of one paragraph in order, and what stands beside them."""

    reading: Reading
    boxed: ReadsBlocks
    pieces: list[Run | PageBreak] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    anchor: str = ""
    alone: bool = False
    """Whether an equation was set as one on a line of its own."""
    _depth: int = 0

    def read(self, node: Node, change: Change | None = None, link: str = "") -> None:
        """Take in all that is within a node."""
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Damaged(kind=KIND, detail="its parts are nested too deep")
        for child in node.children:
            self._one(child, change, link)
        self._depth -= 1

    def _one(self, node: Node, change: Change | None, link: str) -> None:
        reading = self.reading
        name = node.name
        if name == "r":
            self._run(node, change, link)
        elif name in _CHANGES:
            self.read(node, reading.change(node, change), link)
        elif name == "hyperlink":
            self.read(node, change, self._leads(node) or link)
        elif name == "fldSimple":
            reading.begin_field()
            reading.fields[-1].instruction = node.get("instr")[:2_000]
            self.read(node, change, link)
            reading.fields.pop()
        elif name == "bookmarkStart":
            if not self.anchor and node.get("name") in reading.referenced:
                self.anchor = node.get("name")
        elif name == "commentRangeStart":
            reading.open_comment(node.get("id"))
        elif name == "commentRangeEnd":
            if node.get("id") in reading.comments:
                reading.comments.remove(node.get("id"))
        elif name in _RANGES:
            reading.moves[node.get("id")] = (_RANGES[name], node.get("name"))
        elif name in {"moveFromRangeEnd", "moveToRangeEnd"}:
            reading.moves.pop(node.get("id"), None)
        elif name in {"oMath", "oMathPara"}:
            self.alone = self.alone or name == "oMathPara"
            self._add(equation_text(node), frozenset(), change, link, equation=True)
        elif name in _DRAWN:
            self._drawing(node, change)
        elif name not in {"pPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rt", "rubyPr"}:
            self.read(node, change, link)

    def _leads(self, node: Node) -> str:
        relation = self.reading.relations.get(node.get("id"))
        anchor = node.get("anchor")
        if relation is not None and relation.outside:
            address = relation.target
            return safe_link(f"{address}#{anchor}" if anchor and "#" not in address else address)
        return safe_link(f"#{anchor}") if anchor else ""

    def _run(self, node: Node, change: Change | None, link: str) -> None:
        reading = self.reading
        properties = node.first("rPr")
        link = link or reading.link()
        marks, font = frozenset[Mark](), ""
        if properties is not None:
            marks = self._marks(properties, linked=bool(link))
            fonts = properties.first("rFonts")
            font = fonts.get("ascii") if fonts else ""
            if properties.first("rPrChange"):
                reading.remark("format_changes_left_out")
        for child in node.children:
            name = child.name
            if name in {"t", "delText"}:
                text = unicode_of(child.letters(), font)
                self._count_language(properties, len(text))
                self._add(text, marks, change, link)
            elif name in {"tab", "ptab"}:
                self._add("\t", marks, change, link)
            elif name == "br" and child.get("type") == "page":
                self.pieces.append(PageBreak(change))
            elif name in {"br", "cr"}:
                self._add("\n", marks, change, link)
            elif name == "noBreakHyphen":
                self._add("-", marks, change, link)
            elif name == "sym":
                code = int(child.get("char") or "0", 16) if _is_hex(child.get("char")) else 0
                self._add(symbol(code, child.get("font")), marks, change, link)
            elif name in {"footnoteReference", "endnoteReference"}:
                key, label = reading.cite(child)
                self._put(Run(label, note=key, comments=tuple(reading.comments), change=change))
            elif name == "commentReference":
                self._comment(child.get("id"))
            elif name == "fldChar":
                self._field(child, change)
            elif name in {"instrText", "delInstrText"} and reading.fields:
                opened = reading.fields[-1]
                opened.instruction = (opened.instruction + child.letters())[:2_000]
            elif name in _DRAWN:
                self._drawing(child, change)
            elif name == "AlternateContent":
                for drawn in child.deep(*_DRAWN):
                    self._drawing(drawn, change)
            elif name == "ruby":
                self.read(child, change, link)

    def _marks(self, properties: Node, *, linked: bool) -> frozenset[Mark]:
        style = properties.value("rStyle")
        marks = set(self.reading.styles.marks(style)) if style else set()
        for mark, on in direct_marks(properties).items():
            marks.discard(mark)
            if on:
                marks.add(mark)
        if linked:
            # Links are underlined by whoever shows them.
            marks.discard("underlined")
        return frozenset(marks)

    def _count_language(self, properties: Node | None, count: int) -> None:
        said = properties.first("lang") if properties else None
        code = said.get("val") if said else ""
        self.reading.languages[code] = self.reading.languages.get(code, 0) + count

    def _field(self, node: Node, change: Change | None) -> None:
        reading = self.reading
        kind = node.get("fldCharType")
        if kind == "begin":
            reading.begin_field()
        elif kind == "separate" and reading.fields:
            reading.fields[-1].in_result = True
        elif kind == "end" and reading.fields:
            ended = reading.fields.pop()
            said = ended.instruction.strip()
            if said.upper().startswith("EQ ") and not ended.in_result:
                # Old equations are only an instruction; as text they are at least not lost.
                self._add(said[3:].strip(), frozenset(), change, "", equation=True)

    def _comment(self, key: str) -> None:
        """A comment without a range of its own is on what stands before it."""
        last = self.pieces[-1] if self.pieces else None
        if key not in self.reading.ranged and isinstance(last, Run):
            self.pieces[-1] = replace(last, comments=(*last.comments, key))

    def _drawing(self, node: Node, change: Change | None) -> None:
        for box in node.deep("txbxContent"):
            self.boxes += self.boxed(box, self.reading)
        width = next((each.get("cx") for each in node.deep("extent")), "")
        width_mm = round(int(width) / _EMU_PER_MM, 1) if width.isdigit() and len(width) < 10 else 0
        told = next(node.deep("docPr"), None)
        alt = (told.get("descr") or told.get("title"))[:2_000] if told else ""
        for picture in node.deep("blip", "imagedata", *_UNTOLD):
            if picture.name in _UNTOLD:
                self.reading.remark("pictures_left_out")
                self.pictures.append(Picture("", b"", alt, width_mm, change))
                continue
            width_mm = width_mm or _shape_width(node)
            alt = alt or picture.get("title")[:2_000]
            relation = picture.get("embed") or picture.get("link") or picture.get("id")
            self.pictures.append(self.reading.picture(relation, alt, width_mm, change))
        if any(True for _ in node.deep("OLEObject")):
            self.reading.remark("embedded_left_out")

    def _add(
        self,
        text: str,
        marks: frozenset[Mark],
        change: Change | None,
        link: str,
        *,
        equation: bool = False,
    ) -> None:
        if text:
            comments = tuple(self.reading.comments)
            self._put(Run(text, marks, link, "", comments, equation, change))

    def _put(self, run: Run) -> None:
        self.pieces.append(run)


def _shape_width(node: Node) -> float:
    """The width that an old drawing (VML) states, in millimetres."""
    for shape in node.deep("shape"):
        if found := _WIDTH.search(shape.get("style")):
            return round(float(found[1]) * 25.4 / 72, 1)
    return 0


def _is_hex(text: str) -> bool:
    return 0 < len(text) < 7 and all(letter in "0123456789abcdefABCDEF" for letter in text)
