"""What is known of a Word file while its paragraphs are read, one after the other."""

from dataclasses import dataclass, field, replace

from comitia.papers.blocks import Change, PageBreak, Picture, Run
from comitia.papers.docx.numbering import Numbering
from comitia.papers.docx.parts import Parts, Relation
from comitia.papers.docx.styles import Styles
from comitia.papers.figures import figure
from comitia.papers.links import safe_link
from comitia.papers.pictures import MOST_PICTURE_BYTES, Allowance, shown_type, told_type
from comitia.papers.refusals import CannotRead
from comitia.papers.tree import Node

_MOST_FIELDS = 50
_MOST_OPEN_COMMENTS = 50
_FOOTNOTES = {"footnoteReference": ("f", "decimal"), "endnoteReference": ("e", "lowerRoman")}


@dataclass
class Field:
    """A field that is open: what it is told to do, and whether its result has begun."""

    instruction: str = ""
    in_result: bool = False

    def link(self) -> str:
        """Where it leads, if it is a link."""
        words = self.instruction.replace('"', ' " ').split()
        if len(words) < 2 or words[0].upper() not in {"HYPERLINK", "REF", "PAGEREF"}:
            return ""
        said = [word for word in words[1:] if word != '"']
        if words[0].upper() != "HYPERLINK":
            return safe_link(f"#{said[0]}") if said and r"\h" in said else ""
        address = said[0] if said and not said[0].startswith("\\") else ""
        anchor = said[said.index(r"\l") + 1] if r"\l" in said[:-1] else ""
        return safe_link(address + (f"#{anchor}" if anchor else ""))


@dataclass
class Reading:
    """One reading of a file, from its first paragraph to its last."""

    parts: Parts
    styles: Styles
    numbering: Numbering
    relations: dict[str, Relation]
    referenced: frozenset[str] = frozenset()
    """The bookmarks that something in the file leads to."""
    ranged: frozenset[str] = frozenset()
    """The comments that say where their text begins and ends."""
    comments: list[str] = field(default_factory=list)
    """Those whose text is being read."""
    moves: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of the open ranges of moved text, by id: from or to, and the name of the move."""
    fields: list[Field] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """The labels of the notes that were cited, by key, in order."""
    remarks: dict[str, None] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    """How many letters are said to be in which language."""
    allowance: Allowance = field(default_factory=Allowance)
    capital: list[Run | PageBreak] = field(default_factory=list)
    """A first letter set large beside its paragraph, which Word keeps as one before it."""
    depth: int = 0

    def remark(self, code: str) -> None:
        self.remarks[code] = None

    def open_comment(self, key: str) -> None:
        if key not in self.comments and len(self.comments) < _MOST_OPEN_COMMENTS:
            self.comments.append(key)

    def begin_field(self) -> None:
        if len(self.fields) < _MOST_FIELDS:
            self.fields.append(Field())

    def link(self) -> str:
        """Where the fields that are open lead."""
        return next((link for each in reversed(self.fields) if (link := each.link())), "")

    def cite(self, node: Node) -> tuple[str, str]:
        """The key and the label of the note that is cited."""
        letter, style = _FOOTNOTES[node.name]
        key = letter + node.get("id")
        if key not in self.notes:
            count = sum(each.startswith(letter) for each in self.notes) + 1
            self.notes[key] = figure(count, style)
        return key, self.notes[key]

    def change(self, node: Node, around: Change | None) -> Change | None:
        """The change that w:ins, w:del and their like tell of, within another."""
        who, when = node.get("author")[:200], node.get("date")[:40]
        if node.name in {"moveFrom", "moveTo"}:
            moves = [name for side, name in self.moves.values() if side == node.name]
            kind = "moved_away" if node.name == "moveFrom" else "moved_here"
            made = Change("moved_away", who, when) if kind == "moved_away" else None
            made = made or Change("moved_here", who, when)
            made = replace(made, move=moves[-1] if moves else "")
        else:
            made = Change("inserted" if node.name == "ins" else "deleted", who, when)
        if around is not None and around.kind != made.kind:
            # Put in by one and taken out by another: it is shown as what it would come to.
            self.remark("changes_within_changes")
            return made if made.kind in {"deleted", "moved_away"} else around
        return made

    def picture(
        self, relation_id: str, alt: str, width_mm: float, change: Change | None
    ) -> Picture:
        """A picture by its relation: with its bytes where it is in the file and can be shown."""
        relation = self.relations.get(relation_id)
        if relation is None or relation.outside or not self.parts.has(relation.target):
            self.remark("pictures_left_out")
            return Picture("", b"", alt, width_mm, change)
        if not self.allowance.pictures_left:
            self.remark("pictures_left_out")
            return Picture(told_type(relation.target), b"", alt, width_mm, change)
        try:
            data = self.parts.bytes_of(relation.target, MOST_PICTURE_BYTES)
        except CannotRead:
            data = b""
        kind = shown_type(data)
        kept = self.allowance.take(data) if kind else b""
        if not kept:
            self.remark("pictures_left_out")
        return Picture(kind or told_type(relation.target), kept, alt, width_mm, change)
