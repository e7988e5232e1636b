"""An issued letter as HTML, DOCX and PDF: made once, the same bytes for ever."""

from io import BytesIO

import docx
import pytest

from comitia.documents.publish.fonts import FontsMissing
from comitia.official import actions, files
from comitia.official.files import FORMS, NoFile, file_of
from tests.official.letters import draft, meeting_of

pytestmark = pytest.mark.django_db
BEGINS = {"html": b"<!doctype html>", "docx": b"PK", "pdf": b"%PDF-"}


@pytest.fixture
def letter(world, settings, tmp_path):
    settings.DATA = tmp_path
    made = draft(world, "collective_letter", meeting=meeting_of(world))
    return actions.issue(letter=made, by=world.sam, at=world.now).letter


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_form_is_made_once_and_is_the_same_when_made_again(letter, form, tmp_path):
    version = letter.versions.get(language="fr")
    first = file_of(version, form)
    assert first.startswith(BEGINS[form])
    (kept,) = (tmp_path / "published").iterdir()
    assert (kept.name, kept.read_bytes()) == (f"{version.sha256}.{form}", first)
    kept.write_bytes(b"kept")
    assert file_of(version, form) == b"kept"
    kept.unlink()
    assert file_of(version, form) == first


def test_a_file_says_what_the_letter_says(letter):
    read = docx.Document(BytesIO(file_of(letter.versions.get(language="en"), "docx")))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    assert "TSB Collective letter 1/EXAG" in cells
    assert "11–15 July 2011" in cells
    text = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "You are invited to the meeting." in text
    assert "Dear Sir/Madam," in text


def test_a_form_that_cannot_be_made_is_refused_in_words(letter, monkeypatch, tmp_path):
    def without_fonts(paper, cover):
        raise FontsMissing(("fonts-noto-cjk",))

    monkeypatch.setitem(files._WRITERS, "pdf", without_fonts)
    with pytest.raises(NoFile, match="fonts-noto-cjk"):
        file_of(letter.versions.get(language="en"), "pdf")
    assert not (tmp_path / "published").exists()


def test_the_page_leads_to_the_files(pages, letter):
    page = pages.get(f"/official/{letter.slug}/").content.decode()
    path = f"/official/{letter.slug}/letter.en.docx"
    assert f'href="{path}"' in page
    answer = pages.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'"{letter.slug}.en.docx"')
    for path in ("letter.ru.docx", "letter.en.exe"):
        assert pages.get(f"/official/{letter.slug}/{path}").status_code == 404
