"""Paragraphs, tables and pictures in Word's XML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from comitia.documents.publish.docx_marks import Marks, quoted
from comitia.documents.publish.docx_runs import Runs
from comitia.documents.publish.grid import (
    MOST_COLUMNS_SET,
    Place,
    as_lines,
    laid_out,
    shares,
)
from comitia.documents.publish.images import image_of, size_mm
from comitia.documents.publish.shape import Shape, direction_of, plain
from comitia.documents.publish.words import words_in
from comitia.papers.blocks import (
    Block,
    Change,
    Equation,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Table,
)

_TWIPS_MM = 1440 / 25.4
_EMU_MM = 36_000
_STEP = 480
# Beside this many columns the usual room beside letters would leave none for them.
_MANY_COLUMNS = 12
_NARROW = (
    '<w:tblCellMar><w:start w:w="15" w:type="dxa"/><w:end w:w="15" w:type="dxa"/></w:tblCellMar>'
)
_STYLE = {"title": "Title", "quote": "Quote", "code": "Code", "caption": "caption"}
_PICTURE = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{x}" cy="{y}"/><wp:docPr id="{number}" name="{name}" descr={alt}/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr={alt}/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:embed="{identity}"/><a:stretch><a:fillRect/>'
    '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/>'
    '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


class Blocks:
    """Sets blocks of one paper."""

    def __init__(
        self,
        shape: Shape,
        marks: Marks,
        runs: Runs,
        styles: Mapping[str, str],
        room_mm: tuple[float, float],
    ) -> None:
        self._shape, self._marks, self._runs, self._styles = shape, marks, runs, styles
        self._room_mm = room_mm
        self._words = words_in(shape.language)
        self._bookmarks: set[str] = set()

    def set(
        self,
        blocks: Sequence[Block],
        *,
        inherited: Change | None = None,
        style: str = "",
        in_note: bool = False,
        room_mm: float = 0,
    ) -> Iterator[str]:
        """Blocks in order. `style` is that of common text where they stand, as in cells."""
        room = room_mm or self._room_mm[0]
        for block in blocks:
            match block:
                case Paragraph():
                    yield self.paragraph(block, inherited, style, in_note=in_note, room_mm=room)
                case Table():
                    yield self._table(block, inherited, in_note, room)
                case Picture():
                    yield self._picture(block, inherited, style, in_note, room)
                case Equation():
                    yield self._equation(block, inherited, style)
                case PageBreak():
                    if not style and not in_note:
                        yield self._break(block.change or inherited)

    def _break(self, change: Change | None) -> str:
        """A page that begins anew; Word knows no breaks that are moved."""
        made = '<w:r><w:br w:type="page"/></w:r>'
        if change is None:
            return f"<w:p>{made}</w:p>"
        mark = f"<w:rPr>{self._marks.whole_mark(change)}</w:rPr>"
        start, end = self._marks.whole_span(change)
        return f"<w:p><w:pPr>{mark}</w:pPr>{start}{made}{end}</w:p>"

    def paragraph(
        self,
        paragraph: Paragraph,
        inherited: Change | None = None,
        style: str = "",
        *,
        in_note: bool = False,
        before: str = "",
        room_mm: float = 0,
    ) -> str:
        """One paragraph. `before` is set ahead of its letters."""
        rtl = direction_of(plain(paragraph.runs), rtl=self._shape.rtl)
        change = paragraph.change
        is_code = paragraph.kind == "code"
        inside = before + self._label(paragraph, change or inherited, rtl=rtl)
        start, end = self._marks.move_range(change) if change else ("", "")
        inside += self._runs.set(
            paragraph.runs,
            rtl=rtl and not is_code,
            inherited=change or inherited,
            whole=change is not None,
            in_note=in_note,
        )
        opened, closed = self._bookmark(paragraph)
        room = int((room_mm or self._room_mm[0]) * _TWIPS_MM)
        properties = self._properties(paragraph, style, rtl=rtl, room=room)
        mark = f"<w:rPr>{self._marks.mark(change)}</w:rPr>" if change else ""
        return f"<w:p><w:pPr>{properties}{mark}</w:pPr>{start}{opened}{inside}{closed}</w:p>{end}"

    def _properties(self, paragraph: Paragraph, style: str, *, rtl: bool, room: int) -> str:
        # However long a label is, its text needs room beside it.
        most = room // 4
        kind = paragraph.kind
        tabs = indent = ""
        if kind == "heading":
            name = f"heading {paragraph.level}"
            if paragraph.label:
                width = min(most, max(_STEP + 120, 130 * len(paragraph.label) + 240))
                tabs, indent = _hanging(width, width)
        elif kind == "item":
            name = "List Paragraph"
            width = min(most, max(_STEP, 130 * len(paragraph.label) + 160))
            tabs, indent = _hanging(min(2 * most, _STEP * paragraph.level) + width, width)
        else:
            name = _STYLE.get(kind, style)
            if paragraph.label:
                width = min(most, max(_STEP + 120, 130 * len(paragraph.label) + 200))
                tabs = f'<w:tabs><w:tab w:val="left" w:pos="{width}"/></w:tabs>'
        shown = f'<w:pStyle w:val="{self._styles[name]}"/>' if name else ""
        turn = ""
        if rtl != self._shape.rtl and kind != "code":
            turn = "<w:bidi/>" if rtl else '<w:bidi w:val="0"/>'
        elif rtl and kind != "code":
            # A body's template need not be one for Arabic.
            turn = "<w:bidi/>"
        return shown + tabs + turn + indent

    def _label(self, paragraph: Paragraph, change: Change | None, *, rtl: bool) -> str:
        """The label as written, and a tab; in a redline the one that was there before, too."""
        now, before = paragraph.label, paragraph.label_before
        if before is None or before == now or change is not None:
            return self._labelled(now, change, rtl=rtl)
        who = self._marks.first_change
        gone = Change("deleted", who.author, who.at)
        come = Change("inserted", who.author, who.at)
        if before and now:
            both = self._text(before, gone, rtl=rtl) + self._text(now, come, rtl=rtl)
            return both + "<w:r><w:tab/></w:r>"
        return self._labelled(before, gone, rtl=rtl) + self._labelled(now, come, rtl=rtl)

    def _labelled(self, label: str, change: Change | None, *, rtl: bool) -> str:
        return self._text(label + "\t", change, rtl=rtl) if label else ""

    def _text(self, text: str, change: Change | None, *, rtl: bool) -> str:
        gone = change is not None and self._marks.tag(change) == "w:del"
        shown = self._runs.plain(text, rtl=rtl, gone=gone)
        return self._runs.changed(change, shown, ranged=False) if change else shown

    def _bookmark(self, paragraph: Paragraph) -> tuple[str, str]:
        place = self._shape.address(paragraph)
        if not place or place in self._bookmarks:
            return "", ""
        self._bookmarks.add(place)
        number = self._marks.number()
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{place}"/>',
            f'<w:bookmarkEnd w:id="{number}"/>',
        )

    def _table(self, table: Table, inherited: Change | None, in_note: bool, room_mm: float) -> str:
        rows, columns = laid_out(table)
        if columns > MOST_COLUMNS_SET:
            lines = as_lines(table)
            return "".join(self.set(lines, inherited=inherited, in_note=in_note, room_mm=room_mm))
        room = int(room_mm * _TWIPS_MM)
        widths = [int(share * room) for share in shares(rows, columns)]
        heads = next((n for n, row in enumerate(table.rows) if not row.head), 0)
        turned = "<w:bidiVisual/>" if self._shape.rtl else ""
        narrow = _NARROW if columns > _MANY_COLUMNS else ""
        out = [
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._styles["Table Grid"]}"/>{turned}'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{narrow}'
            '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>',
            *(f'<w:gridCol w:w="{width}"/>' for width in widths),
            "</w:tblGrid>",
        ]
        for number, places in enumerate(rows):
            row = table.rows[number]
            change = row.change or table.change
            properties = "<w:cantSplit/>"
            properties += "<w:tblHeader/>" if number < heads else ""
            properties += self._marks.whole_mark(change) if change else ""
            out.append(f"<w:tr><w:trPr>{properties}</w:trPr>")
            out += (
                self._cell(place, widths, change or inherited, head=row.head, in_note=in_note)
                for place in places
            )
            out.append("</w:tr>")
        # A paragraph must stand between two tables, or Word makes them one, and after the last.
        gap = '<w:p><w:pPr><w:spacing w:before="0" w:after="120" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'  # noqa: E501
        return "".join(out) + f"</w:tbl>{gap}"

    def _cell(
        self,
        place: Place,
        widths: list[int],
        change: Change | None,
        *,
        head: bool,
        in_note: bool,
    ) -> str:
        width = sum(widths[place.column : place.column + place.across])
        facts = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if place.across > 1:
            facts += f'<w:gridSpan w:val="{place.across}"/>'
        if place.from_above:
            facts += "<w:vMerge/>"
        elif place.cell is not None and place.down > 1:
            facts += '<w:vMerge w:val="restart"/>'
        if head:
            facts += '<w:shd w:val="clear" w:color="auto" w:fill="E9EDF4"/>'
        blocks = place.cell.blocks if place.cell is not None else ()
        if head:
            blocks = tuple(_strong(block) for block in blocks)
        room = max(5.0, width / _TWIPS_MM - 4)
        inside = "".join(
            self.set(blocks, inherited=change, style="Table Text", in_note=in_note, room_mm=room)
        )
        style = self._styles["Table Text"]
        if not inside:
            inside = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
        return f"<w:tc><w:tcPr>{facts}</w:tcPr>{inside}</w:tc>"

    def _picture(
        self, picture: Picture, inherited: Change | None, style: str, in_note: bool, room: float
    ) -> str:
        change = picture.change or inherited
        image = image_of(picture.data)
        # Notes are a part of their own, and would need pictures of their own.
        if image is None or in_note:
            alt = picture.alt or self._words["no_alt"]
            text = self._words["picture_missing"].format(alt=alt)
            return self.paragraph(Paragraph((Run(text, change=change),)), None, style)
        x, y = size_mm(image, picture.width_mm, most_width=room, most_height=self._room_mm[1] - 20)
        number = self._marks.number()
        shown = _PICTURE.format(
            x=round(x * _EMU_MM),
            y=round(y * _EMU_MM),
            number=number,
            name=f"{self._words['picture']} {number}",
            alt=quoted(picture.alt),
            identity=self._marks.picture(image, picture.data),
        )
        shown = self._runs.changed(change, shown) if change else shown
        named = f'<w:pStyle w:val="{self._styles[style]}"/>' if style else ""
        keep = "" if style else "<w:keepNext/>"
        return f"<w:p><w:pPr>{named}{keep}</w:pPr>{shown}</w:p>"

    def _equation(self, equation: Equation, inherited: Change | None, style: str) -> str:
        runs: tuple[Run, ...] = (Run(equation.text, equation=True),)
        if equation.label:
            runs += (Run("\t" + equation.label),)
        change = equation.change or inherited
        inside = self._runs.set(runs, rtl=False, inherited=change)
        named = f'<w:pStyle w:val="{self._styles[style]}"/>' if style else ""
        end = int(self._room_mm[0] * _TWIPS_MM)
        tabs = "" if style else f'<w:tabs><w:tab w:val="right" w:pos="{end}"/></w:tabs>'
        indent = "" if style else f'<w:ind w:start="{_STEP}"/>'
        turn = '<w:bidi w:val="0"/>' if self._shape.rtl else ""
        return f"<w:p><w:pPr>{named}{tabs}{turn}{indent}</w:pPr>{inside}</w:p>"


def _hanging(start: int, width: int) -> tuple[str, str]:
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{start}"/></w:tabs>'
    return tabs, f'<w:ind w:start="{start}" w:hanging="{width}"/>'


def _strong(block: Block) -> Block:
    """A paragraph of a heading row, in strong letters."""
    if not isinstance(block, Paragraph):
        return block
    runs = tuple(
        run if run.note else replace(run, marks=run.marks | {"strong"}) for run in block.runs
    )
    return replace(block, runs=runs)
