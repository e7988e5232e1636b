"""Versions of the report and redlines as files, handed out to be saved."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from comitia.people.access import Hidden, Refused
from comitia.reports import access
from comitia.reports.languages import languages_of
from comitia.reports.models import Version
from comitia.reports.publishing import NoFile, published, redlined
from comitia.web.pages.report.door import DRAFT, anybody

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
        data = published(found, form, language)
    except NoFile as refusal:
        raise Refused(str(refusal)) from refusal
    return _handed_out(data, f"{name}-{ordinal}.{language}.{form}", KINDS[form])


@require_safe
def redline(request: HttpRequest, name: str, old: str, new: str, form: str) -> HttpResponse:
    """What changed between two versions, or to the draft as it stands, in tracked changes."""
    visit = anybody(request, name)
    if form not in KINDS:
        raise Hidden(form)
    before, after = visit.side(old), visit.side(new)
    try:
        data = redlined(before, after, form, by=after.byline if isinstance(after, Version) else "")
    except NoFile as refusal:
        raise Refused(str(refusal)) from refusal
    # Two files of the draft must not be taken for one another.
    when = f"-{localtime(visit.at):%Y-%m-%d-%H%M}" if DRAFT in {old, new} else ""
    return _handed_out(data, f"{name}-{old}-{new}{when}.{form}", KINDS[form])


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
