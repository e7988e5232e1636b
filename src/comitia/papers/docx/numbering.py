"""The automatic numbers of a Word file: its lists, their levels, and the count as it is read."""

from dataclasses import dataclass, field, replace

from comitia.papers.figures import figure
from comitia.papers.tree import Node

BULLET = "\u2022"
_BOXES = frozenset({"\u2610", "\u2611", "\u2612"})
_MOST_LISTS = 20_000


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of up to five figures."""
    good = text is not None and text.isascii() and text.isdigit() and len(text) < 6
    return int(text or "") if good else otherwise


@dataclass(frozen=True)
class Level:
    style: str = "decimal"
    text: str = "%1"
    start: int = 1
    restarts: bool = True
    paragraph_style: str = ""
    legal: bool = False
    """Whether all numbers within are written in Arabic figures (w:isLgl)."""


@dataclass
class _List:
    """What w:num says: the abstract list that it is one of, and where it differs from it."""

    kind: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass
class Numbering:
    kinds: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, _List] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level(self, number: str, depth: int) -> Level | None:
        found = self.lists.get(number)
        if found is None:
            return None
        return found.levels.get(depth) or self.kinds.get(found.kind, {}).get(depth)

    def depth_of(self, number: str, paragraph_style: str) -> int:
        """The level of a list that a paragraph style is bound to; the first if none."""
        found = self.lists.get(number)
        levels = self.kinds.get(found.kind, {}) if found else {}
        for depth, level in levels.items():
            if paragraph_style and level.paragraph_style == paragraph_style:
                return depth
        return 0

    def label(self, number: str, depth: int) -> str:
        """The next label of a list at a level; deeper levels begin anew."""
        level = self.level(number, depth)
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":
            # What is ticked or not is said; other bullets are one.
            return level.text if level.text in _BOXES else BULLET
        held = self.lists[number]
        counters = self._counters.setdefault(held.kind, {})
        if depth in held.starts and (number, depth) not in self._begun:
            # The first of a list that is told to begin anew.
            self._begun.add((number, depth))
            counters[depth] = held.starts[depth]
        else:
            counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [each for each in counters if each > depth]:
            below = self.level(number, deeper)
            if below is None or below.restarts:
                del counters[deeper]
        shown = level.text
        for place in range(9, 0, -1):
            if f"%{place}" in shown:
                above = self.level(number, place - 1) or Level()
                value = counters.get(place - 1, above.start)
                style = "decimal" if level.legal else above.style
                shown = shown.replace(f"%{place}", figure(value, style))
        return shown


def numbering_of(part: Node | None) -> Numbering:
    """The lists that word/numbering.xml tells of."""
    numbering = Numbering()
    for node in (part.children if part else [])[:_MOST_LISTS]:
        if node.name == "abstractNum":
            levels = {whole(each.get("ilvl")): _level(each) for each in node.all("lvl")}
            numbering.kinds[node.get("abstractNumId")] = levels
        elif node.name == "num":
            held = _List(node.value("abstractNumId") or "")
            for override in node.all("lvlOverride"):
                depth = whole(override.get("ilvl"))
                start = override.value("startOverride")
                if start is not None:
                    held.starts[depth] = whole(start, 1)
                if (level := override.first("lvl")) is not None:
                    held.levels[depth] = _level(level)
            numbering.lists[node.get("numId")] = held
    return numbering


def link_styles(numbering: Numbering, part: Node | None, numbers: dict[str, str]) -> None:
    """Give the lists that only name a numbering style the levels of that style's list."""
    for node in part.all("abstractNum") if part else []:
        number = numbers.get(node.value("numStyleLink") or "", "")
        meant = numbering.lists.get(number)
        if meant is not None:
            numbering.kinds[node.get("abstractNumId")] = {
                depth: replace(level)
                for depth, level in numbering.kinds.get(meant.kind, {}).items()
            }


def _level(node: Node) -> Level:
    return Level(
        node.value("numFmt") or "decimal",
        # What has no text shows none.
        (node.value("lvlText") or "")[:40] if node.first("lvlText") else "%1",
        whole(node.value("start"), 1),
        node.value("lvlRestart") != "0",
        node.value("pStyle") or "",
        node.first("isLgl") is not None,
    )
