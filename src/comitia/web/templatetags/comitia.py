"""What templates need to set dates, states and links the same way everywhere."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from babel import Locale
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext

from comitia.archive.models import Message
from comitia.archive.oddities import in_words
from comitia.archive.rendering import Rendered
from comitia.archive.rendering.blocks import Block
from comitia.archive.words import IMPORT
from comitia.bodies.models import Body
from comitia.groups.words import CATEGORIES, CATEGORY, GROUP, ROLE, SEAT
from comitia.mail import mailto
from comitia.mail.authenticate import plain
from comitia.mail.authenticate.plain import Finding
from comitia.web.context import OWN_NAMES

register = template.Library()

# State -> the class that gives its shape and colour; the word comes from the store's own table.
TONES = {
    "active": "good",
    "done": "good",
    "met": "good",
    "accepted": "good",
    "delivered": "good",
    "open": "good",
    "met_late": "warn",
    "due": "warn",
    "pending_validation": "warn",
    "suspended": "warn",
    "waiting": "warn",
    "running": "warn",
    "deferred": "warn",
    "held": "warn",
    "missed": "bad",
    "rejected": "bad",
    "bounced": "bad",
    "parked": "bad",
    "terminated": "bad",
    "failed": "bad",
}


@register.simple_tag
def state(value: str, word: Any) -> SafeString:
    """A state as word, shape and colour."""
    return format_html('<span class="state {}">{}</span>', TONES.get(value, "quiet"), word)


@register.simple_tag
def seat_state(value: str) -> SafeString:
    """The state of a registration."""
    return state(value, SEAT[value])


@register.simple_tag
def group_state(value: str) -> SafeString:
    """The state of a group."""
    return state(value, GROUP[value])


@register.simple_tag
def import_state(value: str) -> SafeString:
    """How an import stands."""
    return state(value, IMPORT[value])


@register.filter
def oddity(code: str) -> str:
    """What was odd about a message that was brought in."""
    return in_words(code)


@register.simple_tag
def role_word(role: str) -> str:
    """What a role is called: convener, editor …"""
    return str(ROLE.get(role, role))


SURE = {
    "certain": ("good", gettext_lazy("stated")),
    "likely": ("warn", gettext_lazy("likely")),
    "inferred": ("bad", gettext_lazy("inferred")),
}


@register.simple_tag
def sureness(sure: str) -> SafeString:
    """How sure a finding of a circular is."""
    tone, word = SURE.get(sure, ("quiet", sure))
    return format_html('<span class="state {}">{}</span>', tone, word)


@register.simple_tag
def sender_verdict(authentication: Mapping[str, Any]) -> Finding:
    """Whether a message comes from whom it says, in one sentence."""
    return plain.verdict(authentication)


@register.simple_tag
def sender_findings(authentication: Mapping[str, Any]) -> Sequence[Finding]:
    """What SPF, DKIM, DMARC and ARC said of it, a sentence each."""
    return plain.findings(authentication)


# Longer quotations are folded.
QUOTED_LINES_SHOWN = 4
_CLASSES = {"quote": "body quoted", "signature": "body signature"}


@register.simple_tag
def text_blocks(blocks: Sequence[Block]) -> SafeString:
    """The text of a message block by block, long quotations folded.

    Not a template of its own: a thread has hundreds of blocks, and this is a third of its page.
    """
    return SafeString("".join([_block(block) for block in blocks]))


def _block(block: Block) -> str:
    # What rendering gives as html is safe already (archive.rendering).
    body = f'<div class="{_CLASSES.get(block.kind, "body")}">{block.html}</div>'
    if block.kind != "quote" or block.lines <= QUOTED_LINES_SHOWN:
        return body + "\n"
    folded = ngettext("%(number)s quoted line", "%(number)s quoted lines", block.lines)
    summary = escape(folded % {"number": block.lines})
    return f"<details><summary>{summary}</summary>{body}</details>\n"


@register.simple_tag
def own_language(code: str) -> str:
    """A language under its own name."""
    return dict(OWN_NAMES).get(code, code)


@register.simple_tag
def category_word(category: str) -> str:
    """A category of members, in the plural: Member States, Sector Members …"""
    return str(CATEGORIES.get(category, category))


@register.filter
def when(value: datetime | None) -> str:
    """An instant, absolute and with its zone: 12 September 2011, 10:00 CEST."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{_day_in(get_language(), local.date())}, {local:%H:%M} {local.tzname()}"


