"""What templates need to show a message: its text with quotations folded, a link to answer it."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from comitia.archive.rendering import Rendered
from comitia.archive.rendering.blocks import QUOTE, SIGNATURE, TEXT, Block, plain
from comitia.groups.models import Group

register = template.Library()

# Longer quotations and signatures are folded.
QUOTED_LINES_SHOWN = 4
SIGNED_LINES_SHOWN = 2
LETTERS_OF_CONTEXT = 90


@register.simple_tag
def reply_link(group: Group, subject: str, message_id: str) -> str:
    """A mailto that answers a message to the list, in its thread, from any mail program."""
    if subject[:3].lower() != "re:":
        subject = f"Re: {subject}"
    about = {"Subject": subject, "In-Reply-To": f"<{message_id}>"}
    written = urlencode(about, quote_via=quote)
    return f"mailto:{group.name}@{settings.MAIL_DOMAIN}?{written}"


@register.filter
def author_code(key: int | None) -> str:
    """An author's key as addresses write it."""
    return "" if key is None else key.to_bytes(8, "big", signed=True).hex()


NOTES = {
    "cut-short": gettext_lazy("The message is very long; the rest is in the exact bytes."),
    "encrypted": gettext_lazy("The text is encrypted; who has the key can open the exact bytes."),
    "charset-assumed": gettext_lazy("The charset was not stated truly; this is our best reading."),
    "out-of-bounds": gettext_lazy("The message is built beyond all measure; part is not shown."),
    "damaged": gettext_lazy("The message cannot be read from the store; the secretariat is told."),
}


@register.simple_tag
def rendered_body(rendered: Rendered, whole: bool, link: str = "") -> SafeString:
    """A message's text as a page shows it; where it is not `whole`, `link` leads to the rest.

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
    if whole and rendered.html:
        text = f'<div class="htmlmail" dir="auto">{rendered.html}</div>\n'
    else:
        text = _blocks(rendered.blocks)
    return SafeString("".join((*before, text, *after)))


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
        f'<details class="fold"><summary><span dir="auto">{escape(words)}</span> '
        f"<small>{escape(number)}</small></summary>{body}</details>\n"
    )


def _signature(block: Block) -> str:
    body = f'<div class="body signature">{block.html}</div>'
    if block.lines <= SIGNED_LINES_SHOWN:
        return f"{body}\n"
    words = _line_of(block.html, from_end=False)
    return (
        f'<details class="fold"><summary><small>{escape(gettext("Signature"))}</small> '
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
    return f'<p class="quiet">{escape(sentence)}</p>' if sentence else ""


def _stone(reason: str) -> str:
    said = gettext("This message was redacted. Its place, its date and its proof remain.")
    return format_html('<div class="tombstone"><p>{}</p><p dir="auto">{}</p></div>\n', said, reason)
