"""PDF as papers and as pictures of pages; the files are set by Typst when the test runs."""

import pytest
import typst

from comitia.papers.blocks import PageBreak, Paragraph, Run, Table
from comitia.papers.limited import paper_of
from comitia.papers.pages import page_count, picture_of_page
from comitia.papers.pdf import pdf_paper, pdf_text
from comitia.papers.refusals import CannotRead, Damaged, Empty, TooLarge
from comitia.papers.rendering import MOST_WIDTH

LINES = "This line of a paragraph is long enough to be broken by whoever sets it on a page. "


@pytest.fixture(scope="module")
def report() -> bytes:
    return typst.compile(
        f"""
#set page(width: 150mm, height: 100mm, header: [Report of the group])
#set par(spacing: 2em)
#set document(title: "The report")
= Scope of work
{LINES * 3}

Second paragraph.
#pagebreak()
2.1 Means

The means of the group are these.
#grid(columns: (40mm, 40mm), row-gutter: 4mm, [Milestone], [Date], [Report], [May 2012])
#pagebreak()
a) to invite
""".encode()
    )


def test_paragraphs_headings_tables_and_pages(report: bytes) -> None:
    paper = pdf_paper(report)
    table = paper.blocks[-3]
    assert paper.blocks[:5] == (
        Paragraph((Run("Scope of work"),), "heading", 1),
        Paragraph((Run((LINES * 3).strip()),)),
        Paragraph((Run("Second paragraph."),)),
        PageBreak(),
        Paragraph((Run("Means"),), "heading", 2, "2.1"),
    )
    assert isinstance(table, Table)
    assert [len(row.cells) for row in table.rows] == [2, 2]
    assert paper.blocks[-2:] == (PageBreak(), Paragraph((Run("to invite"),), "item", 0, "a)"))
    assert paper.title == "The report"


def test_what_heads_every_page_is_left_out(report: bytes) -> None:
    assert "Report of the group" not in pdf_text(report)


def test_the_limited_process_reads_it_too(report: bytes) -> None:
    assert paper_of("a.pdf", "", report) == pdf_paper(report)


def test_pages_are_drawn(report: bytes) -> None:
    assert page_count(report) == 3
    png = picture_of_page(report, 2, width=300)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20]) == 300
    assert int.from_bytes(png[20:24]) in {200, 201}


def test_a_page_is_no_wider_than_the_bound(report: bytes) -> None:
    assert int.from_bytes(picture_of_page(report, 1, width=90_000)[16:20]) == MOST_WIDTH


@pytest.mark.parametrize("page", [0, 4])
def test_a_page_that_is_not_there(report: bytes, page: int) -> None:
    with pytest.raises(Damaged):
        picture_of_page(report, page)


def test_too_many_pages_and_none_with_words(monkeypatch: pytest.MonkeyPatch, report: bytes) -> None:
    monkeypatch.setattr("comitia.papers.pdf.MOST_PAGES", 2)
    with pytest.raises(TooLarge):
        pdf_paper(report)
    with pytest.raises(Empty):
        pdf_paper(typst.compile(b"#rect()"))


def test_what_is_cut_off_is_refused(report: bytes) -> None:
    with pytest.raises(CannotRead):
        picture_of_page(report[:500], 1)