@lru_cache(maxsize=4096)
def _day_in(language: str | None, value: date) -> str:
    """A day in the active language, which is `language`. A page names the same few days often."""
    return date_format(value, "DATE_FORMAT")


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in full: 12 September 2011."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _day_in(get_language(), value)


@register.filter
def month(value: date | None) -> str:
    """A month: September 2011."""
    return date_format(value, "YEAR_MONTH_FORMAT") if value else ""


@register.filter
def instant(value: datetime | None) -> str:
    """An instant for a <time datetime="…">."""
    return value.isoformat() if value else ""


@register.simple_tag
def address(group: str, suffix: str = "") -> SafeString:
    """A group's address as a link to write to; suffix join, leave, owner, request …"""
    local = f"{group}-{suffix}" if suffix else group
    full = f"{local}@{settings.MAIL_DOMAIN}"
    return format_html('<a class="address" dir="ltr" href="mailto:{0}">{0}</a>', full)


@register.simple_tag(takes_context=True)
def page_link(context: template.Context, number: int) -> str:
    """This page's address with another page number, all else kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def language_tag(code: str) -> str:
    """The lang attribute for a stored language code."""
    return {"zh": "zh-hans"}.get(code, code)


@register.filter
def short_month(value: date) -> str:
    """A month under a tick: Sep, and January with its year."""
    if value.month == 1:
        return date_format(value, "Y")
    return date_format(value, "M")


@register.simple_tag
def category_name(category: str) -> str:
    """What one member is: Member State."""
    return str(CATEGORY[category])


@register.filter
def country(code: str) -> str:
    """A country's name in the reader's language (CLDR)."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return str(locale.territories.get(code.upper(), code))


@register.simple_tag
def message_link(message: Message) -> str:
    """The page of a message, for ever."""
    return f"/m/{quote(message.message_id, safe='@+=~!$*,.:;')}/"


@register.simple_tag(takes_context=True)
def reply_link(context: template.Context, message: Message) -> str:
    """A mailto that answers a message to the list, in its thread, from any mail program.

    On the page of the message itself it quotes what is shown there.
    """
    shown, text = context.get("rendered"), ""
    if isinstance(shown, Rendered) and context.get("message") == message:
        text = shown.text
    return mailto.reply_link(
        to=f"{message.group.name}@{settings.MAIL_DOMAIN}",
        message_id=message.message_id,
        references=message.in_reply_to,
        subject=message.subject,
        attribution=f"{message.from_name}, {day(message.dated_at)}:".lstrip(", "),
        text=text,
    )


NOTES = {
    "cut-short": gettext_lazy("The message is very long; the rest is in the exact bytes."),
    "encrypted": gettext_lazy("The text is encrypted; who has the key can open the exact bytes."),
    "charset-assumed": gettext_lazy("The charset was not stated truly; this is our best reading."),
    "out-of-bounds": gettext_lazy("The message is built beyond all measure; part is not shown."),
    "pictures-not-loaded": gettext_lazy("Pictures from elsewhere were not loaded."),
    "damaged": gettext_lazy("The message cannot be read from the store; the secretariat is told."),
}


@register.simple_tag
def rendering_note(note: str) -> SafeString:
    """A sentence for the reader where a message is not shown just as it came."""
    sentence = NOTES.get(note)
    return format_html('<p class="quiet">{}</p>', sentence) if sentence else SafeString("")


@register.filter
def body_name(body: Body) -> str:
    """A body's name in the reader's language, else in any."""
    names: dict[str, str] = body.names
    return names.get(get_language() or "en") or names.get("en") or next(iter(names.values()), "")


OFFICES = {
    "chair": gettext_lazy("Chair"),
    "vice_chair": gettext_lazy("Vice-chair"),
    "director": gettext_lazy("Director"),
}


@register.simple_tag
def office_word(office: str) -> str:
    """The word for an office of a body."""
    return str(OFFICES[office])
