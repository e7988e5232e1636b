"""Files as they came, pictures in them, and pages of a PDF drawn. Nothing in them runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.documents import actions, texts
from comitia.documents.access import version_for
from comitia.documents.filing import content_of
from comitia.documents.models import LanguageVersion
from comitia.documents.publish.shape import pictures
from comitia.documents.symbols import file_name
from comitia.papers.pages import picture_of_page
from comitia.papers.refusals import CannotRead
from comitia.people.access import Hidden
from comitia.web.door import asker
from comitia.web.pages.documents.reading import DRAWN

SECONDS = 10
# So many pages are drawn at once by this process; who comes then waits so long.
AT_ONCE = 2
WAIT_SECONDS = 15
_drawing = threading.BoundedSemaphore(AT_ONCE)
MOST_PAGES = 500


@require_safe
def file(request: HttpRequest, name: str, path: str, language: str) -> HttpResponse:
    """A language version exactly as it came, to be saved and never run; `original` is one, too."""
    at, person = clock.now(), asker(request)
    version = _version(request, name, path, language)
    if request.method == "GET":
        actions.log_access(version=version, person=person, at=at)
    response = HttpResponse(content_of(version.file), content_type="application/octet-stream")
    response["Content-Type"] = version.file.media_type
    shown = file_name(version.issue, version.language, version.file.kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown)}"
    return _inert(response)


@require_safe
def picture(request: HttpRequest, name: str, path: str, language: str, number: int) -> HttpResponse:
    """A picture in a file, to be drawn."""
    version = _version(request, name, path, language)
    known = _known(request, version, number)
    if known is not None:
        return known
    read = texts.paper_of(version.file)
    found = pictures(read.paper) if read is not None and read.paper is not None else []
    if number >= len(found) or found[number].media_type not in DRAWN:
        raise Hidden(f"{path} {number}")
    response = HttpResponse(found[number].data, content_type=found[number].media_type)
    return _kept(_inert(response), version, number)


@require_safe
def page(request: HttpRequest, name: str, path: str, language: str, number: int) -> HttpResponse:
    """A page of a PDF as a picture."""
    version = _version(request, name, path, language)
    if version.file.kind != "pdf" or not 1 <= number <= MOST_PAGES:
        raise Hidden(f"{path} {number}")
    known = _known(request, version, number)
    if known is not None:
        return known
    with _turn() as has_turn:
        if not has_turn:
            return HttpResponse(status=503, headers={"Retry-After": "5"})
        try:
            data = picture_of_page(content_of(version.file), number, seconds=SECONDS)
        except CannotRead as refusal:
            raise Hidden(f"{path} {number}") from refusal
    return _kept(_inert(HttpResponse(data, content_type="image/png")), version, number)


def _version(request: HttpRequest, name: str, path: str, language: str) -> LanguageVersion:
    wanted = "" if language == "original" else language
    return version_for(asker(request), name, path, wanted, at=clock.now())


def _tag(version: LanguageVersion, number: int) -> str:
    return quote_etag(f"{version.file.sha256[:32]}-{number}")


def _known(request: HttpRequest, version: LanguageVersion, number: int) -> HttpResponse | None:
    """304 where the browser has it: the bytes of a file never change."""
    found = get_conditional_response(request, etag=_tag(version, number))
    return found if isinstance(found, HttpResponse) else None


def _kept(response: HttpResponse, version: LanguageVersion, number: int) -> HttpResponse:
    response["ETag"] = _tag(version, number)
    # Asked for again each time: a document may be withdrawn.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _inert(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, no_cache=True)
    return response


@contextmanager
def _turn() -> Iterator[bool]:
    has_turn = _drawing.acquire(timeout=WAIT_SECONDS)
    try:
        yield has_turn
    finally:
        if has_turn:
            _drawing.release()
