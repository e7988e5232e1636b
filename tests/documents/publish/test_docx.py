"""The Word file: well-formed, itself in every byte, its changes real and its words all there."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from lxml import etree

from comitia.documents.publish.cover import Cover
from comitia.documents.publish.docx import docx_file
from comitia.documents.publish.grid import laid_out
from comitia.papers.blocks import Cell, Change, Paper, Paragraph, Row, Run, Table
from comitia.papers.refusals import CannotRead
from tests import libreoffice
from tests.documents.publish.covers import cover_in, hostile_cover
from tests.documents.publish.material import LANGUAGES, WORDS, hostile, png, rich

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def tags(data: bytes, name: str = "word/document.xml") -> set[str]:
    return {str(each.tag).removeprefix(W) for each in part(data, name).iter()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_in_it(language: str) -> None:
    data = docx_file(rich(language), cover_in(language))
    assert {
        "ins", "del", "delText", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeEnd",
        "commentRangeStart", "footnoteReference", "hyperlink", "drawing", "tblHeader", "vMerge",
        "gridSpan", "bookmarkStart",
    } <= tags(data)  # fmt: skip
    assert "".join(part(data, "word/footnotes.xml").itertext()).strip() == WORDS[language]["note"]
    assert WORDS[language]["comment"] in "".join(part(data, "word/comments.xml").itertext())
    opened = Document(BytesIO(data))
    assert opened.core_properties.title == WORDS[language]["title"]
    assert opened.core_properties.created.replace(tzinfo=UTC) == datetime(
        2011, 11, 25, 10, tzinfo=UTC
    )
    assert opened.paragraphs[0].style.name == "Title"
    rtl = {"bidi", "rtl", "bidiVisual"} & tags(data)
    assert rtl == ({"bidi", "rtl", "bidiVisual"} if language == "ar" else {"bidi"} & rtl)


def test_all_numbers_of_marks_differ() -> None:
    document = part(docx_file(rich("en"), cover_in("en")), "word/document.xml")
    numbers = [
        each.get(f"{W}id")
        for each in document.iter(f"{W}ins", f"{W}del", f"{W}moveTo", f"{W}moveFrom")
    ]
    assert len(numbers) == len(set(numbers)) > 6


def test_a_move_with_one_end_is_put_in_or_taken_out() -> None:
    change = Change("moved_here", "A", "", "m")
    paper = Paper((Paragraph((Run("word", change=change),), change=change),))
    assert {"ins"} == {"ins", "moveTo", "moveToRangeStart"} & tags(docx_file(paper, Cover()))


def test_labels_of_notes_stay_as_written() -> None:
    paper = rich("en")
    odd = replace(paper, notes=(replace(paper.notes[0], label="*)"),))
    reference = next(
        part(docx_file(odd, Cover()), "word/document.xml").iter(f"{W}footnoteReference")
    )
    assert reference.get(f"{W}customMarkFollows") == "1"


def test_what_nothing_cites_is_not_lost() -> None:
    paper = rich("en")
    data = docx_file(replace(paper, blocks=(Paragraph((Run("Only this."),)),)), Cover())
    text = "".join(part(data, "word/document.xml").itertext())
    assert WORDS["en"]["note"] in text
    assert "commentReference" in tags(data)


def test_contents_are_there_before_they_are_counted_anew() -> None:
    heads = tuple(Paragraph((Run(f"Part {n}"),), "heading", 1, f"{n}") for n in range(1, 7))
    data = docx_file(Paper(heads), Cover())
    document = part(data, "word/document.xml")
    style = [each.get(f"{W}val") for each in document.iter(f"{W}pStyle")]
    assert style.count("TOC1") == 6
    places = {each.get(f"{W}name") for each in document.iter(f"{W}bookmarkStart")}
    assert {each.get(f"{W}anchor") for each in document.iter(f"{W}hyperlink")} == places


def test_same_paper_same_bytes_here_and_in_another_process() -> None:
    here = docx_file(rich("ar"), cover_in("ar"))
    assert here == docx_file(rich("ar"), cover_in("ar"))
    script = (
        "import sys; from tests.documents.publish.material import rich;"
        "from tests.documents.publish.covers import cover_in;"
        "from comitia.documents.publish.docx import docx_file;"
        "sys.stdout.buffer.write(docx_file(rich('ar'), cover_in('ar')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, env={"PYTHONPATH": "src:."}
    )
    assert done.stdout == here


def test_hostile_text_is_text() -> None:
    data = docx_file(hostile(), hostile_cover())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert "javascript:" not in relations
    assert "<script>alert(1)</script>" in "".join(part(data, "word/document.xml").itertext())


def test_a_bodys_template_gives_its_styles_and_its_paper() -> None:
    template = Document()
    template.styles["Heading 1"].font.name = "Template Font"
    template.sections[0].page_width = 7_000_000
    written = BytesIO()
    template.save(written)
    data = docx_file(rich("en"), cover_in("en"), template=written.getvalue())
    opened = Document(BytesIO(data))
    assert opened.styles["Heading 1"].font.name == "Template Font"
    assert abs(opened.sections[0].page_width - 7_000_000) < 700
    headings = [each for each in opened.paragraphs if each.style.name == "Heading 1"]
    assert [each.text for each in headings] == ["1\tScope", "2\tOptions considered"]
    # Styles that the template has not are ours.
    assert opened.styles["Cover Label"] is not None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", png()])
def test_a_template_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        docx_file(rich("en"), Cover(), template=data)


def test_spans_that_reach_over_each_other_are_laid_out() -> None:
    rows = (
        Row((Cell(across=2, down=2), Cell())),
        Row((Cell(), Cell(across=3))),
        Row(()),
    )
    places, columns = laid_out(Table(rows))
    for row in places:
        assert sum(place.across for place in row) == columns
        ends = [place.column + place.across for place in row]
        assert [place.column for place in row] == [0, *ends[:-1]]


@pytest.fixture(scope="module")
def office() -> Iterator[libreoffice.Office]:
    with libreoffice.running() as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_accepts_and_rejects(office: libreoffice.Office, language: str) -> None:
    words = WORDS[language]
    data = docx_file(rich(language), cover_in(language))
    accepted = office.text_of(data, changes="accept")
    rejected = office.text_of(data, changes="reject")
    plain = office.text_of(docx_file(rich(language, changes=False), cover_in(language)))
    assert accepted == plain
    assert words["old"] in rejected
    assert words["old"] not in accepted
    assert "USD" in rejected
    assert office.notes_of(data) == [words["note"]]


@pytest.mark.slow
def test_libreoffice_opens_the_hostile_one(office: libreoffice.Office) -> None:
    # Without words of a page's length, over which LibreOffice's own setting of notes hangs.
    blocks = tuple(
        each
        for each in hostile().blocks
        if not isinstance(each, Paragraph) or all(len(run.text) < 5_000 for run in each.runs)
    )
    data = docx_file(replace(hostile(), blocks=blocks, comments=()), Cover())
    assert "<script>alert(1)</script>" in office.text_of(data)
