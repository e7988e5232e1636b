"""Word files as papers: each construct of the standard that delegates' files have."""

import pytest

from comitia.papers.blocks import (
    Cell,
    Change,
    Comment,
    Equation,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from comitia.papers.changes import accepted, rejected
from comitia.papers.docx.reading import docx_paper
from comitia.papers.docx.text import docx_text
from comitia.papers.plain import paper_text
from tests.papers.making import PNG, cell, docx, numbered, p, r, row, table, tracked

AT = "2012-03-04T05:06:07Z"
INSERTED, DELETED = Change("inserted", "Alice", AT), Change("deleted", "Alice", AT)


def blocks(body: str, **options):
    return docx_paper(docx(body, **options)).blocks


def only(body: str, **options):
    (block,) = blocks(body, **options)
    return block


@pytest.mark.parametrize(
    ("style", "kind", "level"),
    [
        ("Titre1", "heading", 1),
        ("Mine", "heading", 1),
        ("Outlined", "heading", 3),
        ("T", "title", 0),
        ("Enum", "item", 1),
        ("Unknown", "text", 0),
    ],
)
def test_a_style_gives_kind_and_level_whatever_its_id(style: str, kind: str, level: int) -> None:
    block = only(p("Scope", style))
    assert (block.kind, block.level) == (kind, level)


def test_automatic_numbers_count_by_level_and_begin_anew() -> None:
    found = blocks(
        p("one", "Titre1", numbered(1))
        + p("a", properties=numbered(1, 1))
        + p("b", properties=numbered(1, 1))
        + p("deep", properties=numbered(1, 2))
        + p("two", "Titre1", numbered(1))
        + p("c", properties=numbered(1, 1))
        + p("dot", properties=numbered(2))
        + p("seven", properties=numbered(3))
        + p("none", properties=numbered(0))
    )
    assert [block.label for block in found] == [
        "1", "1.a)", "1.b)", "(I)", "2", "2.a)", "•", "7", "",
    ]  # fmt: skip
    assert [block.kind for block in found[:2]] == ["heading", "item"]


def test_a_label_typed_before_a_tab_is_a_label() -> None:
    assert only(p("a)\tto invite")) == Paragraph((Run("to invite"),), "item", 0, "a)")
    assert only(p("<w:r><w:t>2.1</w:t><w:tab/><w:t>Scope</w:t></w:r>", "Titre1")).label == "2.1"
    assert only(p("Source:\tAtlantis")).label == ""


def test_marks_of_runs_styles_and_scripts() -> None:
    found = only(
        p(
            r("a", "<w:b/>")
            + r("b", '<w:rStyle w:val="Bold"/><w:i/>')
            + r("c", '<w:b w:val="0"/>')
            + r("d", '<w:vertAlign w:val="superscript"/>')
            + r("e", '<w:u w:val="none"/><w:smallCaps/><w:strike/>')
        )
    )
    assert [(run.text, set(run.marks)) for run in found.runs] == [
        ("a", {"strong"}),
        ("b", {"strong", "emphasis"}),
        ("c", set()),
        ("d", {"superscript"}),
        ("e", {"small_capitals", "struck"}),
    ]


def test_tracked_words_keep_author_and_time_and_nothing_is_merged() -> None:
    found = only(
        p(
            r("The ")
            + tracked("del", r("old", tag="delText"))
            + tracked("ins", r("new"), "Bob")
            + r(" text")
        )
    )
    assert found.runs == (
        Run("The "),
        Run("old", change=DELETED),
        Run("new", change=Change("inserted", "Bob", AT)),
        Run(" text"),
    )


def test_a_paragraph_put_in_behind_another_is_put_in_as_a_whole() -> None:
    # Enter at the end of the first changes the mark of the first, and the words of the second.
    found = blocks(
        p("first", properties=f"<w:rPr>{tracked('ins')}</w:rPr>")
        + p(tracked("ins", r("second")))
        + p("third")
    )
    assert [block.change for block in found] == [None, INSERTED, None]
    assert found[1].runs == (Run("second", change=INSERTED),)


def test_a_paragraph_that_was_split_is_one_with_its_new_end() -> None:
    found = only(p("one ", properties=f"<w:rPr>{tracked('ins')}</w:rPr>") + p("two"))
    assert found.runs == (Run("one "), Run("\n", change=INSERTED), Run("two"))


def test_taking_and_declining_gives_the_two_texts() -> None:
    body = (
        p("one ", properties=f"<w:rPr>{tracked('ins')}</w:rPr>")
        + p(r("two") + tracked("ins", '<w:r><w:br w:type="page"/></w:r>') + r("three"))
        + p(tracked("del", r("four", tag="delText")))
        + table(row(cell("a")), row(cell(p(tracked("ins", r("b")))), properties=tracked("ins")))
    )
    paper = docx_paper(docx(body))
    assert paper_text(accepted(paper)).split() == ["one", "two", "three", "a", "b"]
    assert paper_text(rejected(paper)).split() == ["one", "two", "three", "four", "a"]
    assert [paper_text(accepted(paper))[:7], paper_text(rejected(paper))[:7]] == [
        "one \ntw", "one two",
    ]  # fmt: skip
    assert PageBreak(INSERTED) in paper.blocks


def test_a_deleted_paragraph_has_no_number_and_is_no_text() -> None:
    body = (
        p(
            tracked("del", r("gone", tag="delText")),
            properties=numbered(1) + f"<w:rPr>{tracked('del')}</w:rPr>",
        )
        + p("kept", properties=numbered(1))
    )  # fmt: skip
    found = blocks(body)
    assert [(block.label, block.change) for block in found] == [("", DELETED), ("1", None)]
    assert docx_text(docx(body)).strip() == "1\tkept"


def test_the_two_ends_of_a_move_are_told_by_its_name() -> None:
    def moved(side: str, name: str) -> str:
        return (
            f'<w:{side}RangeStart w:id="{side}" w:name="{name}"/>'
            + tracked(side, r("text"))
            + f'<w:{side}RangeEnd w:id="{side}"/>'
        )

    found = blocks(p(moved("moveFrom", "m1")) + p("between") + p(moved("moveTo", "m1")))
    assert found[0].runs == (Run("text", change=Change("moved_away", "Alice", AT, "m1")),)
    assert found[2].runs == (Run("text", change=Change("moved_here", "Alice", AT, "m1")),)


def test_what_one_put_in_and_another_took_out_is_remarked() -> None:
    taken = tracked("ins", tracked("del", r("both", tag="delText"), "Bob"))
    paper = docx_paper(docx(p(r("a") + taken)))
    assert paper.blocks[0].runs[1] == Run("both", change=Change("deleted", "Bob", AT))
    assert paper.remarks == ("changes_within_changes",)


def test_rows_and_tables_that_are_put_in() -> None:
    ins = tracked("ins")
    part = only(table(row(cell("a")), row(cell(p(tracked("ins", r("b")))), properties=ins)))
    assert [each.change for each in part.rows] == [None, INSERTED]
    whole = only(table(row(cell(p(tracked("ins", r("b")))), properties=ins)))
    assert whole == Table((Row((Cell((Paragraph((Run("b"),)),)),)),), INSERTED)


def test_cells_reach_across_and_down_and_heads_are_heads() -> None:
    found = only(
        table(
            row(cell("H", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>"),
            row(cell("down", '<w:vMerge w:val="restart"/>'), cell("x")),
            row(cell("", "<w:vMerge/>"), cell("y")),
        )
    )
    assert [each.head for each in found.rows] == [True, False, False]
    shape = [[(c.across, c.down) for c in each.cells] for each in found.rows]
    assert shape == [[(2, 1)], [(1, 2), (1, 1)], [(1, 1)]]


def test_a_first_row_in_the_style_of_heads_is_one() -> None:
    found = only(table(row(cell(p("H", "Th")), cell(p("I", "Th"))), row(cell(p("x", "Th")))))
    assert [each.head for each in found.rows] == [True, False]
    assert not only(table(row(cell(p("H", "Th")), cell("I")))).rows[0].head


def test_comments_open_at_once_are_bounded() -> None:
    opened = "".join(f'<w:commentRangeStart w:id="{number}"/>' for number in range(60))
    assert len(only(p(opened + r("a"))).runs[0].comments) == 50


def test_a_table_within_a_table() -> None:
    inner = table(row(cell("in")))
    found = only(table(row(cell(inner + p("")))))
    assert found.rows[0].cells[0].blocks == (
        Table((Row((Cell((Paragraph((Run("in"),)),)),)),)),
    )  # fmt: skip


def test_notes_are_cited_by_number_and_read_with_their_links() -> None:
    body = p(
        r("a")
        + '<w:r><w:footnoteReference w:id="4"/></w:r>'
        + '<w:r><w:endnoteReference w:id="1"/></w:r>'
    )
    more = {
        "word/footnotes.xml": f'<w:footnote w:id="0" w:type="separator">{p("-")}</w:footnote>'
        f'<w:footnote w:id="4">{p("said")}</w:footnote>',
        "word/endnotes.xml": f'<w:endnote w:id="1">{p("last")}</w:endnote>',
    }
    paper = docx_paper(docx(body, more=more))
    assert paper.blocks[0].runs == (Run("a"), Run("1", note="f4"), Run("i", note="e1"))
    assert paper.notes == (
        Note("f4", "1", (Paragraph((Run("said"),)),)),
        Note("e1", "i", (Paragraph((Run("last"),)),)),
    )


def test_comments_have_their_range_author_and_time() -> None:
    body = p(
        r("a ")
        + '<w:commentRangeStart w:id="3"/>'
        + r("b")
        + '<w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>'
        + r(" c")
        + '<w:r><w:commentReference w:id="5"/></w:r>'
    )
    said = f'<w:comment w:id="3" w:author="Bob" w:date="{AT}">{p("Why?")}{p("How?")}</w:comment>'
    paper = docx_paper(docx(body, more={"word/comments.xml": said}))
    assert paper.blocks[0].runs == (
        Run("a "), Run("b", comments=("3",)), Run(" c", comments=("5",)),
    )  # fmt: skip
    assert paper.comments == (Comment("3", "Bob", AT, "Why?\nHow?"),)


def test_links_by_relation_field_and_anchor_only_where_safe() -> None:
    relations = {
        "good": ("hyperlink", "https://itu.example/x"),
        "bad": ("hyperlink", "javascript:alert(1)"),
    }
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK '
        '"mailto:alice@a.example" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/>'
        f'</w:r>{r("field")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    found = blocks(
        p(
            f'<w:hyperlink r:id="good">{r("good")}</w:hyperlink>'
            f'<w:hyperlink r:id="bad">{r("bad")}</w:hyperlink>'
            f'<w:hyperlink w:anchor="clause">{r("there")}</w:hyperlink>{field}{r("end")}'
        )
        + p('<w:bookmarkStart w:id="0" w:name="clause"/>' + r("here"))
        + p('<w:bookmarkStart w:id="1" w:name="nobody"/>' + r("x")),
        relations=relations,
    )
    assert [(run.text, run.link) for run in found[0].runs] == [
        ("good", "https://itu.example/x"),
        ("bad", ""),
        ("there", "#clause"),
        ("field", "mailto:alice@a.example"),
        ("end", ""),
    ]
    assert [block.anchor for block in found[1:]] == ["clause", ""]


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def m(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("omml", "line"),
    [
        (
            f"<m:f><m:num>{m('a+b')}</m:num><m:den>{m('c')}</m:den></m:f>",
            "(a+b)/c",
        ),
        (f"<m:sSup><m:e>{m('x')}</m:e><m:sup>{m('2')}</m:sup></m:sSup>", "x^2"),
        (
            f"<m:sSubSup><m:e>{m('x')}</m:e><m:sub>{m('i+1')}</m:sub><m:sup>{m('2')}</m:sup>"
            "</m:sSubSup>",
            "x_(i+1)^2",
        ),
        (f"<m:rad><m:deg/><m:e>{m('x')}</m:e></m:rad>", "√(x)"),
        (f"<m:rad><m:deg>{m('3')}</m:deg><m:e>{m('x')}</m:e></m:rad>", "√(3&x)"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>'
            f"<m:sub>{m('i=1')}</m:sub><m:sup>{m('n')}</m:sup><m:e>{m('i')}</m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
        (f"<m:d><m:e>{m('a')}</m:e><m:e>{m('b')}</m:e></m:d>", "(a|b)"),
        (f"<m:m><m:mr><m:e>{m('1')}</m:e><m:e>{m('0')}</m:e></m:mr></m:m>", "[1, 0]"),
        (f"<m:unheardOf>{m('kept')}</m:unheardOf>", "kept"),
    ],
)
def test_equations_are_written_in_one_line(omml: str, line: str) -> None:
    assert only(f"<w:p><m:oMathPara>{math(omml)}</m:oMathPara></w:p>") == Equation(line)
    within = only(p(r("so ") + math(omml)))
    assert within.runs == (Run("so "), Run(line, equation=True))


def test_an_equation_with_its_number_at_a_tab() -> None:
    assert only(p(r("\t") + math(m("E=m")) + r("\t(4)"))) == Equation("E=m", "(4)")


def drawing(relation: str) -> str:
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="3600000" cy="1"/><wp:docPr id="1" '
        f'descr="A plan"/><a:blip r:embed="{relation}"/></wp:inline></w:drawing></w:r>'
    )


def test_pictures_keep_their_bytes_or_are_told_of() -> None:
    relations = {
        "png": ("image", "media/a.png"),
        "emf": ("image", "media/b.emf"),
        "out": ("image", "https://spy.example/p.png"),
    }
    paper = docx_paper(
        docx(
            p(r("See") + drawing("png")) + p(drawing("emf")) + p(drawing("out")),
            relations=relations,
            more={"word/media/a.png": PNG, "word/media/b.emf": b"\x01\0\0\0"},
        )
    )
    assert paper.blocks == (
        Paragraph((Run("See"),)),
        Picture("image/png", PNG, "A plan", 100.0),
        Picture("image/emf", b"", "A plan", 100.0),
        Picture("", b"", "A plan", 100.0),
    )
    assert paper.remarks == ("pictures_left_out",)


def test_pictures_beyond_the_bound_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comitia.papers.pictures.MOST_PICTURE_BYTES", len(PNG) - 1)
    relations = {"png": ("image", "media/a.png")}
    found = only(p(drawing("png")), relations=relations, more={"word/media/a.png": PNG})
    assert found.data == b""


def test_text_boxes_symbols_and_breaks() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p('boxed')}</w:txbxContent>"
    found = blocks(
        p(box + "</v:textbox></v:shape></w:pict></w:r>" + r("around"))
        + p('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>' + r("\uf0b3", ""))
        + p(r("one") + '<w:r><w:br w:type="page"/></w:r>' + r("two"))
        + p(r("a") + "<w:r><w:br/></w:r>" + r("b"))
    )
    assert found == (
        Paragraph((Run("boxed"),)),
        Paragraph((Run("around"),)),
        Paragraph((Run("α≥"),)),
        Paragraph((Run("one"),)),
        PageBreak(),
        Paragraph((Run("two"),)),
        Paragraph((Run("a\nb"),)),
    )


def test_a_first_letter_set_large_is_part_of_its_paragraph() -> None:
    frame = '<w:framePr w:dropCap="drop"/>'
    assert only(p("D", properties=frame) + p("rop")) == Paragraph((Run("Drop"),))


def test_words_in_content_controls_and_old_equations_are_kept() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ \\f(a,b)</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    found = only(f"<w:sdt><w:sdtPr/><w:sdtContent>{p(r('a ') + field)}</w:sdtContent></w:sdt>")
    assert found.runs == (Run("a "), Run("\\f(a,b)", equation=True))


@pytest.mark.parametrize("options", [{"strict": True}, {"bom": True}, {"main": "word/doc2.xml"}])
def test_strict_files_marked_files_and_files_with_other_parts(options: dict) -> None:
    assert only(p("Scope", "Titre1"), **options) == Paragraph((Run("Scope"),), "heading", 1)


def test_macros_are_left_out_and_said_to_be() -> None:
    paper = docx_paper(docx(p("a"), more={"word/vbaProject.bin": b"Sub AutoOpen()"}))
    assert paper.remarks == ("macros_left_out",)


def test_title_and_language_are_those_of_the_properties_and_the_script() -> None:
    core = "<dc:title>The plan</dc:title><dc:language>fr-CH</dc:language>"
    paper = docx_paper(docx(p("Un texte"), more={"docProps/core.xml": core}))
    assert (paper.title, paper.language) == ("The plan", "fr")
    assert docx_paper(docx(p("通信小组的报告"))).language == "zh-hans"
    assert docx_paper(docx(p("فريق العمل بالمراسلة"))).language == "ar"


def test_the_text_has_rows_as_lines_and_keeps_empty_paragraphs() -> None:
    rows = table(
        row(cell("a"), cell(""), cell("b")),
        row(cell(p("1") + p("2")), cell(p("3") + p("4"))),
        row(cell("x"), cell(p("y") + p("z"))),
    )
    body = p("one") + p("") + rows + p("dot", properties=numbered(2)) + p(drawing("out"))
    text = docx_text(docx(body, relations={"out": ("image", "https://spy.example/p.png")}))
    assert text.split("\n") == ["one", "", "a\tb", "1\t3", "2\t4", "x", "y", "z", "–\tdot", ""]


def test_a_broken_part_beside_the_document_costs_only_itself() -> None:
    more = {"word/comments.xml": b"<broken", "docProps/core.xml": b""}
    assert docx_paper(docx(p("a"), more=more)).blocks == (Paragraph((Run("a"),)),)
