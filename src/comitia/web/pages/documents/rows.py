"""The rows of the register's list, set by hand: a template takes three times as long for fifty."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comitia.documents.queries import Line
from comitia.documents.words import INFORMATION_PAPER
from comitia.groups.models import Group
from comitia.web.templatetags.comitia import day, instant
from comitia.web.templatetags.documents import (
    addition,
    document_state,
    issue_path,
    lang_attribute,
    language_short,
    meeting_words,
)

_NONE = "–"


def rows(lines: Sequence[Line], group: Group) -> SafeString:
    """The lines as rows of a table: symbol, title, source, state, received, posted, languages."""
    setting = _Setting(group)
    return SafeString("\n".join([setting.row(each) for each in lines]))


class _Setting:
    """The words and addresses that all rows share, in the reader's language."""

    def __init__(self, group: Group) -> None:
        self._here = reverse("documents", args=[group.name])
        self._source = escape(_("Source"))
        self._state = escape(_("State"))
        self._received = escape(_("Received"))
        self._posted = escape(_("Posted"))
        self._languages = escape(_("Languages"))
        self._new = escape(_("new"))
        self._confidential = escape(_("confidential"))
        self._information = escape(str(INFORMATION_PAPER))
        self._late = escape(_("late"))
        self._read = escape(_("read"))

    def row(self, line: Line) -> str:
        document = line.document
        stone = ' class="stone"' if line.is_stone else ""
        codes = document.language_codes
        languages = " ".join(
            [f'<span class="code">{escape(language_short(each))}</span>' for each in codes]
        )
        return (
            f'<tr{stone}><th scope="row">{self._symbol(line)}</th>\n'
            f'<td class="title">{self._title(line, codes[0] if codes else "")}</td>\n'
            f'<td data-label="{self._source}"><bdi>'
            f"{escape(document.source_line or _NONE)}</bdi></td>\n"
            f'<td data-label="{self._state}">{self._how_it_stands(line)}</td>\n'
            f'<td data-label="{self._received}">{_date(document.received_at)}</td>\n'
            f'<td data-label="{self._posted}">{_date(document.posted_at)}</td>\n'
            f'<td data-label="{self._languages}">{languages or _NONE}</td></tr>'
        )

    def _symbol(self, line: Line) -> str:
        new = f' <span class="new">{self._new}</span>' if line.is_new else ""
        return f'<a href="{self._at(line.path)}"><bdi>{escape(line.symbol)}</bdi></a>{new}'

    def _title(self, line: Line, language: str) -> str:
        document = line.document
        title = line.title or (_("(withdrawn)") if line.is_stone else _("(without title)"))
        found = (
            f'<a href="{self._at(line.path)}" lang="{escape(lang_attribute(language))}"'
            f' dir="auto">{escape(title)}</a>'
        )
        if document.is_confidential:
            found += f' <span class="finding bad">{self._confidential}</span>'
        if line.is_information:
            found += f' <span class="quiet">{self._information}</span>'
        if line.additions:
            links = ", ".join(
                [
                    f'<a href="{self._at(issue_path(each))}">{escape(addition(each))}</a>'
                    for each in line.additions
                ]
            )
            found += f" <small>{links}</small>"
        if document.meeting:
            meeting = _("for %(meeting)s") % {"meeting": meeting_words(document.meeting)}
            found += f"<br><small>{escape(meeting)}</small>"
        return found

    def _how_it_stands(self, line: Line) -> str:
        document = line.document
        found: str = document_state(document.state)
        if document.is_late and document.state != "late_held":
            found += f' <span class="state warn">{self._late}</span>'
        if line.read_at:
            found += (
                f' <span class="quiet nowrap"><span aria-hidden="true">✓</span> {self._read}</span>'
            )
        return found

    def _at(self, path: str) -> str:
        return f"{self._here}{escape(path)}/"


def _date(at: datetime | None) -> str:
    return f'<time datetime="{instant(at)}">{escape(day(at))}</time>' if at else _NONE
