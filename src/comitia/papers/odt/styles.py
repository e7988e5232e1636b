"""What the styles of an OpenDocument file say of paragraphs, of letters and of lists."""

from dataclasses import dataclass, field

from comitia.papers.blocks import Mark, ParagraphKind
from comitia.papers.figures import figure
from comitia.papers.tree import Node

BULLET = "\u2022"
_MOST_ANCESTORS = 20
_FIGURES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_KINDS: dict[str, ParagraphKind] = {
    "Title": "title",
    "Quotations": "quote",
    "Preformatted_20_Text": "code",
    "Caption": "caption",
    "Figure": "caption",
    "Table": "caption",
    "Illustration": "caption",
}
_NAMES = ("list-level-style-number", "list-level-style-bullet", "outline-level-style")


@dataclass
class Style:
    parent: str = ""
    list_style: str = ""
    breaks: bool = False
    outline: int = 0
    marks: dict[Mark, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class ListLevel:
    style: str = ""
    """As `figures` knows it; empty for none."""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    levels: int = 1
    bullet: bool = False

    def label(self, counters: dict[int, int], depth: int, shape: dict[int, "ListLevel"]) -> str:
        """The label at a depth (from 0), by the counts of it and of the levels above."""
        if self.bullet:
            return BULLET
        if not self.style:
            return ""
        first = max(0, depth - self.levels + 1)
        shown = (
            figure(counters.get(each, 1), shape.get(each, self).style or "decimal")
            for each in range(first, depth + 1)
        )
        return f"{self.prefix}{'.'.join(shown)}{self.suffix}"[:40]


@dataclass
class Styles:
    styles: dict[str, Style] = field(default_factory=dict)
    lists: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)

    def line(self, name: str) -> list[tuple[str, Style]]:
        """The style and those that it is based on, nearest first."""
        found: list[tuple[str, Style]] = []
        while name in self.styles and len(found) < _MOST_ANCESTORS:
            found.append((name, self.styles[name]))
            name = found[-1][1].parent
        return found

    def kind(self, name: str) -> ParagraphKind:
        names = [each for each, _ in self.line(name)] or [name]
        return next((_KINDS[each] for each in names if each in _KINDS), "text")

    def marks(self, name: str) -> frozenset[Mark]:
        held: dict[Mark, bool] = {}
        for each, style in reversed(self.line(name)):
            held |= style.marks
            if each == "Source_20_Text":
                held["code"] = True
        return frozenset(mark for mark, on in held.items() if on)

    def breaks(self, name: str) -> bool:
        return any(style.breaks for _, style in self.line(name)[:1])

    def list_style(self, name: str) -> str:
        return next((style.list_style for _, style in self.line(name) if style.list_style), "")

    def read(self, part: Node | None) -> None:
        """Take in the styles of a part: styles.xml, or the automatic ones of content.xml."""
        for node in (
            part.deep("style", "default-style", "list-style", "outline-style") if part else ()
        ):
            name = node.get("name")
            if node.name == "style":
                self.styles[name] = _style(node)
            elif node.name == "default-style":
                said = node.first("text-properties")
                self.languages.append(said.get("language") if said else "")
            else:
                name = "outline" if node.name == "outline-style" else name
                self.lists[name] = {
                    _whole(level.get("level"), 1) - 1: _level(level)
                    for level in node.children
                    if level.name in _NAMES
                }


def _style(node: Node) -> Style:
    text = node.first("text-properties") or Node("")
    about = node.first("paragraph-properties") or Node("")
    marks: dict[Mark, bool] = {}
    if weight := text.get("font-weight"):
        marks["strong"] = weight == "bold" or (weight.isdigit() and int(weight) > 500)
    if slant := text.get("font-style"):
        marks["emphasis"] = slant in {"italic", "oblique"}
    if under := text.get("text-underline-style"):
        marks["underlined"] = under != "none"
    if struck := text.get("text-line-through-style"):
        marks["struck"] = struck != "none"
    if variant := text.get("font-variant"):
        marks["small_capitals"] = variant == "small-caps"
    if position := text.get("text-position"):
        raised = position.split()[0]
        below = raised == "sub" or raised.startswith("-")
        marks["subscript"] = below
        marks["superscript"] = not below and raised not in {"0%", "0"}
    return Style(
        node.get("parent-style-name"),
        node.get("list-style-name"),
        about.get("break-before") == "page",
        _whole(node.get("default-outline-level")),
        marks,
    )


def _level(node: Node) -> ListLevel:
    said = node.get("num-format")
    return ListLevel(
        _FIGURES.get(said, "decimal" if said else ""),
        node.get("num-prefix"),
        node.get("num-suffix"),
        _whole(node.get("start-value"), 1),
        _whole(node.get("display-levels"), 1),
        node.name == "list-level-style-bullet",
    )


def _whole(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise
