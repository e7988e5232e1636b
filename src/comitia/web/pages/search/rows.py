"""What was found, set by hand as the rows of a list: a template takes four times as long."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from comitia.archive.models import Message
from comitia.archive.search import Hit
from comitia.search.sources import Thing
from comitia.web.pages.search.narrow import KINDS
from comitia.web.templatetags.comitia import day, instant, language_tag, message_link, when

MOST_TITLE = 160


def rows(hits: Sequence[Hit]) -> SafeString:
    """A line for each: what it is called, where it stands, by whom and when, and a piece of it."""
    return SafeString("\n".join([_row(each) for each in hits]))


def _row(hit: Hit) -> str:
    if hit.message is not None:
        head = _of_message(hit.message)
    else:
        assert hit.thing is not None
        head = _of_thing(hit.thing)
    # The snippet is safe HTML already.
    piece = f'<p dir="auto">{hit.snippet}</p>' if hit.snippet else ""
    return f"<li>{head}{piece}</li>"


def _of_message(message: Message) -> str:
    by = f" · <bdi>{escape(message.from_name)}</bdi>" if message.from_name else ""
    entity = f", <bdi>{escape(str(message.entity))}</bdi>" if message.entity else ""
    subject = message.subject or _("(no subject)")
    return (
        f'<a class="main" href="{escape(message_link(message))}" dir="auto">{escape(subject)}</a>'
        f"<br><small><code>{escape(message.group.name)}</code> {message.number}{by}{entity}"
        f' · <time datetime="{instant(message.dated_at)}">{escape(when(message.dated_at))}</time>'
        "</small>"
    )


def _of_thing(thing: Thing) -> str:
    language = f' lang="{escape(language_tag(thing.language))}"' if thing.language else ""
    number = f" <bdi>{escape(thing.number)}</bdi> ·" if thing.number else ""
    by = f" <bdi>{escape(thing.by)}</bdi> ·" if thing.by else ""
    title = Truncator(thing.title).chars(MOST_TITLE)
    return (
        f'<a class="main" href="{escape(thing.path)}" dir="auto"{language}>{escape(title)}</a>'
        f'<br><small><span class="state quiet">{escape(str(KINDS.get(thing.kind, "")))}</span>'
        f"{number}{by} {escape(day(thing.at))}</small>"
    )
