"""What stands in a paragraph of an OpenDocument file."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from comitia.papers.blocks import Block, Change, Comment, Mark, Note, Picture, Run
from comitia.papers.links import safe_link
from comitia.papers.odt.mathml import mathml_text
from comitia.papers.odt.state import KIND, Reading
from comitia.papers.refusals import Damaged
from comitia.papers.tidy import tidied
from comitia.papers.tree import Node

_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(mm|cm|in|pt)")
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_MOST_DEPTH = 100
_MOST_OPEN_COMMENTS = 50
_ASIDE = frozenset({"tracked-changes", "sequence-decls", "note-citation", "ruby-text"})
ReadsBlocks = Callable[[Node, Reading], list[Block]]


@dataclass(frozen=True)
class _Look:
    marks: frozenset[Mark] = frozenset()
    link: str = ""


@dataclass
class Inline:
    reading: Reading
    boxed: ReadsBlocks
    runs: list[Run] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    anchor: str = ""
    _depth: int = 0
    _taken_out: Change | None = None

    def read(self, node: Node, look: _Look | None = None) -> None:
        """Take in all that is within a node."""
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Damaged(kind=KIND, detail="its parts are nested too deep")
        for child in node.children:
            self._one(child, look or _Look())
        self._depth -= 1

    def _one(self, node: Node, look: _Look) -> None:
        name = node.name
        if not name:
            # Blanks and ends of lines within XML are one blank (ODF 1.3 part 3, 6.1.2).
            self._add(re.sub(r"[ \t\r\n]+", " ", node.text), look)
        elif name == "span":
            marks = look.marks | self.reading.styles.marks(node.get("style-name"))
            self.read(node, replace(look, marks=marks))
        elif name == "a":
            link = safe_link(node.get("href"))
            self.read(node, replace(look, link=link, marks=look.marks - {"underlined"}))
        elif name == "s":
            count = node.get("c", "1")
            self._add(" " * min(int(count) if count.isdigit() and len(count) < 4 else 1, 100), look)
        elif name == "tab":
            self._add("\t", look)
        elif name == "line-break":
            self._add("\n", look)
        elif name == "note":
            self._note(node)
        elif name in {"bookmark", "bookmark-start", "reference-mark", "reference-mark-start"}:
            if not self.anchor and node.get("name") in self.reading.referenced:
                self.anchor = node.get("name")
        elif name == "bookmark-ref":
            self.read(node, replace(look, link=safe_link(f"#{node.get('ref-name')}")))
        elif not self._marking(node):
            self._framed(node, look)

    def _marking(self, node: Node) -> bool:
        """Whether a node only marks where a change or a comment is; if so it is taken in."""
        reading = self.reading
        name, change_id = node.name, node.get("change-id")
        if name == "change-start":
            if change_id in reading.changes:
                reading.inserting[change_id] = reading.changes[change_id][0]
        elif name == "change-end":
            reading.inserting.pop(change_id, None)
        elif name == "change":
            self._deleted(change_id)
        elif name == "annotation":
            self._comment(node)
        elif name == "annotation-end":
            if node.get("name") in reading.comments_open:
                reading.comments_open.remove(node.get("name"))
        else:
            return name in _ASIDE
        return True

    def _framed(self, node: Node, look: _Look) -> None:
        if node.name == "frame":
            self._frame(node)
        elif node.name in {"custom-shape", "rect", "text-box", "g"}:
            self.boxes += self.boxed(node, self.reading)
        else:
            self.read(node, look)

    def _frame(self, node: Node) -> None:
        told = node.first("desc") or node.first("title")
        alt = told.letters()[:2_000] if told else ""
        found = _LENGTH.fullmatch(node.get("width"))
        width = round(float(found[1]) * _MM[found[2]], 1) if found else 0
        for child in node.children:
            if child.name == "text-box":
                self.boxes += self.boxed(child, self.reading)
            elif child.name == "object":
                math = child.first("math") or self.reading.part(
                    f"{child.get('href').removeprefix('./')}/content.xml"
                )
                if math is not None and math.name == "math":
                    self._add(mathml_text(math), _Look(), equation=True)
                    return
                self.reading.remark("embedded_left_out")
        pictures = [child for child in node.children if child.name == "image"]
        if pictures:
            # Where there are several they are one picture in several formats, the best first.
            made = [self.reading.picture(each.get("href"), alt, width) for each in pictures[:4]]
            self.pictures.append(next((each for each in made if each.data), made[0]))

    def _deleted(self, change_id: str) -> None:
        """What was taken out here: its words, and the ends of paragraphs as ends of lines."""
        if change_id not in self.reading.changes or self._taken_out is not None:
            return
        change, node = self.reading.changes[change_id]
        if change.kind != "deleted":
            return
        self._taken_out = change
        for place, block in enumerate(node.deep("p", "h")):
            if place:
                self._add("\n", _Look())
            self.read(block)
        self._taken_out = None

    def _note(self, node: Node) -> None:
        said, body = node.first("note-citation"), node.first("note-body")
        reading = self.reading
        key = f"n{len(reading.notes) + 1}"
        label = (said.letters() if said else "").strip()[:20] or key[1:]
        reading.notes.append(Note(key, label, ()))
        place = len(reading.notes) - 1
        blocks = tidied(self.boxed(body, reading)) if body else ()
        reading.notes[place] = Note(key, label, blocks)
        change = self._taken_out or reading.change()
        self.runs.append(Run(label, note=key, change=change))

    def _comment(self, node: Node) -> None:
        reading = self.reading
        key = node.get("name") or f"c{len(reading.comments) + 1}"
        who, when = node.first("creator"), node.first("date")
        said = "\n".join(each.letters() for each in node.deep("p", "h")).strip()
        reading.comments.append(
            Comment(
                key,
                who.letters()[:200] if who else "",
                when.letters()[:40] if when else "",
                said,
            )
        )
        if key in reading.ended and len(reading.comments_open) < _MOST_OPEN_COMMENTS:
            reading.comments_open.append(key)
        elif self.runs:
            self.runs[-1] = replace(self.runs[-1], comments=(*self.runs[-1].comments, key))

    def _add(self, text: str, look: _Look, *, equation: bool = False) -> None:
        if text:
            change = self._taken_out or self.reading.change()
            comments = tuple(self.reading.comments_open)
            self.runs.append(Run(text, look.marks, look.link, "", comments, equation, change))
