"""The PDF: for the archive and for those who listen, in six languages, whatever is in the text."""

import re
import subprocess
import sys

import pypdfium2
import pytest

from comitia.config import findings
from comitia.documents.publish import pdf
from comitia.documents.publish.cover import Cover
from comitia.documents.publish.fonts import FontsMissing, missing_packages
from comitia.documents.publish.pdf import CannotSet, pdf_file
from comitia.papers.blocks import Cell, Paper, Paragraph, Picture, Row, Run, Table
from comitia.papers.pdf import pdf_text
from tests.documents.publish.covers import cover_in, hostile_cover
from tests.documents.publish.material import HOSTILE, LANGUAGES, WORDS, hostile, png, rich


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_claims_what_archives_and_readers_ask(language: str) -> None:
    data = pdf_file(rich(language), cover_in(language))
    for fact in (
        b"<pdfaid:part>2</pdfaid:part>",
        b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>",
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"/DisplayDocTitle true",
    ):
        assert fact in data
    assert b"2011-11-25T10:00:00" in data
    document = pypdfium2.PdfDocument(data)
    assert document.get_metadata_value("Title") == WORDS[language]["title"]
    outline = [each.get_title() for each in document.get_toc()]
    assert [bare(title) for title in outline[:2]] == [
        bare("1" + WORDS[language]["scope"]),
        bare("2" + WORDS[language]["options"]),
    ]
    document.close()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh-hans"])
def test_its_words_can_be_taken_out(language: str) -> None:
    text = bare(text_of(pdf_file(rich(language), cover_in(language)))).replace("\x02", "")
    for name, word in WORDS[language].items():
        assert bare(word) in text or name == "author"


def test_arabic_can_be_taken_out() -> None:
    text = bare(pdf_text(pdf_file(rich("ar", changes=False), cover_in("ar"))))
    for name in ("moved", "scope", "item"):
        assert bare(WORDS["ar"][name]) in text


def test_same_paper_same_bytes_here_and_in_another_process() -> None:
    here = pdf_file(rich("zh-hans"), cover_in("zh-hans"))
    script = (
        "import django, sys; django.setup(); from tests.documents.publish.material import rich;"
        "from tests.documents.publish.covers import cover_in;"
        "from comitia.documents.publish.pdf import pdf_file;"
        "sys.stdout.buffer.write(pdf_file(rich('zh-hans'), cover_in('zh-hans')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": "src:.", "DJANGO_SETTINGS_MODULE": "comitia.config.settings"},
    )
    assert done.stdout == here


def test_hostile_text_is_text_and_never_typst() -> None:
    text = bare(text_of(pdf_file(hostile(), hostile_cover()))).replace("\x02", "")
    assert bare(HOSTILE[3])[:60] in text
    assert "root:x" not in text


def test_letters_that_no_font_has_are_named() -> None:
    text = text_of(pdf_file(Paper((Paragraph((Run("A \U0001fae8 \ue123 \uf0b7 B"),)),)), Cover()))
    assert "A [U+1FAE8] [U+E123] • B" in text


def test_a_broken_picture_does_not_cost_the_paper() -> None:
    broken = bytearray(png(40, 40))
    broken[45:60] = b"x" * 15
    blocks = [Picture("", data, f"told of {n}") for n, data in enumerate((bytes(broken), png()))]
    text = text_of(pdf_file(Paper((*blocks, Paragraph((Run("words"),)))), Cover()))
    assert "words" in text
    assert "told of 0" in text
    assert "told of 1" not in text


def test_it_has_contents_where_there_are_many_headings() -> None:
    heads = tuple(Paragraph((Run(f"Part {n}"),), "heading", 1, f"{n}") for n in range(1, 7))
    assert len(re.findall("Part 6", text_of(pdf_file(Paper(heads), Cover())))) == 2


def test_too_much_is_refused_in_words() -> None:
    cells = tuple(Cell((Paragraph((Run("word"),)),)) for _ in range(50))
    paper = Paper((Table((Row(cells),) * 1_999),))
    with pytest.raises(CannotSet, match="Divide it into parts"):
        pdf_file(paper, Cover(), seconds=1)


def test_missing_fonts_are_named(settings: pytest.FixtureRequest, tmp_path: object) -> None:
    settings.FONTS = [str(tmp_path)]  # type: ignore[attr-defined]
    with pytest.raises(FontsMissing, match="apt-get install fonts-noto-core fonts-noto-cjk"):
        pdf_file(Paper(()), Cover())
    (found,) = findings.fonts()
    assert not found.good
    assert "fonts-noto-cjk" in found.advice


def test_fonts_are_found_where_debian_puts_them() -> None:
    assert missing_packages() == ()
    (found,) = findings.fonts()
    assert found.good
    assert pdf.CPU_SECONDS > 0
