"""What templates need to show a message: its text with quotations folded, a link to answer it."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from comitia.archive.listing import Listed
from comitia.archive.models import Message
from comitia.archive.outline import Line
from comitia.archive.rendering import Rendered
from comitia.archive.rendering.blocks import QUOTE, SIGNATURE, TEXT, Block, plain
from comitia.archive.rendering.signatures import Signature
from comitia.groups.models import Group
from comitia.mail import mailto
from comitia.web.pages.archive import signed
from comitia.web.pages.archive.months import Month, Year
from comitia.web.templatetags.comitia import day, instant, month, month_name, when

if TYPE_CHECKING:
    from comitia.web.pages.archive.entries import Entry

register = template.Library()

# Longer quotations and signatures are folded.
QUOTED_LINES_SHOWN = 4
SIGNED_LINES_SHOWN = 2
LETTERS_OF_CONTEXT = 90


@register.simple_tag
def reply_link(group: Group, message: Message, rendered: Rendered | None = None) -> str:
    """A mailto that answers a message to the list, in its thread, from any mail program.

    It quotes what is `rendered` of the message, as far as there is room.
    """
    return mailto.reply_link(
        to=f"{group.name}@{settings.MAIL_DOMAIN}",
        message_id=message.message_id,
        references=message.in_reply_to,
        subject=message.subject,
        attribution=f"{message.from_name}, {day(message.dated_at)}:".lstrip(", "),
        text=rendered.text if rendered else "",
    )


@register.simple_tag
def outline(places: Iterable[tuple[Line, str]], current: int = 0) -> SafeString:
    """Who answered whom, a line each with the place it leads to; `current` is where one is.

    Not a template of its own: it stands beside each message of a thread.
    """
    nobody = gettext("Unknown author")
    answers = gettext("answers #%(number)s")
    out = []
    for line, place in places:
        who = f"#{line.number} <bdi>{escape(line.author or nobody)}</bdi>"
        if line.number == current:
            who = f'<strong aria-current="page">{who}</strong>'
        else:
            who = f'<a href="{escape(place)}">{who}</a>'
        said = f' <span class="unseen">{escape(answers % {"number": line.answers})}</span>'
        out.append(
            f'<li class="depth{line.indent}">{who} <span class="quiet">{day(line.dated_at)}'
            f"{said if line.answers else ''}</span></li>\n"
        )
    return SafeString(f'<ol class="outline">{"".join(out)}</ol>')


@register.simple_tag
def thread_rows(threads: Iterable[Listed], group: Group) -> SafeString:
    """Threads as items of a list: subject, documents, how much by how many, the last, for whom.

    Not a template of its own: forty of them are most of a list's page.
    """
    nothing, last = gettext("(no subject)"), gettext("last")
    return SafeString("".join([_thread(each, group, nothing, last) for each in threads]))


def _thread(each: Listed, group: Group, nothing: str, last: str) -> str:
    row = each.thread
    papers = _with(
        row.documents_count,
        ngettext("%(number)s document", "%(number)s documents", row.documents_count),
    )
    facts = [
        _with(
            row.messages_count,
            ngettext("%(number)s message", "%(number)s messages", row.messages_count),
        )
    ]
    at = f'<time datetime="{instant(row.last_at)}">{when(row.last_at)}</time>'
    if row.messages_count > 1:
        people = _with(
            each.people_count, ngettext("%(number)s person", "%(number)s people", each.people_count)
        )
        facts += [people, f"{escape(last)} {at}"]
    else:
        facts.append(at)
    if each.last_author:
        facts.append(f"<bdi>{escape(each.last_author)}</bdi>")
    for_whom = [f"<bdi>{escape(name)}</bdi>" for name in each.named]
    if each.more_count:
        for_whom.append(
            _with(
                each.more_count,
                ngettext("and %(number)s more", "and %(number)s more", each.more_count),
            )
        )
    return (
        f'<li><a class="main" href="/g/{group.name}/mail/{each.number}/" dir="auto">'
        f"{escape(row.subject or nothing)}</a>"
        + (f' <span class="papers">{papers}</span>' if row.documents_count else "")
        + f'\n<p class="quiet">{" · ".join(facts)}</p>'
        + (f'\n<p class="quiet">{", ".join(for_whom)}</p>' if for_whom else "")
        + "</li>\n"
    )


def _with(number: int, words: str) -> str:
    """Words with their number."""
    return escape(words % {"number": number})


@register.simple_tag
def month_links(years: Iterable[Year]) -> SafeString:
    """Years with their months as links, each with how many messages, in figures and as a bar."""
    return SafeString(f'<div class="years">\n{"".join([_year(year) for year in years])}</div>')


def _year(year: Year) -> str:
    months = [_month(each) for each in year.months]
    return (
        f'<section aria-label="{year.number}"><h3><a href="{escape(year.url)}">{year.number}</a> '
        f"<small>{year.count}</small></h3>\n<ol>{''.join(months)}</ol></section>\n"
    )


@register.simple_tag
def thread_entries(entries: Iterable["Entry"], flat: bool) -> SafeString:
    """The messages of a thread, each set as deep as it answers, or all alike by date."""
    nobody, reply = escape(gettext("Unknown author")), escape(gettext("Answer by mail"))
    answers = gettext("answers #%(number)s")
    out = []
    for each in entries:
        line = each.line
        name = f"<bdi>{escape(line.author) or nobody}</bdi>"
        if line.entity:
            name += f" <small><bdi>{escape(line.entity)}</bdi></small>"
        said = [
            f'<a href="{escape(each.link)}">#{line.number}</a>',
            f'<time datetime="{instant(line.dated_at)}">{when(line.dated_at)}</time>',
        ]
        if each.answers:
            words = escape(answers % {"number": line.answers})
            said.append(f'<a href="{escape(each.answers)}">{words}</a>')
        if each.attachments:
            said.append(escape(each.attachments))
        after = ""
        if each.reply:
            after = f'<p class="after"><a href="{escape(each.reply)}">{reply}</a></p>\n'
        out.append(
            f'<article class="message depth{0 if flat else line.indent}" id="m{line.number}" '
            f'tabindex="-1">\n<header><h2>{name}</h2>\n<p class="quiet">{" · ".join(said)}</p>'
            f"</header>\n{each.text}{after}</article>\n"
        )
    return SafeString("".join(out))


@register.simple_tag
def neighbours(links: Iterable[tuple[str, str, str]]) -> SafeString:
    """Links to what stands beside a page: (`prev`, `next` or `up`, address, words).

    These have access keys; ` back` and ` on` lead there too, and have none.
    """
    label, found = escape(gettext("Neighbours")), "".join([_beside(*each) for each in links])
    return SafeString(f'<nav class="pages" aria-label="{label}">{found}</nav>')


_KEYS = {"prev": "p", "next": "n", "up": "u"}
_BACK = '<span aria-hidden="true" class="back"></span> '
_ON = ' <span aria-hidden="true" class="on"></span>'


def _beside(rel: str, href: str, words: str) -> str:
    way, _, step = rel.partition(" ")
    named = f' accesskey="{_KEYS[way]}" rel="{way}"' if way else ""
    back = _BACK if way == "prev" or step == "back" else ""
    on = _ON if way == "next" or step == "on" else ""
    return f'<a{named} href="{escape(href)}">{back}{escape(words)}{on}</a>'


def _month(each: Month) -> str:
    words = ngettext("%(number)s message", "%(number)s messages", each.count)
    return (
        f'<li><a href="{escape(each.url)}" aria-label="{escape(month(each.first))}, '
        f'{_with(each.count, words)}"><span>{escape(month_name(each.first))}</span> '
        f'<span class="level{each.level}">{each.count}</span></a></li>'
    )


@register.filter
def author_code(key: int | None) -> str:
    """An author's key as addresses write it."""
    return "" if key is None else key.to_bytes(8, "big", signed=True).hex()


