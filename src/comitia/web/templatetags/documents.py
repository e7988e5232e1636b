"""What templates need to show documents: their states, verdicts and languages, alike everywhere."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comitia.bodies.models import Meeting
from comitia.documents import words
from comitia.documents.deadlines import Verdict
from comitia.documents.models import Document, Issue
from comitia.documents.symbols import path_of, path_of_issue, symbol_of, symbol_of_issue
from comitia.web.context import OWN_NAMES
from comitia.web.templatetags.comitia import day, month

register = template.Library()

# State -> the class that gives its shape and colour.
TONES = {
    "posted": "good",
    "considered": "good",
    "noted": "good",
    "reflected_in": "good",
    "meeting_accepts": "good",
    "returned": "warn",
    "late_held": "warn",
    "admitted": "warn",
    "carried_forward": "warn",
    "submitted": "warn",
    "checking": "warn",
    "numbered": "warn",
    "meeting_declines": "bad",
    "withdrawn": "bad",
}
_JUDGED = {"in_time": "good", "late": "bad", "overdue": "bad", "open": "warn"}
_OWN = dict(OWN_NAMES)


@register.simple_tag
def document_state(value: str) -> SafeString:
    """A document's state as word, shape and colour."""
    tone = TONES.get(value, "quiet")
    return format_html('<span class="state {}">{}</span>', tone, words.STATE[value])


@register.simple_tag
def verdict_word(verdict: Verdict) -> SafeString:
    """What a rule says of a document, as word, shape and colour."""
    tone = _JUDGED.get(verdict.judged, "quiet")
    said = words.VERDICT[verdict.about, verdict.judged]
    return format_html('<span class="state {}">{}</span>', tone, said)


@register.simple_tag
def exemption_word(verdict: Verdict) -> str:
    """Why a temporary document need not have been there earlier; empty where that is not so."""
    return str(words.EXEMPTION.get(verdict.exemption, ""))


@register.simple_tag
def liaison_words(liaison: Any) -> str:
    """Whether a liaison statement came or goes, and what it asks for."""
    asks, direction = words.LIAISON_ASKS[liaison.asks], words.DIRECTION[liaison.direction]
    return f"{direction}, {asks}"


@register.filter
def addition(issue: Issue) -> str:
    """What an issue is besides its document, in brief: Rev.1, Corr.2."""
    return symbol_of_issue(issue).removeprefix(symbol_of(issue.document)).strip()


@register.filter
def issue_path(issue: Issue) -> str:
    """What an issue is called in addresses."""
    return path_of_issue(issue)


@register.filter
def document_path(document: Document) -> str:
    """What a document is called in addresses."""
    return path_of(document)


@register.simple_tag
def event_word(event: str) -> str:
    """What happened to a document."""
    return str(words.EVENT[event])


@register.filter
def meeting_words(meeting: Meeting) -> str:
    """A meeting by its body and its first day, or its month while the days are not fixed."""
    when = day(meeting.opens) if meeting.opens else month(meeting.planned_month)
    return f"{meeting.body.acronym}, {when}"


@register.filter
def language_own(code: str) -> str:
    """A file's language under its own name; a dash while it is not known."""
    return "–" if code.startswith("?") else _OWN.get(code, code)


@register.filter
def language_short(code: str) -> str:
    """A file's language in a letter or two, as lists have it."""
    return "?" if code.startswith("?") else {"zh-hans": "zh"}.get(code, code)


@register.filter
def lang_attribute(code: str) -> str:
    """For a lang attribute: `und` while the language is not known."""
    return "und" if code.startswith("?") or not code else code
