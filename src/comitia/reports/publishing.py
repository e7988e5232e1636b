"""Versions of the report as files: HTML, DOCX, PDF, text, Markdown. Made once, then kept.

A file is kept under the hash of what went into it, in the data folder; the folder `published` may
be deleted. The draft is made into a file each time, since it changes.
"""

import json
from hashlib import sha256

from django.utils.translation import gettext as _

from comitia.documents.kept import kept
from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.cover import Cover
from comitia.documents.publish.docx import docx_file
from comitia.documents.publish.fonts import FontsMissing
from comitia.documents.publish.markdown import markdown_file
from comitia.documents.publish.page import html_file
from comitia.documents.publish.pdf import CannotSet, pdf_file
from comitia.documents.publish.text import text_file
from comitia.papers.blocks import Paper
from comitia.papers.wire import to_json
from comitia.reports.comparing import redline
from comitia.reports.covering import cover_between, cover_of
from comitia.reports.errors import ReportsRefusal
from comitia.reports.states import State

WRITERS = {
    "html": html_file,
    "docx": docx_file,
    "pdf": pdf_file,
    "txt": text_file,
    "md": markdown_file,
}


class NoFile(ReportsRefusal):
    """The report cannot be had in this form, here and now."""


def published(of: State, form: str) -> bytes:
    """The draft or a version as a file of one of WRITERS.

    Raises NoFile; KeyError for no such form.
    """
    paper, cover = of.paper, cover_of(of)
    return _kept(form, paper, cover) if of.version else _written(form, paper, cover)


def redlined(old: State, new: State, form: str) -> bytes:
    """The redline from one to the other as a file; in DOCX the changes are real tracked ones.

    Raises NoFile; KeyError for no such form.
    """
    paper = redline(old, new, by=new.version.byline if new.version else "")
    cover = cover_between(old, new)
    is_fixed = old.version and new.version
    return _kept(form, paper, cover) if is_fixed else _written(form, paper, cover)


def name_of(of: State, form: str) -> str:
    """What the file is called: t09demo-2.en.docx."""
    return f"{of.report.group.name}-{of.name}.{of.language}.{form}"


def name_of_redline(old: State, new: State, form: str) -> str:
    """What the redline is called: t09demo-1-2.docx, or t09demo-1-draft-1f6c3e0b77aa.fr.docx."""
    language = "" if new.is_original else f".{new.language}"
    return f"{new.report.group.name}-{old.name}-{new.name}{language}.{form}"


def _kept(form: str, paper: Paper, cover: Cover) -> bytes:
    """The file of what never changes: made where there is none yet, then kept."""
    # A translation may be mended after the version was frozen: the paper itself is hashed.
    said = json.dumps([form, repr(cover), to_json(paper)], ensure_ascii=False, sort_keys=True)
    key = sha256(said.encode("utf-8")).hexdigest()
    return kept(key, form, lambda: _written(form, paper, cover))


def _written(form: str, paper: Paper, cover: Cover) -> bytes:
    try:
        return WRITERS[form](paper, cover)
    except (TooLargeToPublish, FontsMissing, CannotSet) as error:
        raise NoFile(
            _("The report cannot be had in this form now: %(reason)s") % {"reason": error}
        ) from error
