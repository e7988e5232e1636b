"""The newest messages as an Atom feed (RFC 4287), answers marked as such (RFC 4685)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree

from django.conf import settings
from django.utils.translation import gettext as _

from comitia.archive.exports.chosen import Chosen
from comitia.archive.exports.lines import without_addresses
from comitia.archive.models import Message
from comitia.archive.rendering import Block, Rendered
from comitia.archive.rendering.blocks import QUOTE
from comitia.archive.texts import renderings
from comitia.groups.models import Group

ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
THREADING = "http://purl.org/syndication/thread/1.0"
KIND = "application/atom+xml"
# Nothing has happened yet.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What no XML 1.0 may hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ElementTree.register_namespace("", ATOM)
ElementTree.register_namespace("thr", THREADING)


@dataclass(frozen=True)
class Head:
    """What a feed says of itself. `link` is its own address, `page` that of what it follows.

    `name` never changes, wherever the feed is fetched from.
    """

    name: str
    title: str
    link: str
    page: str


def newest(chosen: Chosen) -> list[Message]:
    """The messages a feed holds, the last received first."""
    rows = chosen.rows if chosen.keys is None else chosen.rows.filter(pk__in=chosen.keys)
    wanted = rows.order_by("-received_at", "-pk").select_related("group", "entity", "parent__group")
    return list(wanted.defer("authentication", "in_reply_to")[:ENTRIES])


def changed_at(messages: list[Message]) -> datetime:
    """When a feed of these last changed: one came, or was redacted."""
    return max((_updated(each) for each in messages), default=_NEVER)


def atom(head: Head, messages: list[Message], *, masks: frozenset[int] = frozenset()) -> bytes:
    """The feed. Of the groups in `masks` (keys) no whole address is in it."""
    feed = ElementTree.Element(_in(ATOM, "feed"))
    _add(feed, "id", head.name)
    _add(feed, "title", head.title)
    _add(feed, "updated", _instant(changed_at(messages)))
    _add(feed, "link", rel="self", href=head.link, type=KIND)
    _add(feed, "link", rel="alternate", href=head.page, type="text/html")
    _add(feed, "generator", "Comitia")
    rendered = renderings(messages)
    for message in messages:
        feed.append(_entry(message, rendered[message.pk], hides=message.group_id in masks))
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def tag(group: Group, name: str | int) -> str:
    """A name for something of a group that nobody else gives to anything (RFC 4151)."""
    return f"tag:{settings.MAIL_DOMAIN},{group.created_at:%Y-%m-%d}:{group.name}/{name}"


def _entry(message: Message, rendered: Rendered, *, hides: bool) -> ElementTree.Element:
    entry = ElementTree.Element(_in(ATOM, "entry"))
    subject, author = message.subject, message.from_name
    if hides:
        rendered = rendered.for_public()
        subject, author = without_addresses(subject), without_addresses(author)
    _add(entry, "id", _id(message))
    _add(entry, "title", subject or _("(no subject)"))
    _add(entry, "updated", _instant(_updated(message)))
    _add(entry, "published", _instant(message.received_at))
    _add(entry, "link", rel="alternate", href=_link(message), type="text/html")
    author = author or (message.entity.name if message.entity else "") or _("Unknown author")
    _add(_add(entry, "author"), "name", author)
    if message.parent is not None:
        answered = ElementTree.SubElement(entry, _in(THREADING, "in-reply-to"))
        answered.set("ref", _id(message.parent))
        answered.set("href", _link(message.parent))
    words = "".join(_block(each) for each in rendered.blocks)
    if message.redacted_at is not None:
        words = f"<p>{escape(message.redaction_reason)}</p>"
    _add(entry, "content", words, type="html")
    return entry


def _block(block: Block) -> str:
    lines = block.html.replace("\n", "<br>\n")
    return f"<blockquote>{lines}</blockquote>\n" if block.kind == QUOTE else f"<p>{lines}</p>\n"


def _id(message: Message) -> str:
    """By its place in its archive, which no other message ever gets."""
    return tag(message.group, message.number)


def _link(message: Message) -> str:
    return f"{settings.BASE_URL}/m/{quote(message.message_id, safe='@+=~!$*,.:;')}/"


def _updated(message: Message) -> datetime:
    return message.redacted_at or message.received_at


def _add(
    above: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    found = ElementTree.SubElement(above, _in(ATOM, name), attributes)
    if text:
        found.text = _NOT_XML.sub("", text)
    return found


def _in(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
