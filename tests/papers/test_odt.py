"""OpenDocument text as papers."""

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
from comitia.papers.odt.reading import odt_paper
from tests.papers.making import PNG, zipped

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "fo", "draw", "svg")
)
_SPACES += ' xmlns:dc="dc" xmlns:xlink="xlink" xmlns:math="math"'
STYLES = """
<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Up"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="New"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="P1" style:parent-style-name="Title"/>
<style:style style:name="Title"/>
<text:list-style style:name="L">
 <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
 <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"
  text:display-levels="2"/>
</text:list-style>
"""


def odt(text: str, more: dict[str, str | bytes] | None = None) -> bytes:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{STYLES}"
        f"</office:automatic-styles><office:body><office:text>{text}</office:text>"
        "</office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": mimetype, "content.xml": content, **(more or {})}, "mimetype")


def blocks(text: str):
    return odt_paper(odt(text)).blocks


def test_paragraphs_headings_marks_and_blanks() -> None:
    assert blocks(
        '<text:p text:style-name="P1">Plan</text:p>'
        '<text:h text:outline-level="2">Scope</text:h>'
        '<text:p>a <text:span text:style-name="B">b</text:span><text:s text:c="2"/>c'
        '<text:span text:style-name="Up">2</text:span><text:line-break/>d</text:p>'
        '<text:p text:style-name="New"><text:a xlink:href="https://a.example/">e</text:a></text:p>'
    ) == (
        Paragraph((Run("Plan"),), "title"),
        Paragraph((Run("Scope"),), "heading", 2),
        Paragraph(
            (
                Run("a "),
                Run("b", frozenset({"strong"})),
                Run("  c"),
                Run("2", frozenset({"superscript"})),
                Run("\nd"),
            )
        ),
        PageBreak(),
        Paragraph((Run("e", link="https://a.example/"),)),
    )


def item(*inner: str) -> str:
    return f"<text:list-item>{''.join(inner)}</text:list-item>"


def test_lists_count_by_their_style() -> None:
    deep = f"<text:list>{item('<text:p>x</text:p>')}{item('<text:p>y</text:p>')}</text:list>"
    one = f'<text:list text:style-name="L">{item("<text:p>a</text:p>", "<text:p>more</text:p>")}'
    found = blocks(one + item("<text:p>b</text:p>", deep) + "</text:list>" + one + "</text:list>")
    assert [(block.level, block.label, block.runs[0].text) for block in found] == [
        (0, "1.", "a"), (0, "", "more"), (0, "2.", "b"), (1, "2.a)", "x"), (1, "2.b)", "y"),
        (0, "1.", "a"), (0, "", "more"),
    ]  # fmt: skip


def test_a_heading_has_the_number_of_the_list_it_is_in() -> None:
    one = f'<text:list text:style-name="L">{item("<text:h>Scope</text:h>")}</text:list>'
    assert blocks(one) == (Paragraph((Run("Scope"),), "heading", 1, "1."),)


def test_tracked_changes_are_shown_as_such() -> None:
    info = (
        "<office:change-info><dc:creator>Bob</dc:creator><dc:date>D</dc:date></office:change-info>"
    )
    regions = (
        "<text:tracked-changes>"
        f'<text:changed-region text:id="i"><text:insertion>{info}</text:insertion>'
        "</text:changed-region>"
        f'<text:changed-region text:id="d"><text:deletion>{info}<text:p>old</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    found = blocks(
        regions + '<text:p>a <text:change-start text:change-id="i"/>new'
        '<text:change-end text:change-id="i"/><text:change text:change-id="d"/></text:p>'
    )
    inserted, deleted = Change("inserted", "Bob", "D"), Change("deleted", "Bob", "D")
    runs = (Run("a "), Run("new", change=inserted), Run("old", change=deleted))
    assert found == (Paragraph(runs),)


def test_an_insertion_across_paragraphs_holds_the_one_between() -> None:
    regions = (
        '<text:tracked-changes><text:changed-region text:id="i"><text:insertion/>'
        "</text:changed-region></text:tracked-changes>"
    )
    found = blocks(
        regions + '<text:p>a<text:change-start text:change-id="i"/></text:p><text:p>b</text:p>'
        '<text:p>c<text:change-end text:change-id="i"/></text:p><text:p>d</text:p>'
    )
    inserted = Change("inserted")
    assert [block.change for block in found] == [None, inserted, inserted, None]


def test_notes_comments_tables_pictures_and_equations() -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>said</text:p></text:note-body></text:note>"
    )
    comment = (
        '<office:annotation office:name="c"><dc:creator>Bob</dc:creator><dc:date>D</dc:date>'
        "<text:p>Why?</text:p></office:annotation>b<office:annotation-end office:name='c'/>"
    )
    table = (
        "<table:table><table:table-header-rows><table:table-row><table:table-cell "
        'table:number-columns-spanned="2"><text:p>H</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table-header-rows></table:table>"
    )
    picture = (
        '<draw:frame svg:width="5cm"><draw:image xlink:href="Pictures/a.png"/>'
        "<svg:desc>A plan</svg:desc></draw:frame>"
    )
    formula = (
        "<draw:frame><draw:object><math:math><math:mfrac><math:mi>a</math:mi><math:mi>b</math:mi>"
        "</math:mfrac></math:math></draw:object></draw:frame>"
    )
    body = f"<text:p>a{note}{comment}</text:p>{table}<text:p>{picture}</text:p><text:p>{formula}"
    paper = odt_paper(odt(body + "</text:p>", {"Pictures/a.png": PNG}))
    assert paper.blocks == (
        Paragraph((Run("a"), Run("1", note="n1"), Run("b", comments=("c",)))),
        Table((Row((Cell((Paragraph((Run("H"),)),), 2),), head=True),)),
        Picture("image/png", PNG, "A plan", 50.0),
        Equation("a/b"),
    )
    assert paper.notes == (Note("n1", "1", (Paragraph((Run("said"),)),)),)
    assert paper.comments == (Comment("c", "Bob", "D", "Why?"),)


def test_macros_are_left_out_and_said_to_be() -> None:
    paper = odt_paper(odt("<text:p>a</text:p>", {"Basic/Standard/Module1.xml": "<x/>"}))
    assert paper.remarks == ("macros_left_out",)
