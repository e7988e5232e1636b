"""OpenDocument text read as a paper."""

from collections.abc import Iterator

from comitia.papers.blocks import (
    Block,
    Cell,
    Change,
    Equation,
    PageBreak,
    Paper,
    Paragraph,
    ParagraphKind,
    Row,
    Table,
)
from comitia.papers.languages import language_of
from comitia.papers.marks import settled, table_settled
from comitia.papers.odt.inline import Inline
from comitia.papers.odt.state import KIND, Reading, changes_of
from comitia.papers.odt.styles import Styles
from comitia.papers.package import member, package
from comitia.papers.refusals import Damaged, Encrypted
from comitia.papers.runs import joined
from comitia.papers.tidy import tidied
from comitia.papers.tree import Node, tree

MOST_DEPTH = 40
_MOST_SPAN, _MOST_REPEATED = 100, 200
_HEADS = frozenset({"table-header-rows"})
_ROW_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_ASIDE = frozenset(
    {"tracked-changes", "sequence-decls", "forms", "variable-decls", "desc", "title"}
)
_Found = list[tuple[Block, Change | None]]


def odt_paper(data: bytes) -> Paper:
    """The paper that an ODT file holds. Raises Damaged, Encrypted, TooLarge."""
    with package(data, KIND) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names:
            manifest = b"".join(member(archive, "META-INF/manifest.xml", KIND))
            if b"encryption-data" in manifest:
                raise Encrypted
        if "content.xml" not in names:
            raise Damaged(kind=KIND, detail="it is a ZIP archive without a document in it")
        content = tree(member(archive, "content.xml", KIND), KIND)
        text = content.first("body", "text") or content.first("body") or content
        styles = Styles()
        reading = Reading(archive, styles, _referenced(text), _ended(text), changes_of(text))
        styles.read(reading.part("styles.xml"))
        styles.read(content.first("automatic-styles"))
        blocks = tidied(read_blocks(text, reading))
        meta = reading.part("meta.xml") or Node("")
        if any(name.startswith(("Scripts/", "Basic/")) and name[-1] != "/" for name in names):
            reading.remark("macros_left_out")
    title, told = next(meta.deep("title"), None), next(meta.deep("language"), None)
    languages = [told.letters() if told else "", *styles.languages]
    return Paper(
        blocks,
        tuple(reading.notes),
        tuple(reading.comments),
        language_of(blocks, languages),
        " ".join(title.letters().split())[:500] if title else "",
        tuple(reading.remarks),
    )


def _referenced(text: Node) -> frozenset[str]:
    links = {node.get("href").removeprefix("#") for node in text.deep("a")}
    return frozenset(links | {node.get("ref-name") for node in text.deep("bookmark-ref")})


def _ended(text: Node) -> frozenset[str]:
    return frozenset(node.get("name") for node in text.deep("annotation-end"))


def read_blocks(node: Node, reading: Reading) -> list[Block]:
    """All blocks within a node, empty paragraphs too. Raises Damaged where they nest too deep."""
    reading.depth += 1
    if reading.depth > MOST_DEPTH:
        raise Damaged(kind=KIND, detail="its parts are nested too deep")
    blocks, joined_some = settled(_found(node, reading))
    if joined_some:
        reading.remark("split_paragraphs_joined")
    reading.depth -= 1
    return blocks


def _found(node: Node, reading: Reading) -> _Found:
    found: _Found = []
    for child in node.children:
        name = child.name
        if name == "p":
            found += _paragraph(child, reading, reading.styles.kind(child.get("style-name")), 0)
        elif name == "h":
            found += _heading(child, reading)
        elif name in {"list", "numbered-paragraph"}:
            found += _list(child, reading, child.get("style-name"), 0)
        elif name == "table":
            found.append((_table(child, reading), None))
        elif name in {"change-start", "change-end", "change", "frame"}:
            # Between paragraphs: most only mark a place, and what holds no words is none.
            between = _paragraph(Node("p", children=[child]), reading, "text", 0)
            found += [each for each in between if getattr(each[0], "runs", True)]
        elif name and name not in _ASIDE and child.children:
            found += _found(child, reading)
    return found


def _heading(node: Node, reading: Reading, label: str | None = None) -> _Found:
    """A heading, with the label of the list that it is in, else the one that its level has."""
    said = node.get("outline-level", "1")
    level = min(max(int(said), 1), 9) if said.isdigit() and len(said) < 3 else 1
    if label is None and "outline" in reading.styles.lists and any(node.letters().strip()):
        label = reading.label("outline", level - 1).strip()
    return _paragraph(node, reading, "heading", level, label or "")


def _list(node: Node, reading: Reading, style: str, depth: int) -> _Found:
    """The items of a list; only the first paragraph of each has a label."""
    found: _Found = []
    if depth == 0 and node.get("continue-numbering") != "true" and not node.get("continue-list"):
        reading.counters.pop(style, None)
    for item in node.children:
        start = item.get("start-value")
        labelled = item.name != "list-item"
        for child in item.children if item.name in {"list-item", "list-header"} else ():
            if child.name == "list" and depth < MOST_DEPTH:
                found += _list(child, reading, child.get("style-name") or style, depth + 1)
            elif child.name in {"h", "p"}:
                label = ""
                if not labelled:
                    own = style or reading.styles.list_style(child.get("style-name"))
                    begin = int(start) if start.isdigit() and len(start) < 5 else None
                    label = reading.label(own, depth, begin)
                    labelled = True
                if child.name == "h":
                    found += _heading(child, reading, label or None)
                else:
                    found += _paragraph(child, reading, "item", depth, label)
    return found


def _paragraph(
    node: Node, reading: Reading, kind: ParagraphKind, level: int, label: str = ""
) -> _Found:
    style = node.get("style-name")
    inline = Inline(reading, read_blocks)
    inline.read(node)
    found: _Found = [(block, None) for block in inline.boxes]
    if reading.styles.breaks(style):
        found.append((PageBreak(), None))
    runs = joined(inline.runs)
    if len(runs) == 1 and runs[0].equation and not label:
        found.append((Equation(runs[0].text, "", runs[0].change), None))
    elif runs or not inline.pictures:
        # A change that is open at the end of a paragraph holds that end too.
        found.append((Paragraph(runs, kind, level, label, inline.anchor), reading.change()))
    return found + [(picture, None) for picture in inline.pictures]


def _table(node: Node, reading: Reading) -> Table:
    rows: list[Row] = []
    for found, head in _rows(node, head=False):
        cells: list[Cell] = []
        for each in found.all("table-cell"):
            across = _span(each.get("number-columns-spanned"))
            down = _span(each.get("number-rows-spanned"))
            cell = Cell(tuple(read_blocks(each, reading)), across, down)
            repeated = min(_span(each.get("number-columns-repeated")), _MOST_SPAN)
            cells += [cell] * repeated
        rows.append(Row(tuple(cells), head))
    return table_settled(tuple(rows))


def _rows(node: Node, *, head: bool) -> Iterator[tuple[Node, bool]]:
    for child in node.children:
        if child.name in _ROW_GROUPS:
            yield from _rows(child, head=head or child.name in _HEADS)
        elif child.name == "table-row":
            yield child, head


def _span(text: str) -> int:
    return min(max(int(text), 1), _MOST_SPAN) if text.isdigit() and len(text) < 6 else 1
