"""What a paper says, as blocks: the one shape between files, redlines, publications and pages.

Readers of files make it, comparing two papers gives a third with changes in it, and writers set it
as HTML, DOCX, PDF or text. Values only: they can be compared, hashed and kept as JSON
(`papers.wire`).
"""

from dataclasses import dataclass, field
from typing import Literal

Mark = Literal[
    "strong",
    "emphasis",
    "underlined",
    "struck",
    "superscript",
    "subscript",
    "code",
    "small_capitals",
]
ParagraphKind = Literal["text", "title", "heading", "item", "quote", "code", "caption"]


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked change: what somebody put in, took out or moved, and has not been decided on."""

    kind: Literal["inserted", "deleted", "moved_here", "moved_away"]
    author: str = ""
    at: str = ""
    """The instant as the file says it (ISO 8601), or empty."""
    move: str = ""
    """What the two ends of one move have in common."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that look alike. A line break within a paragraph is a newline in the text."""

    text: str
    marks: frozenset[Mark] = frozenset()
    link: str = ""
    """Where it leads: http:, https:, mailto:, or #anchor within the paper."""
    note: str = ""
    """The key of the note cited here; the text is then its label."""
    comments: tuple[str, ...] = ()
    """The keys of the comments on this text."""
    equation: bool = False
    """Whether the text is mathematics, written in one line (x^2, a/(b+c))."""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or item of a list, with the label shown before it (2.1, a), •)."""

    runs: tuple[Run, ...] = ()
    kind: ParagraphKind = "text"
    level: int = 0
    """Of a heading 1 to 9; of an item its depth from 0."""
    label: str = ""
    anchor: str = ""
    """Its address within the paper, where it has one."""
    change: Change | None = None
    """Of the paragraph as such. Its runs then carry the same change, or one of the same effect:
    what was edited within a moved paragraph is deleted where it was and inserted where it is."""
    label_before: str | None = None
    """In a redline: the label that the older text had, where it is another."""


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple["Block", ...] = ()
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    head: bool = False
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    change: Change | None = None
    """Of the whole table. Rows and what is in them then carry none of their own."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its bytes, or only told of (empty `data`) where it cannot be shown."""

    media_type: str
    data: bytes = field(repr=False)
    alt: str = ""
    width_mm: float = 0
    """As set in the file; 0 where it is not said."""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """Mathematics on a line of its own, written in one line."""

    text: str
    label: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    change: Change | None = None


Block = Paragraph | Table | Picture | Equation | PageBreak


@dataclass(frozen=True, slots=True)
class Note:
    key: str
    label: str
    blocks: tuple[Block, ...]
    label_before: str | None = None
    """In a redline: the label that the older text had, where it is another; there the runs that
    cite it had that one as their text."""


@dataclass(frozen=True, slots=True)
class Comment:
    key: str
    author: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `language` is one of the six where that is known, else empty."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    comments: tuple[Comment, ...] = ()
    language: str = ""
    title: str = ""
    remarks: tuple[str, ...] = ()
    """Codes of what a reader should know of the reading: macros_left_out, pictures_left_out …"""
