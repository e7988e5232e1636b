"""The skeleton of a paper: its sections, the items in them, and the facts that each states."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from comitia.base.languages import known_language
from comitia.papers.blocks import Block, Equation, Paper, Paragraph, Picture, Table
from comitia.papers.changes import text_of
from comitia.papers.folding import folded
from comitia.papers.labels import Label, anchor_of, as_latin, label_of
from comitia.papers.terms import terms_of
from comitia.reports.aligning.facts import Facts, facts_of

ItemKind = Literal["item", "text", "table", "picture", "equation", "note"]
_LONGEST_HEADING = 160
_TRAILING = " ,:;.\u3002"
# Letters of the Russian order that no Latin letter looks like.
_ONLY_CYRILLIC = frozenset("бвгджзик")


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in a section: an item of a list, a paragraph, a table, a note."""

    kind: ItemKind
    path: tuple[str, ...]
    """Its label behind those of the items it is within, in Latin letters and figures: d, ii."""
    place: int
    """Which of its kind it is in the section, from 1."""
    facts: Facts
    length: int
    shape: tuple[int, int] = (0, 0)
    """Of a table: rows, and cells in the longest."""
    anchor: str = ""
    """Its address within the paper, where it has one."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it up to the next."""

    code: str
    """The heading's verb (noting, instructs), or its level and label; empty before the first."""
    title: str
    facts: Facts
    items: tuple[Item, ...]
    anchor: str = ""
    """The heading's address within the paper, where it has one."""

    @property
    def length(self) -> int:
        return len(self.title) + sum(item.length for item in self.items)


@dataclass(frozen=True, slots=True)
class Structure:
    """What can be compared between language versions."""

    language: str
    sections: tuple[Section, ...]


def structure_of(paper: Paper, *, language: str = "") -> Structure:
    """The paper's skeleton, read by the rules of its own language, or of the one given."""
    code = known_language(language or paper.language)
    reading = _Reading("zh" if code.startswith("zh") else code, _cyrillic(paper.blocks))
    sections = list(reading.sections(paper.blocks))
    texts = [text_of(note.blocks) for note in paper.notes]
    notes = tuple(
        Item("note", (), place, facts_of(text, reading.language), len(text))
        for place, text in enumerate(texts, 1)
    )
    if notes:
        sections.append(Section("notes", "", Facts((), ()), notes))
    return Structure(code, tuple(sections))


def _cyrillic(blocks: Sequence[Block]) -> bool:
    """Whether its labels follow the Russian alphabet, and not the Latin one in Russian letters."""
    return any(
        isinstance(block, Paragraph) and set(block.label.lower()) & _ONLY_CYRILLIC
        for block in blocks
    )


def _anchor(block: Block) -> str:
    return block.anchor if isinstance(block, Paragraph) else ""


class _Reading:
    def __init__(self, language: str, cyrillic: bool) -> None:
        self.language = language
        self._cyrillic = cyrillic
        self._terms = terms_of(language)
        # The label of the last heading of each level.
        self._above: dict[int, str] = {}

    def sections(self, blocks: Sequence[Block]) -> Iterator[Section]:
        code, title, facts, anchor = "", "", Facts((), ()), ""
        items: list[Item] = []
        within: list[str] = []
        counts: Counter[str] = Counter()
        for block in blocks:
            text = text_of([block]).strip()
            heading = self._heading(block, text) if isinstance(block, Paragraph) else None
            if heading is not None:
                if code or items:
                    yield Section(code, title, facts, tuple(items), anchor)
                code, title, facts = heading, text, facts_of(text, self.language)
                anchor = _anchor(block)
                items, within, counts = [], [], Counter()
            elif (item := self._item(block, text, within)) is not None:
                counts[item.kind] += 1
                items.append(replace(item, place=counts[item.kind], anchor=_anchor(block)))
        if code or items:
            yield Section(code, title, facts, tuple(items), anchor)

    def _heading(self, block: Paragraph, text: str) -> str | None:
        if not text:
            return None
        verb = self._verb(text) if block.kind in {"text", "heading"} else ""
        if verb:
            return verb
        if block.kind in {"heading", "title"}:
            return f"{block.level} {self._in_order(block)}".rstrip()
        return None

    def _in_order(self, block: Paragraph) -> str:
        """A heading's label; 1-7 in Arabic is 7-1, if it is below 7: both look alike there."""
        label = self._label(block.label)
        above = self._above.get(block.level - 1, "")
        parts = label.split("-")
        if above and len(parts) > 1 and not label.startswith(f"{above}-"):
            turned = "-".join(reversed(parts))
            label = turned if turned.startswith(f"{above}-") else label
        self._above[block.level] = label
        return label

    def _verb(self, text: str) -> str:
        """The verb of a resolution that a line consists of, or with which it addresses somebody."""
        if len(text) > _LONGEST_HEADING:
            return ""
        line = folded(text).strip(_TRAILING)
        modifiers = self._terms.section("modifiers")
        lead = modifiers.at(line)
        start = lead.end if lead else 0
        while line[start : start + 1] in {" ", ","}:
            start += 1
        before = self._terms.section("preambular").at(line, start)
        after = self._terms.section("operative").at(line, start)
        further = bool(lead and lead.key == "further")
        if before and (after is None or before.end >= after.end):
            rest = line[before.end :].strip(_TRAILING)
            tail = modifiers.is_whole(rest) if rest else None
            if rest and tail is None:
                return ""
            further = further or bool(tail and tail.key == "further")
            return f"further {before.key}" if further else before.key
        if after and text[-1] not in ".;\u3002\uff1b":
            return f"further {after.key}" if further else after.key
        return ""

    def _item(self, block: Block, text: str, within: list[str]) -> Item | None:
        if isinstance(block, Table):
            shape = (len(block.rows), max((len(row.cells) for row in block.rows), default=0))
            return Item("table", (), 0, facts_of(text, self.language), len(text), shape)
        if isinstance(block, Picture | Equation):
            kind: ItemKind = "picture" if isinstance(block, Picture) else "equation"
            return Item(kind, (), 0, Facts((), ()), 0)
        if not isinstance(block, Paragraph) or not text:
            return None
        label = self._label(block.label)
        if not label and not block.label and block.kind != "code":
            found = label_of(text)
            if found is not None and found.marked and found.rank:
                label, text = self._canonical(found), text[found.length :]
        facts = facts_of(text, self.language)
        if not label:
            return Item("text", (), 0, facts, len(text))
        depth = min(block.level if block.kind == "item" else 0, len(within))
        within[depth:] = [label]
        return Item("item", tuple(within), 0, facts, len(text))

    def _label(self, written: str) -> str:
        """A label as all languages have it; empty of a bullet or none."""
        if not written.strip():
            return ""
        found = label_of(written.strip() + "\tx")
        if found is None:
            return folded(written)
        return self._canonical(found) if found.rank else ""

    def _canonical(self, label: Label) -> str:
        if label.style == "cyrillic" and not self._cyrillic:
            label = as_latin(label) or label
        if label.style == "number":
            return label.text if label.text.isascii() else str(label.rank)
        return anchor_of(label)
