"""Answers that a browser has already: a page is named by what it shows (RFC 9110 13)."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import blake2b

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

from comitia.base import clock
from comitia.web.door import asker


@cache
def _edition() -> str:
    """Which Comitia makes the pages: its files, and what settings put on each page.

    The same in every process of a machine, whichever of them answers next.
    """
    files = [each for each in settings.PACKAGE.rglob("*") if each.suffix in {".py", ".html", ".mo"}]
    newest = max(each.stat().st_mtime_ns for each in files)
    return f"{len(files)} {newest} {settings.ORGANISATION} {settings.MAIL_DOMAIN}"


def _form_secret(request: HttpRequest) -> str:
    """What the forms of a page hold good with; signing in changes it."""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def unless_known(
    request: HttpRequest,
    state: object,
    make: Callable[[], HttpResponse],
    *,
    changed_at: datetime | None = None,
    public: bool,
) -> HttpResponse:
    """The answer that `make` gives, or 304 where the browser has it as it is.

    `state` is all that the page shows and that may change, as a value whose `repr` tells it. Who
    asks and in which language is added here. The answer is asked for again each time it is shown,
    since an archive may be closed and a message redacted; `public` says whether all may see it.
    """
    person = asker(request)
    who = (person.pk, str(person), _form_secret(request)) if person else None
    # What is to be said once is on no page that the browser has.
    news = len(get_messages(request)) if person else 0
    minute = clock.now().replace(second=0, microsecond=0) if settings.DEMO else None
    seen = repr((_edition(), get_language(), who, news, minute, request.get_full_path(), state))
    tag = f'W/"{blake2b(seen.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'
    response = None if news else get_conditional_response(request, etag=tag)
    if response is None:
        response = make()
    response.headers["ETag"] = tag
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Cache-Control"] = "no-cache" if public and not person else "private, no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response
