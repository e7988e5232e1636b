"""What holds for every answer: who asks, which language, what may not be shown, and inert pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from comitia.base.languages import known_language
from comitia.people.access import Hidden, Refused

Answer = Callable[[HttpRequest], HttpResponse]

MOST_DRAINED_BYTES = 500_000_000
# Pages run no script and load nothing from elsewhere; messages shown in them least of all.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def inert_pages(answer: Answer) -> Answer:
    """Send the content security policy with everything that does not bring its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def bounded_bodies(answer: Answer) -> Answer:
    """Refuse what is far too large before any of it is read, be it by the check of a form's token.

    The rest of it is drained, within bounds, for a browser that is cut off shows no answer.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            size_bytes = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size_bytes = 0
        if size_bytes <= settings.UPLOAD_BYTES:
            return answer(request)
        left = min(size_bytes, MOST_DRAINED_BYTES)
        while left > 0 and (piece := request.read(min(left, 1_000_000))):
            left -= len(piece)
        return render(request, "413.html", {"most": settings.UPLOAD_BYTES}, status=413)

    return middleware


def readers_language(answer: Answer) -> Answer:
    """Somebody signed in reads their own language, unless they chose another in this browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not chosen and request.user.is_authenticated:
            language = known_language(request.user.language)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return answer(request)

    return middleware


class Refusals:
    """Says the same for what is hidden as for what is absent, and the reason for a refusal."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Hidden):
            return render(request, "404.html", status=404)
        if isinstance(error, Refused):
            return render(request, "403.html", {"reason": str(error)}, status=403)
        return None
