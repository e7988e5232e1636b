"""Atom feeds of a group, a thread and a search, for those who follow mail by a feed reader."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.archive import access, exports
from comitia.archive.access import Reading
from comitia.archive.exports import Chosen, feed
from comitia.archive.exports.feed import Head
from comitia.archive.rendering import VERSION
from comitia.base import clock
from comitia.people.access import Refused
from comitia.web.door import asker
from comitia.web.pages.archive.exports import masked_among, readings_asked_for


@require_safe
def archive(request: HttpRequest, name: str) -> HttpResponseBase:
    """The newest messages of a group."""
    reading = access.archive_for(asker(request), name, at=clock.now())
    group = reading.group
    title = _("Mail of %(name)s") % {"name": group.name}
    page = reverse("mail", args=[group.name])
    name = feed.tag(group, "mail")
    return _answer(request, [reading], exports.whole(group), title, name, page)


@require_safe
def thread(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """The newest messages of the thread that holds the message of this number."""
    found, message, reading = access.thread_for(asker(request), name, number, at=clock.now())
    first = found.first or message
    title = found.subject or _("(no subject)")
    if reading.masks_addresses:
        title = exports.without_addresses(title)
    group = reading.group
    page = reverse("thread", args=[group.name, first.number])
    # By the number asked for: whoever follows it goes on following it when threads are woven anew.
    name = feed.tag(group, f"thread/{number}")
    return _answer(request, [reading], exports.thread(found), title, name, page)


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """The newest mail that fits ?q=, within ?group= where given."""
    asked = request.GET.get("q", "").strip()[:500]
    readings = readings_asked_for(request)
    try:
        chosen = exports.found(asked, readings, at=clock.now(), newest=feed.ENTRIES)
    except exports.CannotSearch as error:
        raise Refused(str(error)) from None
    name = _("Search")
    title = f"{name}: {asked}"
    page = f"{reverse('search')}?{request.GET.urlencode()}"
    name = f"{settings.BASE_URL}{request.get_full_path()}"
    return _answer(request, readings, chosen, title, name, page)


def _answer(
    request: HttpRequest,
    readings: list[Reading],
    chosen: Chosen,
    title: str,
    name: str,
    page: str,
) -> HttpResponseBase:
    """The feed, or 304 where nothing has changed since it was fetched."""
    masks = masked_among(readings)
    messages = feed.newest(chosen)
    seen = [VERSION, sorted(masks), get_language(), title]
    seen += [(each.pk, each.redacted_at, each.parent_id) for each in messages]
    etag = quote_etag(sha256(repr(seen).encode()).hexdigest()[:32])
    changed = int(feed.changed_at(messages).timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        base = settings.BASE_URL
        link = f"{base}{request.get_full_path()}"
        head = Head(name, title, link, f"{base}{page}")
        data = feed.atom(head, messages, masks=masks)
        response = HttpResponse(data, content_type=f"{feed.KIND}; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    patch_cache_control(response, private=True, no_cache=True)
    return response
