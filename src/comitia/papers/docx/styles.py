"""What the styles of a Word file say of a paragraph: its kind, level and list; of a run: marks."""

import re
from dataclasses import dataclass, field

from comitia.papers.blocks import Mark, ParagraphKind
from comitia.papers.docx.numbering import whole
from comitia.papers.tree import Node

_MOST_ANCESTORS = 20
_OFF = frozenset({"0", "false", "off", "none"})
_BODY_LEVEL = 9
# Word stores the names of its own styles in English; other programs write what their user saw.
_HEADING = re.compile(
    r"(?:heading|titre|t[ií]tulo|encabezado|[uü]berschrift|заголовок|标题|標題|عنوان)[ _]?([1-9])"
)
_KINDS: dict[ParagraphKind, re.Pattern[str]] = {
    "title": re.compile(
        r"title[ _]?\d?|(?:rec|res|rep|annex|appendix|part|chap)_?title|titre|t[ií]tulo"
        r"|название|заголовок|标题|العنوان|عنوان"
    ),
    "quote": re.compile(r"(?:intense )?quote|block ?text|citation|цитата|引用"),
    "code": re.compile(r"source ?code|html preformatted|code|preformatted text|macro"),
    "caption": re.compile(
        r"(?:(?:table|image|figure) ?)?caption|(?:figure|table)_(?:title|notitle|no)"
        r"|l[ée]gende|название объекта|题注"
    ),
    "item": re.compile(r"(?:enumlev|list (?:bullet|number|paragraph)?)[ _]?\d?|enumlev\d"),
}
_DEPTH = re.compile(r"(?:enumlev|list (?:bullet|number) ?)(\d)$")
_TABLE_HEAD = re.compile(r"table[ _]?(?:head(?:er|ing)?)")
_CODE_STYLE = re.compile(r"(?:verbatim|source ?code|html ?code|code|inline code)(?: char)?")
_MARKED: dict[str, Mark] = {
    "b": "strong",
    "i": "emphasis",
    "u": "underlined",
    "strike": "struck",
    "dstrike": "struck",
    "smallCaps": "small_capitals",
}


@dataclass
class Style:
    name: str = ""
    parent: str = ""
    number: str = ""
    depth: int | None = None
    outline: int | None = None
    marks: dict[Mark, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What a paragraph style comes to, with all that it is based on."""

    kind: ParagraphKind = "text"
    level: int = 0
    number: str = ""
    depth: int | None = None


@dataclass
class Styles:
    styles: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    languages: tuple[str, ...] = ()
    """Those that the file says its text is in unless told otherwise."""
    _looks: dict[str, Look] = field(default_factory=dict)
    _marks: dict[str, frozenset[Mark]] = field(default_factory=dict)

    def look(self, name: str) -> Look:
        """Of a paragraph of a style; the default one's where there is none of that name."""
        name = name if name in self.styles else self.default
        if name not in self._looks:
            self._looks[name] = _look(list(self._line(name)))
        return self._looks[name]

    def marks(self, name: str) -> frozenset[Mark]:
        """What a character style marks its text with."""
        if name not in self._marks:
            held: dict[Mark, bool] = {}
            for style in reversed(list(self._line(name))):
                held |= style.marks
                if _CODE_STYLE.fullmatch(style.name):
                    held["code"] = True
            self._marks[name] = frozenset(mark for mark, on in held.items() if on)
        return self._marks[name]

    def is_table_head(self, name: str) -> bool:
        """Whether a paragraph style is one for the heads of tables."""
        style = self.styles.get(name)
        return style is not None and _TABLE_HEAD.fullmatch(style.name) is not None

    def numbers(self) -> dict[str, str]:
        """The list of each style that has one of its own."""
        return {name: style.number for name, style in self.styles.items() if style.number}

    def _line(self, name: str) -> list[Style]:
        """The style and those that it is based on, nearest first."""
        line: list[Style] = []
        while name in self.styles and len(line) < _MOST_ANCESTORS:
            line.append(self.styles[name])
            name = line[-1].parent
        return line


def _look(line: list[Style]) -> Look:
    number = next((style.number for style in line if style.number), "")
    depth = next((style.depth for style in line if style.depth is not None), None)
    outline = next((style.outline for style in line if style.outline is not None), None)
    for style in line:
        if heading := _HEADING.fullmatch(style.name):
            if outline == _BODY_LEVEL:
                break
            return Look("heading", int(heading[1]), number, depth)
        for kind, pattern in _KINDS.items():
            if pattern.fullmatch(style.name):
                deeper = _DEPTH.search(style.name)
                level = int(deeper[1]) - 1 if kind == "item" and deeper else 0
                return Look(kind, max(level, 0), number, depth)
    if outline is not None and outline < _BODY_LEVEL:
        return Look("heading", outline + 1, number, depth)
    return Look("text", 0, number, depth)


def styles_of(part: Node | None) -> Styles:
    """The styles that word/styles.xml tells of."""
    styles = Styles()
    for node in part.children if part else []:
        if node.name == "style":
            name = node.get("styleId")
            styles.styles[name] = _style(node)
            if node.get("type") == "paragraph" and node.get("default") in {"1", "true", "on"}:
                styles.default = name
        elif node.name == "docDefaults":
            lang = node.first("rPrDefault", "rPr", "lang")
            styles.languages = tuple(lang.attributes.values()) if lang else ()
    return styles


def _style(node: Node) -> Style:
    properties = node.first("pPr") or Node("pPr")
    number = properties.first("numPr") or Node("numPr")
    outline = properties.value("outlineLvl")
    depth = number.value("ilvl")
    return Style(
        (node.value("name") or node.get("styleId")).lower().strip(),
        node.value("basedOn") or "",
        number.value("numId") or "",
        None if depth is None else whole(depth),
        None if outline is None else whole(outline, _BODY_LEVEL),
        direct_marks(node.first("rPr")),
    )


def direct_marks(properties: Node | None) -> dict[Mark, bool]:
    """The marks that the properties of a run set, and those that they take away."""
    marks: dict[Mark, bool] = {}
    for node in properties.children if properties else []:
        if node.name in _MARKED:
            mark = _MARKED[node.name]
            on = node.get("val", "1").lower() not in _OFF
            marks[mark] = on or marks.get(mark, False)
        elif node.name == "vertAlign":
            marks["superscript"] = node.get("val") == "superscript"
            marks["subscript"] = node.get("val") == "subscript"
    return marks
