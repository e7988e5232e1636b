"""What is known of an OpenDocument file while it is read."""

from dataclasses import dataclass, field
from typing import Literal
from zipfile import ZipFile

from comitia.papers.blocks import Change, Comment, Note, Picture
from comitia.papers.odt.styles import ListLevel, Styles
from comitia.papers.package import member
from comitia.papers.pictures import Allowance, shown_type, told_type
from comitia.papers.refusals import CannotRead
from comitia.papers.tree import Node, tree

KIND = "OpenDocument"
_MOST_PICTURE_BYTES = 8_000_000
_KINDS: dict[str, Literal["inserted", "deleted"]] = {"insertion": "inserted", "deletion": "deleted"}


@dataclass
class Reading:
    """One reading of a file, from its first paragraph to its last."""

    archive: ZipFile
    styles: Styles
    referenced: frozenset[str]
    ended: frozenset[str]
    """The comments that say where their text ends."""
    changes: dict[str, tuple[Change, Node]] = field(default_factory=dict)
    """Of the tracked changes by id: what they are, and what was taken out."""
    inserting: dict[str, Change] = field(default_factory=dict)
    comments_open: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)
    depth: int = 0

    def remark(self, code: str) -> None:
        self.remarks[code] = None

    def change(self) -> Change | None:
        """The change that what is read now is part of."""
        return next(reversed(self.inserting.values()), None)

    def label(self, style: str, depth: int, start: int | None = None) -> str:
        """The next label of a list style at a depth; deeper levels begin anew."""
        shape = self.styles.lists.get(style, {})
        level = shape.get(depth, ListLevel())
        counters = self.counters.setdefault(style, {})
        counters[depth] = counters.get(depth, level.start - 1) + 1 if start is None else start
        for deeper in [each for each in counters if each > depth]:
            del counters[deeper]
        return level.label(counters, depth, shape)

    def picture(self, name: str, alt: str, width_mm: float) -> Picture:
        """A picture by its name in the file: with its bytes where it is there and can be shown."""
        name = name.removeprefix("./")
        data = self.bytes_of(name)
        kind = shown_type(data)
        kept = self.allowance.take(data) if kind else b""
        if not kept:
            self.remark("pictures_left_out")
        told = "" if ":" in name else told_type(name)
        return Picture(kind or told, kept, alt, width_mm, self.change())

    def bytes_of(self, name: str) -> bytes:
        if name not in self.archive.namelist():
            return b""
        found = bytearray()
        try:
            for block in member(self.archive, name, KIND):
                found += block
                if len(found) > _MOST_PICTURE_BYTES:
                    return b""
        except CannotRead:
            return b""
        return bytes(found)

    def part(self, name: str) -> Node | None:
        """A part as XML; None where it is missing or too broken to be read."""
        data = self.bytes_of(name)
        try:
            return tree([data], KIND) if data else None
        except CannotRead:
            return None


def changes_of(text: Node) -> dict[str, tuple[Change, Node]]:
    """The tracked changes that the text names."""
    found: dict[str, tuple[Change, Node]] = {}
    for region in text.deep("changed-region"):
        for node in region.children:
            if node.name not in _KINDS:
                continue
            info = node.first("change-info") or Node("")
            who = info.first("creator")
            when = info.first("date")
            change = Change(
                _KINDS[node.name],
                who.letters()[:200] if who else "",
                when.letters()[:40] if when else "",
            )
            found[region.get("id")] = (change, node)
    return found
