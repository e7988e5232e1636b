"""Mail taken out by the browser: an archive, a thread, a month, what a search finds; streamed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from comitia.archive import access, exports
from comitia.archive.access import Reading
from comitia.archive.exports import Chosen
from comitia.base import clock
from comitia.people.access import Refused
from comitia.web.door import asker

# Asked for by ?raw=1.
BYTES_TOO = "1"


@dataclass(frozen=True)
class Form:
    """A form in which mail leaves; `as_received` if it holds the bytes, addresses and all."""

    kind: str
    as_received: bool
    write: Callable[[Chosen], Iterator[bytes]]


FORMS = {
    "mbox.gz": Form("application/gzip", True, lambda it: exports.gzipped(exports.mbox(it))),
    "maildir.tar.gz": Form(
        "application/gzip", True, lambda it: exports.gzipped(exports.tarred_maildir(it))
    ),
    "jsonl": Form("application/jsonl; charset=utf-8", False, exports.json_lines),
}


@require_safe
def archive(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A group's whole archive."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    return _answer(request, form, [reading], lambda _: exports.whole(reading.group))


@require_safe
def month(request: HttpRequest, name: str, month: date, form: str) -> HttpResponseBase:
    """What a group received in a month."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    return _answer(request, form, [reading], lambda _: exports.month(reading.group, month))


@require_safe
def thread(request: HttpRequest, name: str, number: int, form: str) -> HttpResponseBase:
    """The thread that holds the message of this number."""
    found, _message, reading = access.thread_for(asker(request), name, number, at=clock.now())
    return _answer(request, form, [reading], lambda _: exports.thread(found))


@require_safe
def search(request: HttpRequest, form: str) -> HttpResponseBase:
    """The mail that fits ?q=, within ?group= where given."""
    at = clock.now()
    asked = request.GET.get("q", "").strip()[:500]
    readings = readings_asked_for(request)
    return _answer(request, form, readings, lambda these: exports.found(asked, these, at=at))


def readings_asked_for(request: HttpRequest) -> list[Reading]:
    """The archives to search: all that may be read, or the one of ?group=."""
    named = request.GET.get("group", "").lower()
    readings = access.readable(asker(request), at=clock.now())
    return [each for each in readings if named in {"", each.group.name}]


def masked_among(readings: list[Reading]) -> frozenset[int]:
    """The groups of which no whole address may be shown."""
    return frozenset(each.group.pk for each in readings if each.masks_addresses)


def _answer(
    request: HttpRequest,
    form: str,
    readings: list[Reading],
    choose: Callable[[list[Reading]], Chosen],
) -> HttpResponseBase:
    wanted = FORMS[form]
    raw = request.GET.get("raw") == BYTES_TOO
    if wanted.as_received or raw:
        readings = access.as_received(readings)
    try:
        chosen = choose(readings)
    except exports.CannotSearch as error:
        raise Refused(str(error)) from None
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=wanted.kind)
    elif wanted.as_received:
        response = StreamingHttpResponse(wanted.write(chosen), content_type=wanted.kind)
    else:
        lines = exports.json_lines(chosen, masks=masked_among(readings), raw=raw)
        response = StreamingHttpResponse(lines, content_type=wanted.kind)
    response["Content-Disposition"] = f'attachment; filename="{chosen.name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response
