"""Issued letters as files: HTML, DOCX, PDF. Made once, then kept in the data folder.

A letter that was issued never changes, so its files can be kept for ever and made again at will:
the folder `published` may be deleted.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from comitia.documents.kept import kept
from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.cover import Cover
from comitia.documents.publish.docx import docx_file
from comitia.documents.publish.fonts import FontsMissing
from comitia.documents.publish.page import html_file
from comitia.documents.publish.pdf import CannotSet, pdf_file
from comitia.official.errors import OfficialRefusal
from comitia.official.models import OfficialVersion
from comitia.official.queries import letter_of
from comitia.papers.blocks import Cell, Paper, Paragraph, Row, Run, Table

FORMS = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_WRITERS = {"html": html_file, "docx": docx_file, "pdf": pdf_file}


class NoFile(OfficialRefusal):
    """The letter cannot be had in this form, here and now."""


def file_of(version: OfficialVersion, form: str) -> bytes:
    """An issued version as a file of one of FORMS. Raises NoFile, KeyError for no such form."""
    write = _WRITERS[form]
    try:
        return kept(version.sha256, form, lambda: write(*_published(version)))
    except (TooLargeToPublish, FontsMissing, CannotSet) as error:
        raise NoFile(
            _("This letter cannot be had in this form now: %(reason)s") % {"reason": error}
        ) from error


def _published(version: OfficialVersion) -> tuple[Paper, Cover]:
    """The letter with its facts as a table before the text, under a cover of its title."""
    letter = letter_of(version)
    rows = tuple(Row((_cell(fact.label), _cell(fact.value))) for fact in letter.facts)
    blocks = ((Table(rows),) if rows else ()) + letter.paper.blocks
    paper = Paper(blocks, letter.paper.notes, language=letter.language, title=letter.title)
    cover = Cover(
        body=settings.ORGANISATION,
        number=letter.reference,
        title=letter.title,
        language=letter.language,
        created=version.issued_at,
    )
    return paper, cover


def _cell(text: str) -> Cell:
    return Cell((Paragraph((Run(text),)),) if text else ())
