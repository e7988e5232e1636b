"""What stands in the margin beside a message and beside a thread, as terms with what they are.

Put together here and set by one tag: a dozen of them made by a template were most of its time.
"""

from collections.abc import Sequence
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.archive.access import Reading
from comitia.archive.models import Message
from comitia.archive.queries import ThreadPage
from comitia.archive.rendering import masked
from comitia.mail.authenticate import plain
from comitia.mail.authenticate.plain import Finding
from comitia.web.templatetags.comitia import instant, message_link, state, when

Fact = tuple[str, str]


def of_message(
    message: Message,
    reading: Reading,
    *,
    copies: Sequence[tuple[str, str, int]],
    others: Sequence[str],
) -> list[Fact]:
    """Who, when, for whom, whether it is theirs, where it stands, how it is proven. All safe HTML.

    `copies` is what became of its copies, `others` the groups that have it, too.
    """
    link, mail = message_link(message), f"/g/{reading.group.name}/mail"
    address = message.from_address
    if reading.masks_addresses:
        address = masked(address)
    who = f"<bdi>{escape(message.from_name)}</bdi>"
    if address:
        who += f'<br><span class="address" dir="ltr">{escape(address)}</span>'
    number = f'<a href="{mail}/n/{message.number}/">#{message.number}</a>'
    facts: list[Fact] = [(_("From"), who)]
    if message.entity is not None:
        facts.append((_("Spoke for"), escape(message.entity.name)))
    facts += [
        (
            _("Dated"),
            f'<time datetime="{instant(message.dated_at)}">{when(message.dated_at)}</time>',
        ),
        (
            _("Received"),
            f'<time datetime="{instant(message.received_at)}">{when(message.received_at)}</time>',
        ),
        (_("Is it theirs?"), _sender(message, whole=not reading.masks_addresses)),
        (_("Number"), number),
    ]
    if message.thread is not None:
        count = message.thread.messages_count
        words = ngettext("%(number)s message", "%(number)s messages", count) % {"number": count}
        thread = f'<a accesskey="u" rel="up" href="{mail}/{message.number}/">{escape(words)}</a>'
        facts.append((_("Thread"), thread))
    if not reading.masks_addresses and message.redacted_at is None:
        words = _("the exact bytes")
        exact = f'<a href="{escape(link)}raw">{escape(words)}</a>'
        facts.append((_("As received"), exact))
    if copies:
        each = [
            f'<span class="nowrap">{state(key, word)} {number}</span>'
            for key, word, number in copies
        ]
        facts.append((_("Copies"), ", ".join(each)))
    if others:
        each = [f'<a href="{escape(link)}?group={name}"><code>{name}</code></a>' for name in others]
        facts.append((_("Also in"), ", ".join(each)))
    facts += [
        (_("Proof"), _proof(message)),
        (_("Message-ID"), f"<code>{escape(message.message_id)}</code>"),
    ]
    return facts


def of_thread(shown: ThreadPage, *, flat: bool) -> list[Fact]:
    """How much by whom, for which entities, from when until when, and in which order it stands."""
    thread = shown.thread
    how_much = str(thread.messages_count)
    if shown.people_count > 1:
        people = ngettext("%(number)s person", "%(number)s people", shown.people_count)
        how_much += " · " + people % {"number": shown.people_count}
    facts: list[Fact] = [(_("Messages"), escape(how_much))]
    if shown.entities:
        facts.append(
            (_("Spoke for"), ", ".join(f"<bdi>{escape(name)}</bdi>" for name in shown.entities))
        )
    if thread.documents_count:
        facts.append((_("Documents"), str(thread.documents_count)))
    by_answer, by_date = escape(_("by answer")), escape(_("by date"))
    order = (
        f'<a href="./">{by_answer}</a> · <strong>{by_date}</strong>'
        if flat
        else f'<strong>{by_answer}</strong> · <a href="?by=date">{by_date}</a>'
    )
    return [
        *facts,
        (_("Begun"), when(thread.started_at)),
        (_("Last"), when(thread.last_at)),
        (_("Order"), order),
    ]


def _sender(message: Message, *, whole: bool) -> str:
    """In one sentence whether it comes from whom it says, and how that was found."""
    said = plain.verdict(message.authentication)
    verdict = f'<span class="finding {said.speaks}">{escape(said.text)}</span>'
    if not whole or not message.authentication:
        return verdict
    found = "".join(_finding(each) for each in plain.findings(message.authentication))
    summary = escape(_("How that was found"))
    return (
        f"{verdict}\n<details><summary>{summary}</summary>"
        f'<ul class="findings">{found}</ul></details>'
    )


def _finding(finding: Finding) -> SafeString:
    return format_html('<li class="finding {}">{}</li>', finding.speaks, finding.text)


def _proof(message: Message) -> str:
    if message.entry is None or message.entry.position is None:
        return escape(_("being entered"))
    words = _("entry in the ledger")
    return f'<a href="/ledger/{message.entry_id}/">{escape(words)}</a>'
