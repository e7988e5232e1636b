"""A table as HTML: its heading rows as such, its caption inside, its changed rows told."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Protocol

from comitia.papers.blocks import Block, Cell, Change, Paragraph, Row, Table


class _Writer(Protocol):
    def blocks(self, blocks: Sequence[Block], inherited: Change | None = None) -> Iterator[str]: ...
    def inline(self, paragraph: Paragraph, inherited: Change | None = None) -> str: ...
    def facts(self, paragraph: Paragraph) -> str: ...
    def told(self, change: Change) -> str: ...


def table_html(
    writer: _Writer, table: Table, caption: Paragraph | None, inherited: Change | None
) -> str:
    """A table that may be scrolled sideways, the caption that stood before it as its own."""
    change = table.change or inherited
    heads = next((n for n, row in enumerate(table.rows) if not row.head), len(table.rows))
    if heads == len(table.rows):
        heads = 0  # A table of headings only is a table of cells that look like them.
    # What may scroll sideways has to be reached by keyboard, too.
    out = ['<div class="tablewrap" tabindex="0"><table>\n']
    if caption is not None:
        out.append(
            f"<caption{writer.facts(caption)}>{writer.inline(caption, inherited)}</caption>\n"
        )
    if heads:
        out += ["<thead>\n", *(_row(writer, row, "th", change) for row in table.rows[:heads])]
        out.append("</thead>\n")
    out += ["<tbody>\n", *(_row(writer, row, "td", change) for row in table.rows[heads:])]
    out.append("</tbody></table></div>\n")
    return "".join(out)


def _row(writer: _Writer, row: Row, tag: str, inherited: Change | None) -> str:
    change = row.change or inherited
    facts = ""
    if row.change is not None:
        became = row.change.kind.replace("_", "-")
        facts = f' class="was-{became}" title="{escape(writer.told(row.change))}"'
    cells = "".join(_cell(writer, cell, tag, change) for cell in row.cells)
    return f"<tr{facts}>{cells}</tr>\n"


def _cell(writer: _Writer, cell: Cell, tag: str, inherited: Change | None) -> str:
    facts = ' scope="col"' if tag == "th" else ""
    if cell.across > 1:
        facts += f' colspan="{cell.across}"'
    if cell.down > 1:
        facts += f' rowspan="{cell.down}"'
    only = cell.blocks[0] if len(cell.blocks) == 1 else None
    if isinstance(only, Paragraph) and only.kind in {"text", "caption"}:
        # One paragraph is the cell's text, without an element that would space it out.
        return f"<{tag}{facts}{writer.facts(only)}>{writer.inline(only, inherited)}</{tag}>"
    return f"<{tag}{facts}>{''.join(writer.blocks(cell.blocks, inherited))}</{tag}>"