NOTES = {
    "cut-short": gettext_lazy("The message is very long; the rest is in the exact bytes."),
    "encrypted": gettext_lazy("The text is encrypted; who has the key can open the exact bytes."),
    "charset-assumed": gettext_lazy("The charset was not stated truly; this is our best reading."),
    "pictures-not-loaded": gettext_lazy("Pictures from elsewhere were not loaded."),
    "out-of-bounds": gettext_lazy("The message is built beyond all measure; part is not shown."),
    "damaged": gettext_lazy("The message cannot be read from the store; the secretariat is told."),
}


@register.simple_tag
def rendered_body(rendered: Rendered, whole: bool, link: str = "") -> SafeString:
    """A message's text as a page shows it; where it is not `whole`, `link` leads to the rest.

    `link` is the message's own page, whence the pictures in its HTML come.

    Not a template of its own: a thread has hundreds of blocks. What rendering gives as html is
    safe already (archive.rendering).
    """
    before, after = [], []
    for note, detail in rendered.notes:
        if note == "redacted":
            before.append(_stone(detail))
        elif note != "cut-short":
            before.append(_note(note))
        elif whole:
            after.append(_note(note))
        else:
            label = escape(gettext("Read it whole"))
            after.append(f'<p><small><a href="{escape(link)}">{label}</a></small></p>')
    if whole and rendered.signatures:
        before.append(_signed(rendered.signatures))
    if whole and rendered.html:
        text = f'<div class="htmlmail" dir="auto">{rendered.html_at(link)}</div>\n'
    else:
        text = _blocks(rendered.blocks)
    return SafeString("".join((*before, text, *after)))


