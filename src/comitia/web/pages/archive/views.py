"""The archive to read: a thread, a message, its bytes and its attachments."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag

from comitia.archive import access, queries
from comitia.archive.authors import shown_name
from comitia.archive.outline import Line
from comitia.base import clock
from comitia.mail.queries import copies_of
from comitia.people.access import Hidden
from comitia.web.conditional import unless_known
from comitia.web.door import asker, page_number
from comitia.web.framed import framed
from comitia.web.pages.archive import facts
from comitia.web.pages.archive.converters import plainly_spelled
from comitia.web.pages.archive.entries import (
    beside_message,
    beside_thread,
    entry,
    overview,
    place_of,
)
from comitia.web.pages.archive.offered import acts_for
from comitia.web.pages.groups.frame import short_head
from comitia.web.pages.queues.words import in_words
from comitia.web.templatetags.comitia import message_link


def thread(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A thread by the number of its first message: who answered whom, or by date."""
    found, message, reading = access.thread_for(asker(request), name, number, at=clock.now())
    if found.first is not None and message != found.first:
        # It is, or has become, an answer: the thread stands under its first message.
        whole = reverse("thread", args=[reading.group.name, found.first.number])
        return redirect(f"{whole}?page={queries.page_with(message, found)}#m{message.number}")
    flat = request.GET.get("by") == "date"
    shown = queries.thread_page(found, page=page_number(request), flat=flat)
    head = short_head(reading.group, "mail", standing=reading.standing)
    acts = acts_for(asker(request), found.first or message, reading)

    def made() -> HttpResponse:
        places = place_of(shown, reading.group.name, flat=flat)
        context = {
            "group": reading.group,
            "thread": found,
            "facts": facts.of_thread(shown, flat=flat),
            "acts": acts,
            "masks": reading.masks_addresses,
            "shown": shown,
            "beside": beside_thread(shown, reading.group),
            "overview": overview(shown, places),
            "entries": [entry(each, reading, places) for each in shown.messages()],
            "page": shown.page,
            "flat": flat,
        }
        return framed(request, "archive/thread.html", context, head=head)

    state = (
        reading.role, head.state, found.subject, found.documents_count, shown.neighbours,
        acts.state, _state(shown.lines),
    )  # fmt: skip
    return unless_known(
        request, state, made, changed_at=found.last_at, public=reading.masks_addresses
    )


def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """One message, for ever at its Message-ID; a redacted one leaves a stone."""
    person = asker(request)
    places = access.messages_for(person, message_id, at=clock.now())
    if not places:
        return _led_there(request, message_id)
    named = request.GET.get("group", "").lower()
    here = [each for each in places if not named or each[1].group.name == named]
    if not here:
        raise Hidden(f"{message_id} in {named}")
    found, reading = here[0]
    shown = queries.message_page(found)
    head = short_head(reading.group, "mail", standing=reading.standing)
    copies = in_words(copies_of(found)) if person and reading.may("moderate") else ()
    others = [each.group.name for _, each in places if each.group != reading.group]
    acts = acts_for(person, found, reading)

    def made() -> HttpResponse:
        rendered = shown.rendered()
        context = {
            "group": reading.group,
            "message": found,
            "acts": acts,
            "author": shown_name(found.from_name, found.from_address),
            "facts": facts.of_message(found, reading, copies=copies, others=others),
            "shown": shown,
            "beside": beside_message(shown, reading.group),
            "places": [(line, message_link(line, reading.group)) for line in shown.lines],
            "rendered": rendered.for_public() if reading.masks_addresses else rendered,
            "masks": reading.masks_addresses,
        }
        return framed(request, "archive/message.html", context, head=head)

    state = (
        reading.role, head.state, found.redacted_at, found.entry and found.entry.position,
        found.entity and found.entity.name, others, [str(each) for each in copies], shown.whole,
        acts.state, _state(shown.lines),
        _state([each for each in (shown.previous, shown.next) if each]),
    )  # fmt: skip
    return unless_known(
        request,
        state,
        made,
        changed_at=found.redacted_at or found.received_at,
        public=reading.masks_addresses,
    )


def numbered(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The message at a place in a group's archive: leads to its page."""
    found, reading = access.numbered_for(asker(request), name, number, at=clock.now())
    return redirect(f"{message_link(found)}?group={reading.group.name}")


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


def _led_there(request: HttpRequest, message_id: str) -> HttpResponse:
    """To the message whose id was written otherwise, for those who may read it; else hidden."""
    plain = plainly_spelled(message_id)
    if plain and plain != message_id:
        found, _ = access.message_for(asker(request), plain, at=clock.now())
        return redirect(message_link(found))
    raise Hidden(message_id)


def _state(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    """What of lines may change: what comes, who answers whom, stones, what entities are called."""
    return [(each.number, each.answers, each.redacted, each.entity) for each in lines]
