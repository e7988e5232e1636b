"""Pure judgements on a report: its numbers, its order of versions, what bars freezing one."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

# Bounds, so that no one report fills the house.
MOST_LETTERS = 20_000
MOST_HEADING_LETTERS = 300
MOST_REASON_LETTERS = 2_000
MOST_SECTIONS = 1_000
MOST_PARAGRAPHS = 20_000
MOST_ALTERNATIVES = 20
MOST_SOURCES = 100
MOST_OPEN_SUGGESTIONS = 1_000
DEEPEST = 4

# DOMAIN 5, REPORT VERSION: interim < revised < final.
ORDER = ("interim", "revised", "final")


@dataclass(frozen=True)
class Node:
    """A section for numbering: its address, the one it stands under, its paragraphs' keys."""

    slug: str
    parent: str | None
    paragraphs: Sequence[str] = ()


@dataclass(frozen=True)
class Numbers:
    """What each section and paragraph is numbered."""

    sections: dict[str, str]
    paragraphs: dict[str, str]


def numbers(nodes: Iterable[Node]) -> Numbers:
    """Number as the ITU's reports do: section 2, its paragraphs 2.1, 2.2, then its sections 2.3 …

    Paragraphs and sections under one section are counted together, so that no number is given
    twice. `nodes` come in their order, any depth; one whose parent is not among them has no number.
    """
    under: dict[str | None, list[Node]] = {}
    for node in nodes:
        under.setdefault(node.parent, []).append(node)
    sections: dict[str, str] = {}
    paragraphs: dict[str, str] = {}
    waiting: list[tuple[Node, str]] = [
        (node, str(place)) for place, node in enumerate(under.get(None, ()), start=1)
    ]
    while waiting:
        node, number = waiting.pop()
        sections[node.slug] = number
        for place, key in enumerate(node.paragraphs, start=1):
            paragraphs[key] = f"{number}.{place}"
        first = len(node.paragraphs) + 1
        waiting += [
            (child, f"{number}.{place}")
            for place, child in enumerate(under.get(node.slug, ()), start=first)
        ]
    return Numbers(sections, paragraphs)


def in_reading_order(nodes: Iterable[Node]) -> list[Node]:
    """Sections as they are read: each before what stands under it."""
    under: dict[str | None, list[Node]] = {}
    for node in nodes:
        under.setdefault(node.parent, []).append(node)
    found: list[Node] = []
    waiting = list(reversed(under.get(None, ())))
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += reversed(under.get(node.slug, ()))
    return found


def slug_of(heading: str, taken: Collection[str]) -> str:
    """An address for a section, made of its heading and never one that is or was another's."""
    text = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", text)[:40].strip("-") or "section"
    number, slug = 1, base
    while slug in taken or is_paragraph_key(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def is_paragraph_key(text: str) -> bool:
    """Whether it could be the address of a paragraph, as p12."""
    return re.fullmatch(r"p[1-9][0-9]{0,9}", text) is not None


def may_follow(kind: str, frozen: Sequence[str]) -> bool:
    """Whether a version of `kind` may be frozen after those.

    More than one interim or revised version may be; none comes after a later kind, nothing after
    the final one, and a revised one revises an interim one. The final one may follow either.
    """
    if kind not in ORDER or "final" in frozen:
        return False
    if kind == "interim":
        return all(each == "interim" for each in frozen)
    return bool(frozen)


def shortened(text: str, letters: int = 90) -> str:
    """The beginning of a text, ended at a word, for a heading."""
    text = " ".join(text.split())
    if len(text) <= letters:
        return text.rstrip(" .,;:。，；：")
    cut = text[:letters]
    # Scripts without blanks are cut where they stand.
    whole = cut.rpartition(" ")[0] if " " in cut[letters // 2 :] else cut
    return whole.rstrip(" .,;:。，；：") + "…"


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()
