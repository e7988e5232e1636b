"""A paper as a Word file: styles, cover, contents, notes, comments and real tracked changes.

Labels are written as they were frozen, not counted by Word. Nothing in the file comes from a clock
or from chance, so that the same paper gives the same bytes.
"""

from collections.abc import Iterator

from comitia.documents.publish import docx_parts as parts
from comitia.documents.publish.cover import Cover, Ready, ready
from comitia.documents.publish.docx_blocks import Blocks
from comitia.documents.publish.docx_marks import Marks, instant_of, quoted, text_of
from comitia.documents.publish.docx_runs import Runs
from comitia.documents.publish.docx_template import Template, our_template, template_of
from comitia.documents.publish.packed import packed
from comitia.documents.publish.shape import direction_of, paragraphs
from comitia.documents.publish.words import words_in
from comitia.papers.blocks import Paper, Paragraph, Run

FEWEST_CONTENTS = 5
"""Headings from which on contents are worth their room."""
OWN_PAGE_CONTENTS = 12
DEEPEST_CONTENTS = 3
_Cell = tuple[str, tuple[str, ...], str]
"""Of the cover: the style, the values, and the side on which they stand."""


def docx_file(paper: Paper, cover: Cover, *, template: bytes | None = None) -> bytes:
    """The file. `template` is a .docx whose styles and paper are used in place of ours.

    Raises TooLargeToPublish; CannotRead where the template is none.
    """
    found = ready(paper, cover)
    with_styles = our_template(found.shape.language) if template is None else template_of(template)
    return _File(found, with_styles).packed()


