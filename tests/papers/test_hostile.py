"""Files that are cut off or spoilt raise nothing but refusals; what is nested too deep is one."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.papers.docx.body import MOST_DEPTH
from comitia.papers.docx.reading import docx_paper
from comitia.papers.docx.text import docx_text
from comitia.papers.kinds import kind_of
from comitia.papers.odt.reading import odt_paper
from comitia.papers.refusals import CannotRead, Damaged
from comitia.papers.rtf import rtf_paper
from comitia.papers.word97 import word97_paper
from tests.papers.making import cell, docx, numbered, p, r, row, table, tracked, zipped
from tests.papers.test_odt import odt

WORD = docx(
    p("Scope", "Titre1", numbered(1))
    + table(row(cell("a", '<w:gridSpan w:val="2"/>'), cell(p(tracked("ins", r("b"))))))
    + p('<w:r><w:footnoteReference w:id="1"/></w:r>'),
    more={"word/footnotes.xml": f'<w:footnote w:id="1">{p("said")}</w:footnote>'},
)
OPEN = odt("<text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item>"
           "</text:list>")  # fmt: skip
# Unpacked, so that what is spoilt is XML and not only its packing.
PARTS = {
    "word/document.xml": (
        '<w:document xmlns:w="w"><w:body><w:tbl><w:tr><w:tc><w:p><w:ins w:author="a"><w:r><w:t>a'
        "</w:t></w:r></w:ins></w:p></w:tc></w:tr></w:tbl><w:p><w:pPr><w:numPr><w:numId w:val='1'/>"
        "</w:numPr></w:pPr></w:p></w:body></w:document>"
    )
}


def outcome(read, data: bytes) -> str:
    """Whether a file was read, or the code of the refusal."""
    try:
        read(data)
    except CannotRead as refusal:
        return refusal.code
    return "read"


def spoilt(data: bytes, cut: int, flips: list[tuple[int, int]]) -> bytes:
    made = bytearray(data[: len(data) - cut % len(data)])
    for place, bit in flips:
        if made:
            made[place % len(made)] ^= 1 << bit
    return bytes(made)


_FLIPS = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 7)), max_size=6)
_CUTS = st.just(0) | st.integers(0, 100_000)


@settings(max_examples=80)
@given(_CUTS, _FLIPS)
@pytest.mark.parametrize(
    ("read", "data"),
    [
        (docx_paper, WORD),
        (docx_text, WORD),
        (odt_paper, OPEN),
        (rtf_paper, b"{\\rtf1\\ansi{\\fonttbl{\\f0 A;}} a\\par b\\cell c\\row \\u1072? \\'e9}"),
    ],
)
def test_spoilt_files_are_read_or_refused(read, data: bytes, cut: int, flips) -> None:
    data = spoilt(data, cut, flips)
    assert isinstance(kind_of("a.docx", "", data), str)
    assert outcome(read, data) in {"read", "damaged", "encrypted", "too_large", "empty"}


@settings(max_examples=80)
@given(_CUTS, _FLIPS)
def test_spoilt_xml_is_read_or_refused(cut: int, flips) -> None:
    part = spoilt(PARTS["word/document.xml"].encode(), cut, flips)
    assert outcome(docx_paper, zipped({"word/document.xml": part})) in {"read", "damaged"}


@given(st.binary(max_size=400), _FLIPS)
def test_what_claims_to_be_word_97_is_refused(junk: bytes, flips) -> None:
    begin = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for data in (begin + junk, b"\xdb\xa5" + junk):
        with pytest.raises(CannotRead):
            word97_paper(data)


def nested(depth: int) -> bytes:
    body = p("in")
    for _ in range(depth):
        body = table(row(cell(body + p(""))))
    return docx(body)


def test_tables_nest_to_the_bound_and_no_deeper() -> None:
    assert docx_text(nested(MOST_DEPTH - 1)) == "in"
    with pytest.raises(Damaged):
        docx_paper(nested(MOST_DEPTH))


def test_an_archive_with_a_wrong_list_is_damaged() -> None:
    data = BytesIO(WORD).getvalue()
    place = data.rindex(b"PK\x05\x06")
    with pytest.raises(Damaged):
        docx_paper(data[:place] + b"PK\x05\x06" + b"\xff" * 18)
