"""What is numbered through a Word file as it is written: changes, moves, notes, links, pictures."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

from comitia.documents.publish.images import Image
from comitia.documents.publish.shape import every_block
from comitia.papers.blocks import (
    Block,
    Change,
    Equation,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Table,
)
from comitia.papers.changes import TAKEN_OUT

_TAGS = {
    "inserted": "w:ins",
    "deleted": "w:del",
    "moved_here": "w:moveTo",
    "moved_away": "w:moveFrom",
}
_UNNAMED = "\u2014"
"""Who made a change must be said in Word; this where it is not known."""


class Marks:
    """Hands out numbers and remembers what they were given for."""

    def __init__(self, paper: Paper) -> None:
        self._last = 0
        self.links: dict[str, str] = {}
        """Address -> identity of its relationship."""
        self.media: dict[str, tuple[Image, bytes]] = {}
        """Name in the package -> picture."""
        self._media_names: dict[str, str] = {}
        changes = list(_changes(paper))
        self.first_change = changes[0] if changes else Change("inserted")
        ends: dict[str, set[str]] = {}
        for change in changes:
            if change.kind.startswith("moved") and change.move:
                ends.setdefault(change.move, set()).add(change.kind)
        self._moves = {
            move: number for number, (move, kinds) in enumerate(ends.items(), 1) if len(kinds) == 2
        }
        self._stretches: dict[tuple[str, str], int] = {}

    def number(self) -> int:
        """The next number: no two marks of a file share one."""
        self._last += 1
        return self._last

    def tag(self, change: Change) -> str:
        """The element of a change. A move whose other end is not here is put in or taken out."""
        if change.kind.startswith("moved") and change.move not in self._moves:
            return "w:ins" if change.kind == "moved_here" else "w:del"
        return _TAGS[change.kind]

    def facts(self, change: Change) -> str:
        """The attributes of a change's element."""
        return f' w:id="{self.number()}"{_who(change)}'

    def mark(self, change: Change) -> str:
        """A change of the end of a paragraph, for the properties of its mark."""
        return f"<{self.tag(change)}{self.facts(change)}/>"

    def whole_mark(self, change: Change) -> str:
        """A change of a row or a break: Word knows none that are moved."""
        return f"<{_in_or_out(change)}{self.facts(change)}/>"

    def whole_span(self, change: Change) -> tuple[str, str]:
        """What stands before and after runs that came or went as a whole."""
        return f"<{_in_or_out(change)}{self.facts(change)}>", f"</{_in_or_out(change)}>"

    def move_range(self, change: Change) -> tuple[str, str]:
        """What stands before and after moved text, so that both ends are known for one move."""
        tag = self.tag(change)
        if not tag.startswith("w:move"):
            return "", ""
        key = (change.move, tag)
        stretch = self._stretches[key] = self._stretches.get(key, 0) + 1
        name = f"move{self._moves[change.move]}_{stretch}"
        number = self.number()
        start = f'<{tag}RangeStart w:id="{number}"{_who(change)} w:name="{name}"/>'
        return start, f'<{tag}RangeEnd w:id="{number}"/>'

    def link(self, address: str) -> str:
        """The identity of a link out of the file."""
        return self.links.setdefault(address, f"rIdL{len(self.links) + 1}")

    def picture(self, image: Image, data: bytes) -> str:
        """The identity of a picture; equal ones are kept once."""
        known = sha256(data).hexdigest()
        if known not in self._media_names:
            name = f"image{len(self.media) + 1}.{image.extension}"
            self._media_names[known] = name
            self.media[name] = (image, data)
        return "rIdM" + self._media_names[known].removeprefix("image").split(".")[0]


def _in_or_out(change: Change) -> str:
    return "w:del" if change.kind in TAKEN_OUT else "w:ins"


def _who(change: Change) -> str:
    shown = f" w:author={quoted(change.author or _UNNAMED)}"
    instant = instant_of(change.at)
    return f'{shown} w:date="{instant}"' if instant else shown


def instant_of(at: str) -> str:
    """An instant as Word writes it; nothing for what is none."""
    try:
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is not None:
            instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return instant.strftime(f"{instant.year:04d}-%m-%dT%H:%M:%SZ")


def quoted(text: str) -> str:
    """An attribute's value with its quotes, on one line."""
    return quoteattr(" ".join(text.split()))


def text_of(text: str, tag: str = "w:t") -> str:
    """Text as an element that keeps its blanks, with breaks and tabs as Word has them."""
    if "\n" not in text and "\t" not in text:
        return f'<{tag} xml:space="preserve">{escape(text)}</{tag}>'
    out = []
    for number, line in enumerate(text.split("\n")):
        if number:
            out.append("<w:br/>")
        for place, piece in enumerate(line.split("\t")):
            if place:
                out.append("<w:tab/>")
            if piece:
                out.append(f'<{tag} xml:space="preserve">{escape(piece)}</{tag}>')
    return "".join(out)


def _changes(paper: Paper) -> Iterator[Change]:
    yield from _changes_in(paper.blocks)
    for note in paper.notes:
        yield from _changes_in(note.blocks)


def _changes_in(blocks: tuple[Block, ...]) -> Iterator[Change]:
    for block in every_block(blocks):
        match block:
            case Paragraph():
                parts: tuple[Change | None, ...] = tuple(run.change for run in block.runs)
            case Table():
                parts = tuple(row.change for row in block.rows)
            case Picture() | Equation() | PageBreak():
                parts = ()
        yield from (change for change in (block.change, *parts) if change is not None)
