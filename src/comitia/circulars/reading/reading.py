"""What was read of a circular: typed findings, each with its place, certainty and reason."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from comitia.circulars.reading.lines import Place
from comitia.papers.dates import Kind

T = TypeVar("T")


class Sure(StrEnum):
    """How sure a finding is. Nothing below certain should be used before a person looked at it."""

    CERTAIN = "certain"
    """The text says so in words that are in our tables."""
    LIKELY = "likely"
    """The text says so, but a word, a place or an order had to be taken on trust."""
    INFERRED = "inferred"
    """The text does not say so; it follows from something else that it says."""


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value, where the text gives it, how sure that is, and why (a key of reasons.REASONS)."""

    value: T
    place: Place
    sure: Sure = Sure.CERTAIN
    why: str = "labelled"


@dataclass(frozen=True)
class Warned:
    """Something missing or odd: a key of warnings.WARNINGS, what fills its text, and its place."""

    code: str
    place: Place | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Meeting:
    """A meeting of a body, as far as the text dates it."""

    body: str | None
    start: str | None
    end: str | None
    wording: str = ""

    @property
    def month(self) -> str | None:
        return self.start[:7] if self.start and len(self.start) >= 7 else None


@dataclass(frozen=True)
class Parent:
    """The body that decided, by its code if it is a known one, its meeting and its decision."""

    body: str
    name: str
    meeting: Found[Meeting] | None
    decision: Found[str] | None


@dataclass(frozen=True)
class Convener:
    """Who leads the group, as the text names them."""

    name: str
    title: str = ""
    organisation: str | None = None
    country: str | None = None
    country_code: str | None = None


@dataclass(frozen=True)
class Row:
    """One row of the timetable."""

    when: str
    kind: Kind
    start: str | None
    end: str | None
    bound: str
    action: str
    actor: str | None
    recipient: str | None
    subject: str | None
    """Which report it is about: interim, revised, final or draft."""
    meeting: Meeting | None
    place: Place
    when_place: Place
    action_place: Place | None
    sure: Sure
    why: str
    actor_why: str = ""


@dataclass(frozen=True)
class Reference:
    """One clause cites another, or a provision outside: the words, and what they point to."""

    wording: str
    place: Place
    kind: str
    """section, item, provision, article, resolution, decision or opinion"""
    target: str | None = None
    """The anchor of the clause or section within this resolution."""
    outside: str | None = None
    match: str = "exact"
    """exact, fuzzy or none"""


@dataclass(frozen=True)
class Node:
    """A part of an item with a label of its own, or an omission ("...") within a quotation."""

    label: str
    text: str
    anchor: str
    kind: str
    """provision (quoted), item or omission"""
    place: Place
    provision: str | None = None
    """The provision of the Convention that it quotes, where a table of ours knows it."""
    refs: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Item:
    """One clause of a resolution, with an address (anchor) unique within it."""

    label: str
    text: str
    anchor: str
    place: Place
    parts: tuple[Node, ...] = ()
    refs: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Section:
    """A headed part of a resolution."""

    key: str
    verb: str
    operative: bool
    heading: str
    addressees: tuple[str, ...]
    addressee_codes: tuple[str | None, ...]
    condition: str | None
    items: tuple[Item, ...]
    heading_place: Place
    place: Place
    sure: Sure = Sure.CERTAIN
    why: str = "heading"


@dataclass(frozen=True)
class OutputRule:
    """Kinds of output that a clause forbids to groups of this kind (CV 191B)."""

    forbidden: tuple[str, ...]
    anchor: str
    place: Place


@dataclass(frozen=True)
class Resolution:
    """A resolution: annexed in full, or only cited (then without sections)."""

    number: str
    place_name: str | None
    year: int | None
    revised: bool
    title: str | None
    adopted_by: str | None
    adopted_by_code: str | None
    sections: tuple[Section, ...]
    place: Place
    header_place: Place
    title_place: Place | None = None
    adopted_place: Place | None = None
    output_rules: tuple[OutputRule, ...] = ()
    sure: Sure = Sure.CERTAIN
    why: str = "resolution_header"


@dataclass(frozen=True)
class Difference:
    """The first point where an extract leaves the annexed text."""

    extract_words: str
    annex_words: str
    extract_place: Place
    annex_place: Place


@dataclass(frozen=True)
class Extract:
    """A part of the resolution quoted in the letter, compared without blanks."""

    section: str
    identical: bool
    likeness: float
    place: Place
    annex_place: Place | None
    difference: Difference | None = None


@dataclass(frozen=True)
class Annex:
    """An annex found in the text."""

    number: str
    title: str
    kind: str
    """resolution, timetable or other"""
    place: Place
    header_place: Place


@dataclass(frozen=True)
class Letter:
    """The parts of the letter around what it says."""

    ref: Found[str] | None = None
    date: Found[str] | None = None
    date_inferred: Found[str] | None = None
    tel: Found[str] | None = None
    fax: Found[str] | None = None
    email: Found[str] | None = None
    contact: Found[str] | None = None
    to: tuple[Found[str], ...] = ()
    copy: tuple[Found[str], ...] = ()
    salutation: Found[str] | None = None
    closing: Found[str] | None = None
    signatory: Found[str] | None = None
    signatory_title: Found[str] | None = None
    annexes_declared: Found[int] | None = None


@dataclass(frozen=True)
class Source:
    """What the text came out of."""

    kind: str = "text"
    encoding: str | None = None
    encoding_assumed: bool = False


@dataclass(frozen=True)
class Reading:
    """A circular as read. All places are in `text`."""

    text: str
    source: Source
    language: Found[str]
    number: Found[str] | None
    series: Found[str] | None
    amends: Found[str] | None
    subject: Found[str] | None
    letter: Letter
    parent: Found[Parent] | None
    group_name: Found[str] | None
    reflector: Found[str] | None
    sign_up: Found[str] | None
    convener: Found[Convener] | None
    eligibility: Found[tuple[str, ...]] | None
    purpose: Found[str] | None
    timetable: tuple[Row, ...]
    timetable_place: Place | None
    resolution: Resolution | None
    extracts: tuple[Extract, ...]
    annexes: tuple[Annex, ...]
    warnings: tuple[Warned, ...]

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values, in the shape of docs/circulars.md."""
        from comitia.circulars.reading.as_json import reading_as_json

        return reading_as_json(self)
