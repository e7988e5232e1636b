"""What every writer asks of a paper: its headings, its notes and comments by key, its direction."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from comitia.base.languages import RIGHT_TO_LEFT, known_language
from comitia.base.text import is_han
from comitia.papers.blocks import (
    Block,
    Change,
    Comment,
    Note,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
)
from comitia.papers.changes import TAKEN_OUT

_LONG_LATIN = 40


@dataclass(frozen=True)
class Heading:
    """A heading as contents list it. `depth` from 1 leaves no step out, whatever its level."""

    depth: int
    label: str
    text: str
    place: str
    """Its address: unique in the paper, of letters, digits and hyphens."""


@dataclass(frozen=True)
class Shape:
    """What is known of a paper before it is set."""

    language: str
    """One of ours; guessed from the letters where the paper does not say."""
    rtl: bool
    headings: Mapping[int, Heading]
    """By the identity of the paragraph (`id`), which lives as long as the paper does."""
    places: Mapping[str, str]
    """The unique address of each anchor of the paper."""
    addresses: Mapping[int, str]
    """The address of each paragraph that has one, by its identity."""
    notes: Mapping[str, Note]
    note_numbers: Mapping[str, int]
    comments: Mapping[str, Comment]
    comment_numbers: Mapping[str, int]

    def address(self, paragraph: Paragraph) -> str:
        """The paragraph's address, or nothing."""
        return self.addresses.get(id(paragraph), "")

    @property
    def contents(self) -> list[Heading]:
        return [each for each in self.headings.values() if each.text or each.label]


def shape_of(paper: Paper, language: str = "") -> Shape:
    """Look a paper through once. `language` is the cover's, for a paper that does not say."""
    said = paper.language or language
    found = known_language(said) if said else guessed_language(paper.blocks)
    headings: dict[int, Heading] = {}
    places: dict[str, str] = {}
    addresses: dict[int, str] = {}
    open_levels: list[int] = []
    for paragraph in paragraphs(paper.blocks):
        place = ""
        if paragraph.anchor and paragraph.anchor not in places:
            place = places[paragraph.anchor] = f"a{len(places) + 1}"
            addresses[id(paragraph)] = place
        if paragraph.kind != "heading":
            continue
        while open_levels and open_levels[-1] >= paragraph.level:
            open_levels.pop()
        open_levels.append(paragraph.level)
        kept = [run.text for run in paragraph.runs if not _is_gone(run.change) and not run.note]
        text = "" if _is_gone(paragraph.change) else " ".join("".join(kept).split())
        label = paragraph.label if text else ""
        place = addresses[id(paragraph)] = place or f"s{len(headings) + 1}"
        headings[id(paragraph)] = Heading(len(open_levels), label, text, place)
    return Shape(
        language=found,
        rtl=found in RIGHT_TO_LEFT,
        headings=headings,
        places=places,
        addresses=addresses,
        notes={note.key: note for note in reversed(paper.notes)},
        note_numbers=_numbered(note.key for note in paper.notes),
        comments={each.key: each for each in reversed(paper.comments)},
        comment_numbers=_numbered(each.key for each in paper.comments),
    )


def _numbered(keys: Iterable[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}


def _is_gone(change: Change | None) -> bool:
    return change is not None and change.kind in TAKEN_OUT


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks in reading order, those within tables too, each after the table it is in."""
    for block in blocks:
        yield block
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from every_block(cell.blocks)


def paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """All paragraphs in reading order."""
    return (block for block in every_block(blocks) if isinstance(block, Paragraph))


def pictures(paper: Paper) -> list[Picture]:
    """All pictures in reading order, those of notes last, as writers number them."""
    inside = [block for note in paper.notes for block in note.blocks]
    return [block for block in every_block((*paper.blocks, *inside)) if isinstance(block, Picture)]


def plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def guessed_language(blocks: Iterable[Block]) -> str:
    """The language whose script most letters are of; English for those in Latin letters."""
    counts = {"ar": 0, "zh-hans": 0, "ru": 0, "en": 0}
    for paragraph in islice(paragraphs(blocks), 300):
        for letter in plain(paragraph.runs)[:2_000]:
            counts[_script(letter)] += letter.isalpha()
    # A Han sign says as much as several letters do.
    counts["zh-hans"] *= 3
    return max(counts, key=lambda each: (counts[each], each == "en"))


def _script(letter: str) -> str:
    if letter < "\u0400":
        return "en"
    if letter < "\u0530":
        return "ru"
    if unicodedata.bidirectional(letter) in {"AL", "R"}:
        return "ar"
    return "zh-hans" if is_han(letter) else "en"


def direction_of(text: str, *, rtl: bool) -> bool:
    """Whether a paragraph runs from right to left in a paper that does, or does not (`rtl`).

    Not told by its first letter, as browsers do: in Arabic papers many a paragraph begins with ITU.
    """
    if not rtl and (text.isascii() or max(text, default="") < "\u0590"):
        return False
    right = left = 0
    for letter in text:
        side = unicodedata.bidirectional(letter)
        right += side in {"AL", "R"}
        left += side == "L"
    if rtl:
        return right > 0 or left < _LONG_LATIN
    return right > left
