"""Versions of the report and redlines as files, handed out to be saved."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comitia.people.access import Hidden, Refused
from comitia.reports import access
from comitia.reports.languages import languages_of
from comitia.reports.publishing import NoFile, name_of, name_of_redline, published, redlined
from comitia.reports.states import state_of
from comitia.web.pages.report.door import anybody

KINDS = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


@require_safe
def version(
    request: HttpRequest, name: str, ordinal: int, language: str, form: str
) -> HttpResponse:
    """A version as a file, in a language that it has."""
    visit = anybody(request, name)
    found = access.version_for(visit.visitor, name, ordinal, at=visit.at)
    if form not in KINDS or language not in languages_of(visit.report):
        raise Hidden(f"{language}.{form}")
    try:
        state = state_of(found, language)
        data = published(state, form)
    except NoFile as refusal:
        raise Refused(str(refusal)) from refusal
    return _handed_out(data, name_of(state, form), KINDS[form])


@require_safe
def redline(request: HttpRequest, name: str, old: str, new: str, form: str) -> HttpResponse:
    """What changed between two versions, or to the draft as it stands, in tracked changes.

    In ?language=, else in the original's.
    """
    visit = anybody(request, name)
    language = request.GET.get("language") or visit.report.language
    if form not in KINDS or language not in languages_of(visit.report):
        raise Hidden(f"{language}.{form}")
    before, after = (state_of(visit.side(each), language) for each in (old, new))
    try:
        data = redlined(before, after, form)
    except NoFile as refusal:
        raise Refused(str(refusal)) from refusal
    return _handed_out(data, name_of_redline(before, after, form), KINDS[form])


@require_safe
def frozen(request: HttpRequest, name: str, ordinal: int) -> HttpResponse:
    """What was frozen, byte by byte: canonical JSON (RFC 8785), whose hash the ledger has."""
    visit = anybody(request, name)
    found = access.version_for(visit.visitor, name, ordinal, at=visit.at)
    return _handed_out(found.content.encode(), f"{name}-{ordinal}.json", "application/json")


def _handed_out(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
