"""The Word file: well-formed, itself in every byte, its changes real and its words all there."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from comitia.documents.publish.cover import Cover
from comitia.documents.publish.docx import docx_file
from comitia.documents.publish.grid import laid_out
from comitia.papers.blocks import Cell, Change, PageBreak, Paper, Paragraph, Row, Run, Table
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


def without_comments(paper: Paper) -> Paper:
    """LibreOffice without windows falls over any file with comments once it has a view of it."""
    return replace(paper, comments=())


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_accepts_and_rejects(office: libreoffice.Office, language: str) -> None:
    words = WORDS[language]
    data = docx_file(without_comments(rich(language)), cover_in(language))
    accepted = office.text_of(data, changes="accept")
    rejected = office.text_of(data, changes="reject")
    plain = docx_file(without_comments(rich(language, changes=False)), cover_in(language))
    # The last paragraph was put in; Word and LibreOffice keep the end of what stood there.
    assert accepted.rstrip() == office.text_of(plain).rstrip()
    assert words["old"] in rejected
    assert words["old"] not in accepted
    assert rejected.index(words["moved"]) < rejected.index("1.1")
    assert accepted.index(words["text"]) < accepted.rindex(words["moved"])
    assert "USD" in rejected
    assert "USD" not in accepted
    assert office.notes_of(data) == [words["note"]]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_libreoffice_sets_it_with_its_comments(language: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_file(rich(language), cover_in(language)))
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs Debian's libreoffice-writer-nogui")
    subprocess.run(
        [
            *(program, f"-env:UserInstallation={tmp_path.as_uri()}/house", "--headless"),
            *("--convert-to", "odt", "--outdir", str(tmp_path), str(tmp_path / "a.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with zipfile.ZipFile(tmp_path / "a.odt") as archive:
        content = etree.fromstring(archive.read("content.xml"))
    kinds = {etree.QName(each).localname for each in content.iter() if isinstance(each.tag, str)}
    assert {"annotation", "tracked-changes", "note", "table-header-rows", "frame"} <= kinds
    assert WORDS[language]["comment"] in "".join(content.itertext())


@pytest.mark.slow
def test_libreoffice_opens_the_hostile_one(office: libreoffice.Office) -> None:
    # Without notes: a word of a page's length beside a note makes LibreOffice's layout hang.
    data = docx_file(replace(hostile(), notes=(), comments=()), Cover())
    assert "<script>alert(1)</script>" in office.text_of(data)


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        ("inserted", "ins"),
        ("deleted", "del"),
        ("moved_here", "ins"),
        ("moved_away", "del"),
    ],
)
def test_a_page_that_begins_anew_by_a_change_is_one_to_decide_on(kind, tag) -> None:
    paper = Paper((Paragraph((Run("Before"),)), PageBreak(Change(kind, "Alice", ""))))
    body = part(docx_file(paper, Cover()), "word/document.xml")
    (broken,) = body.iter(f"{W}br")
    assert broken.getparent().getparent().tag == f"{W}{tag}"
    marks = body.findall(f".//{W}pPr/{W}rPr/{W}{tag}")
    assert [each.get(f"{W}author") for each in marks] == ["Alice"]