def _signed(signatures: Sequence[Signature]) -> str:
    """What was verified of a message that is signed."""
    said = [
        format_html(
            '<li class="finding {}">{}</li>\n',
            signed.tone(each),
            format_html_join(" ", "<bdi>{}</bdi>", [(one,) for one in signed.sentences(each)]),
        )
        for each in signatures
    ]
    return f'<ul class="findings">{"".join(said)}</ul>\n'


def _blocks(blocks: Sequence[Block]) -> str:
    last = len(blocks) - 1
    out = []
    for place, block in enumerate(blocks):
        if block.kind == TEXT:
            out.append(f'<div class="body">{block.html}</div>\n')
        elif block.kind == SIGNATURE:
            out.append(_signature(block))
        else:
            inside = place < last and blocks[place + 1].kind == TEXT
            out.append(_quotation(block, answered_below=inside and place > 0))
    return "".join(out)


def _quotation(block: Block, *, answered_below: bool) -> str:
    body = f'<div class="body quoted">{block.html}</div>'
    if block.kind != QUOTE or block.lines <= QUOTED_LINES_SHOWN:
        return f"{body}\n"
    # What is answered below it stands last; else its beginning tells what is quoted.
    words = _line_of(block.html, from_end=answered_below)
    number = ngettext("%(number)s quoted line", "%(number)s quoted lines", block.lines) % {
        "number": block.lines
    }
    return (
        f'<details class="fold"><summary><small>{escape(number)}</small> '
        f'<span dir="auto">{escape(words)}</span></summary>{body}</details>\n'
    )


def _signature(block: Block) -> str:
    body = f'<div class="body signature">{block.html}</div>'
    if block.lines <= SIGNED_LINES_SHOWN:
        return f"{body}\n"
    words = _line_of(block.html, from_end=False)
    label = gettext("Signature")
    return (
        f'<details class="fold"><summary><small>{escape(label)}</small> '
        f'<span dir="auto">{escape(words)}</span></summary>{body}</details>\n'
    )


def _line_of(html: str, *, from_end: bool) -> str:
    """The first or the last line with words in it, without quotation marks."""
    lines = html.split("\n")
    for line in reversed(lines) if from_end else lines:
        words = plain(line).lstrip("> \t").strip("-_ \t")
        if any(letter.isalnum() for letter in words):
            cut = words[:LETTERS_OF_CONTEXT]
            return cut if len(cut) == len(words) else f"{cut.rstrip()}…"
    return "…"


def _note(note: str) -> str:
    sentence = NOTES.get(note)
    return f'<p class="quiet">{escape(str(sentence))}</p>' if sentence else ""


def _stone(reason: str) -> str:
    said = gettext("This message was redacted. Its place, its date and its proof remain.")
    return format_html('<div class="tombstone"><p>{}</p><p dir="auto">{}</p></div>\n', said, reason)
