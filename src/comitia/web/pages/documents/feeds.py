"""The newly posted documents as an Atom feed (RFC 4287)."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.archive.exports.feed import ATOM, KIND, tag
from comitia.base import clock
from comitia.base.text import storable
from comitia.documents import queries
from comitia.documents.access import register_for
from comitia.documents.queries import Filter, Line
from comitia.groups.models import Group
from comitia.web.conditional import unless_known
from comitia.web.door import asker

ENTRIES = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """The newest posted documents of a group, as far as the reader may see them."""
    sight = register_for(asker(request), name, at=clock.now())
    wanted = Filter(order="posted", states=_POSTED)
    lines = queries.listing(sight, wanted, per_page=ENTRIES).lines
    state = [
        (each.path, each.title, each.document.state, each.document.posted_at) for each in lines
    ]

    def made() -> HttpResponse:
        data = _atom(sight.group, lines)
        response = HttpResponse(data, content_type=f"{KIND}; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return unless_known(request, state, made, public=not (sight.reads or sight.everything))


# Whatever became of a document after it was posted.
_POSTED = (
    "posted",
    "considered",
    "noted",
    "reflected_in",
    "carried_forward",
    "admitted",
    "meeting_accepts",
)


def _atom(group: Group, lines: list[Line]) -> bytes:
    base, name = settings.BASE_URL, group.name
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    page = f"{base}{reverse('documents', args=[name])}"
    _add(feed, "id", tag(group, "documents"))
    _add(feed, "title", _("Documents of %(name)s") % {"name": name})
    _add(feed, "updated", _instant(max((_of(each) for each in lines), default=_NEVER)))
    _add(
        feed, "link", rel="self", href=f"{base}{reverse('documents:feed', args=[name])}", type=KIND
    )
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    _add(feed, "generator", "Comitia")
    for line in lines:
        document = line.document
        entry = _add(feed, "entry")
        _add(entry, "id", tag(group, f"documents/{document.pk}"))
        _add(entry, "title", f"{line.symbol}: {line.title}".rstrip(": "))
        _add(entry, "updated", _instant(_of(line)))
        if document.posted_at:
            _add(entry, "published", _instant(document.posted_at))
        href = base + reverse("documents:document", args=[name, line.path])
        _add(entry, "link", rel="alternate", href=href, type="text/html")
        _add(_add(entry, "author"), "name", document.source_line or name)
        languages = ", ".join(document.language_codes)
        _add(entry, "summary", f"{document.series_word}, {document.state_word} ({languages})")
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _of(line: Line) -> datetime:
    return line.document.posted_at or line.document.received_at or _NEVER


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _add(above: ElementTree.Element, name: str, text: str = "", **more: str) -> ElementTree.Element:
    found = ElementTree.SubElement(above, f"{{{ATOM}}}{name}", more)
    if text:
        found.text = storable(text)
    return found
