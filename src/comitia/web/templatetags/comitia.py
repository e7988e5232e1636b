"""What templates need to set dates, states and links the same way everywhere."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any, Protocol
from urllib.parse import quote

from babel import Locale
from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from comitia.archive.oddities import in_words
from comitia.archive.words import IMPORT
from comitia.bodies.models import Body
from comitia.groups.models import Group
from comitia.groups.words import CATEGORIES, CATEGORY, GROUP, ROLE, SEAT
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
    local = value.astimezone(get_default_timezone())
    return f"{_set(get_language(), local.date(), 'DATE_FORMAT')}, {local:%H:%M} {local.tzname()}"


@lru_cache(maxsize=4096)
def _set(language: str | None, value: date, form: str) -> str:
    """A day in the active language, which is `language`. A page names the same few days often."""
    return date_format(value, form)


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in full: 12 September 2011."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(get_default_timezone()).date()
    return _set(get_language(), value, "DATE_FORMAT")


@register.filter
def month(value: date | None) -> str:
    """A month: September 2011."""
    return _set(get_language(), value, "YEAR_MONTH_FORMAT") if value else ""


@register.filter
def month_name(value: date) -> str:
    """A month in brief, without its year: Sep."""
    return date_format(value, "M")


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


@register.simple_tag
def facts_list(facts: Sequence[tuple[str, str]]) -> SafeString:
    """Facts in the margin: terms, and what they are as safe HTML."""
    rows = "\n".join([f"<dt>{escape(term)}</dt><dd>{fact}</dd>" for term, fact in facts])
    label = escape(gettext("Facts"))
    return SafeString(f'<aside class="facts" aria-label="{label}"><dl>\n{rows}\n</dl></aside>')


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


class Named(Protocol):
    """A message or a line of one."""

    @property
    def message_id(self) -> str: ...


@register.simple_tag
def message_link(message: Named, group: Group | None = None) -> str:
    """The page of a message, for ever; that of this group, where it is known to be in others."""
    path = f"/m/{quote(message.message_id, safe='@+=~!$*,.:;')}/"
    if group is not None and getattr(message, "elsewhere", False):
        return f"{path}?group={group.name}"
    return path


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
