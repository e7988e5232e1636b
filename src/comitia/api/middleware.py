"""Whatever goes wrong under /api/ before or beside a view is told as the API tells of problems."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comitia.api.problems import KIND, described, problem

PREFIX = "/api/"
# What a problem still has to say besides its words (RFC 9110).
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate", "Vary", "Content-Language")

Answer = Callable[[HttpRequest], HttpResponse]


def problems_only(answer: Answer) -> Answer:
    """No program is sent a page for people: wrong methods, too much at once, surprises."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        is_told = response.headers.get("Content-Type", "").startswith(KIND)
        if response.status_code < 400 or is_told or not request.path.startswith(PREFIX):
            return response
        told = problem(response.status_code, *_words(request, response))
        for name in _KEPT:
            if name in response.headers:
                told.headers[name] = response.headers[name]
        return told

    return middleware


def _words(request: HttpRequest, response: HttpResponse) -> tuple[str, str]:
    """The title and the detail of what went wrong."""
    match response.status_code:
        case 405:
            allowed = response.headers.get("Allow", "")
            return (
                _("This address takes %(methods)s, not %(method)s.")
                % {"methods": allowed, "method": request.method},
                described(),
            )
        case 413:
            most = settings.UPLOAD_BYTES // 1_000_000
            return (
                _("This is too large"),
                _("One request takes at most %(most)s MB. Send fewer or smaller files at once.")
                % {"most": most},
            )
        case status if status >= 500:
            return _("Something went wrong here. It is written down; try again later."), ""
    return _("The request is not understood."), described()
