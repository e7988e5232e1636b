"""Papers read by the limited process: by their true kind, within its limits, or refused."""

import subprocess
import sys
from dataclasses import replace

import pytest

from comitia.papers import limited
from comitia.papers.blocks import Paper, Paragraph, Run
from comitia.papers.kinds import kind_of
from comitia.papers.limited import convert, convert_paper, paper_of
from comitia.papers.refusals import Damaged, Empty, Encrypted, TooLarge, TooMuchWork, UnknownKind
from tests.papers.making import docx, p, zipped

WORD = docx(p("Scope", "Titre1"))
SCOPE = Paper((Paragraph((Run("Scope"),), "heading", 1),))
ODT = zipped(
    {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "mimetype"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_a_paper_comes_out_as_it_is_read_here() -> None:
    assert convert_paper(WORD, "docx") == SCOPE
    assert convert(WORD, "docx") == "Scope"


@pytest.mark.parametrize(
    ("name", "media_type", "data", "kind"),
    [
        ("a.docx", "", WORD, "docx"),
        ("a.pdf", "application/pdf", WORD, "docx"),
        ("a", "", ODT, "odt"),
        ("a.docx", "", zipped({"a.txt": "a"}), "zip"),
        ("a.docx", "", WORD[:600], "docx"),
        ("a.doc", "", b"{\\rtf1 a}", "rtf"),
        ("a.txt", "", b"junk %PDF-1.4", "pdf"),
        ("a.doc", "", _OLE + "WordDocument".encode("utf-16-le"), "doc"),
        ("a.docx", "", _OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("a.xls", "", _OLE + "Workbook".encode("utf-16-le"), ""),
        ("a.md", "", b"# A", "markdown"),
        ("a.txt", "text/plain", b"# A", "text"),
        ("a", "text/markdown; charset=utf-8", b"# A", "markdown"),
        ("a.txt", "", "# A".encode("utf-16"), "text"),
        ("a.doc", "application/msword", b"<html><body>a", "html"),
        ("a.docx", "", b"MZ\x90\0", "program"),
        ("a.txt", "", b"a\0b", ""),
        ("a.docx", "", b"", "text"),
    ],
)
def test_the_content_decides_what_a_file_is(
    name: str, media_type: str, data: bytes, kind: str
) -> None:
    assert kind_of(name, media_type, data) == kind


def test_a_lying_name_is_found_out_and_said() -> None:
    assert paper_of("a.docx", "", WORD) == SCOPE
    assert paper_of("a.pdf", "application/pdf", WORD) == replace(SCOPE, remarks=("other_kind",))
    assert paper_of("a.txt", "text/markdown", b"a").remarks == ()


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("a.docx", WORD[: len(WORD) // 2], Damaged),
        ("a.docx", docx(""), Empty),
        ("a.docx", _OLE + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        ("a.doc", _OLE + "WordDocument".encode("utf-16-le"), Damaged),
        ("a.odt", ODT, Empty),
        ("a.zip", zipped({"a.txt": "a"}), UnknownKind),
        ("a.txt", b"", Empty),
        ("a.txt", b"a" * 8_000_001, TooLarge),
        ("a.pdf", b"%PDF-1.7", Damaged),
        ("a.docx", docx("<w:p>" * 390 + "</w:p>" * 390), Damaged),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        paper_of(name, "", data)


def test_a_bomb_is_refused() -> None:
    bomb = zipped({"word/document.xml": "<w>" + " " * 41_000_000 + "</w>"})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        convert_paper(bomb, "docx")


def test_entities_are_refused() -> None:
    part = (
        '<!DOCTYPE a [<!ENTITY b "ha">]><w:document xmlns:w="w"><w:body>&b;</w:body></w:document>'
    )
    with pytest.raises(Damaged):
        convert_paper(zipped({"word/document.xml": part}), "docx")


def test_time_and_answer_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "\n\n".join(["*a _b " * 300] * 200).encode()
    with pytest.raises(TooMuchWork) as refused:
        convert_paper(long * 5, "markdown", seconds=1)
    assert refused.value.facts == {"resource": "time"}


def _in_child(code: str) -> str:
    """What a process prints that has limited itself as the one that reads does."""
    begin = f"import sys; sys.path.insert(0, {str(limited._SOURCE)!r})\n"
    begin += "from comitia.papers.limited import _limit\n_limit(5, 1000)\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_process_that_reads_has_no_network_where_that_is_permitted() -> None:
    may = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    if may.returncode != 0:
        pytest.skip("this process may not make a name space of its own")
    assert _in_child("print(open('/proc/net/dev').read().count(':'))") == "1"


def test_the_process_that_reads_has_little_memory() -> None:
    code = "try:\n bytearray(1_100_000_000)\nexcept MemoryError:\n print('refused')"
    assert _in_child(code) == "refused"
