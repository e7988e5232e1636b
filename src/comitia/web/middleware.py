"""What holds for every answer: who asks, which language, what may not be shown, and inert pages."""

import re
import secrets
import struct
import zlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from comitia.base.languages import known_language
from comitia.people.access import Hidden, Refused

Answer = Callable[[HttpRequest], HttpResponse]

MOST_DRAINED_BYTES = 500_000_000
PACKED_KINDS = frozenset({"text/html", "text/calendar", "text/plain", "application/json"})
LEAST_PACKED_BYTES = 1_000
# Level 6 makes a page 3 % smaller and takes twice as long.
PACKING_LEVEL = 3
MOST_BLUR_BYTES = 100
_GZIP = re.compile(r"(?<![\w-])(?:gzip|\*)(?!\s*;\s*q=0(?:\.0*)?(?:[,\s]|$))", re.IGNORECASE)
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


def compressed(answer: Answer) -> Answer:
    """Send pages packed (gzip) to those who can unpack them.

    What a page holds in secret is masked anew in each answer, and the length is blurred besides
    (docs/decisions/0106): the size of an answer tells nothing of it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind not in PACKED_KINDS or response.streaming:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if (
            len(response.content) < LEAST_PACKED_BYTES
            or "Content-Encoding" in response.headers
            or not _GZIP.search(request.headers.get("Accept-Encoding", ""))
        ):
            return response
        response.content = _gzipped(response.content)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
        tag = response.headers.get("ETag", "")
        if tag.startswith('"'):
            # The same page in other bytes (RFC 9110 8.8.3).
            response.headers["ETag"] = f"W/{tag}"
        return response

    return middleware


def _gzipped(data: bytes) -> bytes:
    """Gzip with a file name of random length in its header (as Django's own, against BREACH)."""
    blur = b"c" * (secrets.randbelow(MOST_BLUR_BYTES) + 1)
    packer = zlib.compressobj(PACKING_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b"".join(
        (
            b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + blur + b"\x00",
            packer.compress(data),
            packer.flush(),
            struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF),
        )
    )


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
