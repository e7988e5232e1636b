"""The harness itself: a DOCX with tracked changes, made by hand, is decided on both ways."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests import libreoffice

pytestmark = pytest.mark.slow

_CHANGED = (
    "<w:p {names}><w:r><w:t xml:space='preserve'>The group </w:t></w:r>"
    "<w:del w:id='1' w:author='Alice' w:date='2011-11-25T10:00:00Z'>"
    "<w:r><w:delText>meets</w:delText></w:r></w:del>"
    "<w:ins w:id='2' w:author='Alice' w:date='2011-11-25T10:00:00Z'>"
    "<w:r><w:t>reports</w:t></w:r></w:ins>"
    "<w:r><w:t xml:space='preserve'> in July.</w:t></w:r></w:p>"
)


@pytest.fixture(scope="module")
def office() -> Iterator[libreoffice.Office]:
    with libreoffice.running() as found:
        yield found


@pytest.fixture(scope="module")
def docx() -> bytes:
    document = Document()
    document.add_paragraph("Progress", style="Heading 1")
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(_CHANGED.format(names=nsdecls("w"))))
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(table._cells):
        cell.text = f"cell {number}"
    written = BytesIO()
    document.save(written)
    return written.getvalue()


CELLS = "cell 0\ncell 1\ncell 2\ncell 3"


def test_accepts_and_rejects_all_changes(office, docx):
    accepted, rejected = office.accept_all(docx), office.reject_all(docx)
    # Word wants a paragraph behind a table; LibreOffice adds it.
    assert office.text_of(accepted).rstrip() == f"Progress\nThe group reports in July.\n{CELLS}"
    assert office.text_of(rejected).rstrip() == f"Progress\nThe group meets in July.\n{CELLS}"
    assert office.text_of(docx, changes="accept").rstrip() == office.text_of(accepted).rstrip()


def test_writes_what_it_opened_in_other_formats(office, docx):
    assert office.open_and_save(docx, kind="odt").startswith(b"PK")
    assert office.open_and_save(docx, kind="pdf").startswith(b"%PDF-")


def test_says_what_it_cannot_open(office):
    with pytest.raises(libreoffice.CannotOpen):
        office.text_of(b"PK\x03\x04 nothing of the kind", name="broken.docx")


def test_is_gone_afterwards():
    with libreoffice.running() as office:
        assert Path(f"/proc/{office.process}").exists()
    assert not Path(f"/proc/{office.process}").exists()
