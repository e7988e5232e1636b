"""What a report says at a moment, as values: drafts and frozen versions have this one shape. Pure.

As canonical JSON it is what a version freezes and hashes.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import rfc8785


@dataclass(frozen=True)
class Cited:
    """Something a paragraph or section rests on; `label` is how a text names it."""

    kind: str
    reference: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Beside:
    """One of the texts that stand beside one another, with its author; empty: delete it."""

    text: str
    byline: str


@dataclass(frozen=True)
class Passage:
    """A paragraph: its address, its number, the serial of its revision, what it says."""

    key: str
    number: str
    revision: int
    text: str
    byline: str
    alternatives: tuple[Beside, ...] = ()
    sources: tuple[Cited, ...] = ()


@dataclass(frozen=True)
class Point:
    """An open point."""

    number: int
    text: str
    paragraph: str = ""


@dataclass(frozen=True)
class Part:
    """A section, without those under it: they come after it, and name it as their parent."""

    slug: str
    parent: str
    number: str
    depth: int
    heading: str
    state: str
    obligations: tuple[str, ...] = ()
    """References of the obligations it answers."""
    sources: tuple[Cited, ...] = ()
    passages: tuple[Passage, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Asked:
    """An obligation of the mandate, by its address (178-guadalajara-2010#instructs-tsb-2)."""

    reference: str
    heading: str
    label: str
    text: str
    owner: str
    due: str = ""


@dataclass(frozen=True)
class Content:
    """A whole report as it stands at a moment, in its original language."""

    group: str
    title: str
    language: str
    obligations: tuple[Asked, ...]
    parts: tuple[Part, ...]

    def passages(self) -> Iterator[Passage]:
        """All paragraphs, as they are read."""
        for part in self.parts:
            yield from part.passages

    def points(self) -> Iterator[Point]:
        """All open points, as they are read."""
        for part in self.parts:
            yield from part.points


def canonical(content: Content) -> str:
    """The one way to write it (RFC 8785), which is hashed."""
    return rfc8785.dumps(_plain(asdict(content))).decode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def read(text: str) -> Content:
    """The content that `canonical` wrote."""
    found = json.loads(text)
    return Content(
        group=found["group"],
        title=found["title"],
        language=found["language"],
        obligations=tuple(Asked(**each) for each in found["obligations"]),
        parts=tuple(_part(each) for each in found["parts"]),
    )


def _part(found: dict[str, Any]) -> Part:
    return Part(
        **{
            **found,
            "obligations": tuple(found["obligations"]),
            "sources": _cited(found["sources"]),
            "passages": tuple(_passage(each) for each in found["passages"]),
            "points": tuple(Point(**each) for each in found["points"]),
        }
    )


def _passage(found: dict[str, Any]) -> Passage:
    return Passage(
        **{
            **found,
            "alternatives": tuple(Beside(**each) for each in found["alternatives"]),
            "sources": _cited(found["sources"]),
        }
    )


def _cited(found: list[dict[str, Any]]) -> tuple[Cited, ...]:
    return tuple(Cited(**each) for each in found)