class _File:
    """One file as it is written."""

    def __init__(self, found: Ready, template: Template) -> None:
        self._found, self._template = found, template
        self._shape = found.shape
        self._words = words_in(found.shape.language)
        self._styles = template.names
        self._marks = Marks(found.paper)
        self._runs = Runs(found.paper, found.shape, self._marks, template.names)
        self._blocks = Blocks(
            found.shape, self._marks, self._runs, template.names, template.room_mm
        )

    def packed(self) -> bytes:
        """The whole package. Parts are made in one order, since marks are numbered through it."""
        self._runs.place_comments(
            run for each in paragraphs(self._found.paper.blocks) for run in each.runs
        )
        document = self._document()
        made = {"word/document.xml": document, "word/styles.xml": self._template.styles}
        notes, comments = self._footnotes(), self._comments()
        made["word/settings.xml"] = parts.settings(notes=bool(notes), language=self._shape.language)
        made["word/fontTable.xml"] = parts.font_table()
        made |= {"word/footnotes.xml": notes} if notes else {}
        made |= {"word/comments.xml": comments} if comments else {}
        made |= self._heads()
        made |= {"word/theme/theme1.xml": self._template.theme} if self._template.theme else {}
        made |= {"docProps/core.xml": parts.core_properties(self._found)}
        made |= {"docProps/app.xml": parts.app_properties()}
        made |= {f"word/media/{name}": data for name, (_, data) in self._marks.media.items()}
        return packed(
            {
                "[Content_Types].xml": parts.content_types(made),
                "_rels/.rels": parts.root_relations(),
                "word/_rels/document.xml.rels": parts.document_relations(set(made), self._marks),
                **made,
            }
        )

    def _document(self) -> bytes:
        inside = "".join(
            (
                *self._cover(),
                *self._contents(),
                *self._blocks.set(self._found.paper.blocks),
                *self._left_over(),
            )
        )
        page, margins = self._template.page, self._template.margins
        turned = "<w:bidi/>" if self._shape.rtl else ""
        section = (
            '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader1"/>'
            '<w:headerReference w:type="first" r:id="rIdheader2"/>'
            '<w:footerReference w:type="default" r:id="rIdfooter1"/>'
            '<w:footerReference w:type="first" r:id="rIdfooter1"/>'
            f'<w:pgSz w:w="{page["w"]}" w:h="{page["h"]}"/>'
            f'<w:pgMar w:top="{margins["top"]}" w:right="{margins["right"]}"'
            f' w:bottom="{margins["bottom"]}" w:left="{margins["left"]}"'
            f' w:header="620" w:footer="560" w:gutter="0"/><w:titlePg/>{turned}</w:sectPr>'
        )
        return parts.part(
            f"<w:document {parts.NAMES}><w:body>{inside}{section}</w:body></w:document>"
        )

    def _cover(self) -> Iterator[str]:
        cover = self._found.cover
        room = int(self._template.room_mm[0] * 1440 / 25.4)
        if cover.body or cover.number:
            cells: list[_Cell] = [
                ("Cover Head", (cover.body,), ""),
                ("Cover Head", (cover.number,), "end"),
            ]
            yield self._cover_table([cells], [room * 3 // 5, room - room * 3 // 5], line="top")
        yield self._blocks.paragraph(Paragraph((Run(self._found.title),), "title"))
        if self._found.rows:
            first = room * 23 // 100
            rows: list[list[_Cell]] = [
                [("Cover Label", (label,), ""), ("Cover Fact", values, "")]
                for label, values in self._found.rows
            ]
            yield self._cover_table(rows, [first, room - first], line="both")

    def _cover_table(
        self,
        rows: list[list[_Cell]],
        widths: list[int],
        *,
        line: str,
    ) -> str:
        border = 'w:val="single" w:sz="12" w:space="0" w:color="12386F"'
        bottom = f"<w:bottom {border}/>" if line == "both" else ""
        turned = "<w:bidiVisual/>" if self._shape.rtl else ""
        out = [
            f'<w:tbl><w:tblPr>{turned}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f"<w:tblBorders><w:top {border}/>{bottom}</w:tblBorders>"
            '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
            *(f'<w:gridCol w:w="{width}"/>' for width in widths),
            "</w:tblGrid>",
        ]
        for row in rows:
            out.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
            for width, (style, values, align) in zip(widths, row, strict=True):
                inside = "".join(self._fact(style, value, align) for value in values)
                out.append(
                    f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'
                )
            out.append("</w:tr>")
        gap = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'  # noqa: E501
        return "".join(out) + f"</w:tbl>{gap if line == 'both' else ''}"

    def _fact(self, style: str, value: str, align: str) -> str:
        rtl = direction_of(value, rtl=self._shape.rtl)
        turn = "<w:bidi/>" if self._shape.rtl else ""
        side = f'<w:jc w:val="{align}"/>' if align else ""
        shown = self._runs.plain(value, rtl=rtl) if value else ""
        named = f'<w:pStyle w:val="{self._styles[style]}"/>'
        return f"<w:p><w:pPr>{named}{turn}{side}</w:pPr>{shown}</w:p>"

    def _contents(self) -> Iterator[str]:
        """A field with its result in it, so that it is right before anybody has it counted anew.

        Without page numbers, which only the program that sets the pages can know.
        """
        headings = [each for each in self._shape.contents if each.depth <= DEEPEST_CONTENTS]
        if len(headings) < FEWEST_CONTENTS:
            return
        turn = "<w:bidi/>" if self._shape.rtl else ""
        style = self._styles["TOC Heading"]
        title = self._runs.plain(self._words["contents"], rtl=self._shape.rtl)
        yield f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{turn}</w:pPr>{title}</w:p>'
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{DEEPEST_CONTENTS}" \\h \\n \\z'
            ' </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for number, each in enumerate(headings):
            named = self._styles[f"toc {each.depth}"]
            text = f"{each.label}\t{each.text}" if each.label else each.text
            rtl = direction_of(text, rtl=self._shape.rtl)
            shown = self._runs.plain(text, rtl=rtl)
            last = number == len(headings) - 1
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if last else ""
            yield (
                f'<w:p><w:pPr><w:pStyle w:val="{named}"/>{turn}</w:pPr>{"" if number else field}'
                f'<w:hyperlink w:anchor="{each.place}" w:history="1">{shown}</w:hyperlink>'
                f"{end}</w:p>"
            )
        if len(headings) >= OWN_PAGE_CONTENTS:
            yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _left_over(self) -> Iterator[str]:
        """Notes that nothing cites, and comments that are on no text: their words stay."""
        cited = set(self._runs.cited)
        uncited = [note for key, note in self._shape.notes.items() if key not in cited]
        uncited.sort(key=lambda note: self._shape.note_numbers[note.key])
        if uncited:
            title = Paragraph((Run(self._words["notes"], frozenset({"strong"})),))
            yield self._blocks.paragraph(title)
        for note in uncited:
            label = Paragraph((Run(note.label),)) if note.label else None
            yield from self._blocks.set(((label,) if label else ()) + note.blocks)
        hanging = [key for key in self._shape.comments if key not in self._runs.commented]
        hanging.sort(key=lambda key: self._shape.comment_numbers[key])
        if hanging:
            yield f"<w:p>{''.join(map(self._runs.comment_reference, hanging))}</w:p>"

    def _footnotes(self) -> bytes:
        if not self._runs.cited:
            return b""
        looks = f'<w:rPr><w:rStyle w:val="{self._styles["footnote reference"]}"/></w:rPr>'
        out = [
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
            '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
            "<w:continuationSeparator/></w:r></w:p></w:footnote>"
        ]
        for key in list(self._runs.cited):
            note = self._shape.notes[key]
            mark = "<w:footnoteRef/>" if self._runs.counted else text_of(note.label)
            before = f"<w:r>{looks}{mark}</w:r><w:r><w:tab/></w:r>"
            blocks = note.blocks
            first = blocks[0] if blocks else None
            if isinstance(first, Paragraph) and first.kind == "text":
                blocks = blocks[1:]
            else:
                first = Paragraph()
            shown = self._blocks.paragraph(
                first, style="footnote text", in_note=True, before=before
            )
            rest = "".join(self._blocks.set(blocks, style="footnote text", in_note=True))
            number = self._shape.note_numbers[key]
            out.append(f'<w:footnote w:id="{number}">{shown}{rest}</w:footnote>')
        return parts.part(f"<w:footnotes {parts.NAMES}>{''.join(out)}</w:footnotes>")

    def _comments(self) -> bytes:
        if not self._shape.comments:
            return b""
        style = self._styles["annotation text"]
        out = []
        for key, number in self._shape.comment_numbers.items():
            each = self._shape.comments[key]
            instant = instant_of(each.at)
            at = f' w:date="{instant}"' if instant else ""
            initials = "".join(word[0] for word in each.author.split()[:3])
            rtl = direction_of(each.text, rtl=self._shape.rtl)
            turn = "<w:bidi/>" if rtl else ""
            lines = "".join(
                f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{turn}</w:pPr>'
                f"{self._runs.plain(line, rtl=rtl)}</w:p>"
                for line in each.text.split("\n")
            )
            out.append(
                f'<w:comment w:id="{number}" w:author={quoted(each.author or "—")}{at}'
                f" w:initials={quoted(initials)}>{lines}</w:comment>"
            )
        return parts.part(f"<w:comments {parts.NAMES}>{''.join(out)}</w:comments>")

    def _heads(self) -> dict[str, bytes]:
        cover, rtl, room = self._found.cover, self._shape.rtl, self._template.room_mm[0]
        style = self._styles["header"]
        return {
            "word/header1.xml": parts.header(
                cover.number, self._found.title, style, rtl=rtl, room_mm=room
            ),
            "word/header2.xml": parts.empty_header(style),
            "word/footer1.xml": parts.footer(
                cover.group or cover.body,
                self._words["page_of"],
                self._styles["footer"],
                rtl=rtl,
                room_mm=room,
            ),
        }
