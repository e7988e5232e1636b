"""The archive: threads, a thread, a message, its bytes and its attachments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag

from comitia.archive import access, queries
from comitia.archive.rendering import masked
from comitia.base import clock
from comitia.groups.roles import may
from comitia.mail.queries import copies_of
from comitia.web.door import asker, page_number
from comitia.web.pages.archive.offered import acts_for
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.queues.words import in_words


def threads(request: HttpRequest, name: str) -> HttpResponse:
    """A group's threads, last active first."""
    at = clock.now()
    reading = access.archive_for(asker(request), name, at=at)
    found, page = queries.threads(reading.group, page=page_number(request))
    context = {
        "group": reading.group,
        "head": head_of(reading.group, "mail", person=asker(request), at=at),
        "threads": found,
        "page": page,
    }
    return render(request, "archive/threads.html", context)


def thread(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A thread by the number of its first message: who answered whom, or by date."""
    at = clock.now()
    found, message, reading = access.thread_for(asker(request), name, number, at=at)
    if found.first is not None and message != found.first:
        # It is, or has become, an answer: the thread stands under its first message.
        whole = reverse("thread", args=[reading.group.name, found.first.number])
        return redirect(f"{whole}?page={queries.page_with(message, found)}#m{message.number}")
    flat = request.GET.get("by") == "date"
    shown = queries.thread_page(found, page=page_number(request), flat=flat)
    context = {
        "group": reading.group,
        "head": head_of(reading.group, "mail", person=asker(request), at=at),
        "thread": found,
        "acts": acts_for(asker(request), found.first or message, reading, at=at),
        "shown": [
            (each, each.rendered.for_public() if reading.masks_addresses else each.rendered)
            for each in shown.messages
        ],
        "page": shown.page,
        "flat": flat,
    }
    return render(request, "archive/thread.html", context)


def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """One message, for ever at its Message-ID; a redacted one leaves a stone."""
    at = clock.now()
    person = asker(request)
    found, reading = access.message_for(person, message_id, at=at)
    may_know = person is not None and may(person, "moderate", reading.group, at=at)
    shown = queries.message_page(found)
    rendered = shown.rendered.for_public() if reading.masks_addresses else shown.rendered
    address = found.from_address
    context = {
        "group": reading.group,
        "head": head_of(reading.group, "mail", person=person, at=at),
        "message": found,
        "acts": acts_for(person, found, reading, at=at),
        "copies": in_words(copies_of(found)) if may_know else (),
        "shown": shown,
        "rendered": rendered,
        "address": masked(address) if reading.masks_addresses else address,
        "masks": reading.masks_addresses,
    }
    return render(request, "archive/message.html", context)


def raw(request: HttpRequest, message_id: str) -> HttpResponse:
    """The bytes as they came."""
    data = access.raw_for(asker(request), message_id, at=clock.now())
    response = HttpResponse(data, content_type="message/rfc822")
    response["Content-Disposition"] = 'attachment; filename="message.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = quote_etag(message_id.encode().hex()[:80])
    patch_cache_control(response, private=True, max_age=3600)
    return response


def attachment(request: HttpRequest, message_id: str, part: str) -> HttpResponse:
    """An attachment, to be saved and never run."""
    served = access.attachment_for(asker(request), message_id, part, at=clock.now())
    return HttpResponse(served.data, headers=served.headers)
