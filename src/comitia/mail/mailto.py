"""A link by which any mail program answers a message, in its thread (RFC 6068). Pure."""

from collections.abc import Sequence
from urllib.parse import quote

from comitia.archive.threads import base_subject

# Programs and browsers cut off what is longer than some 2,000 letters.
MOST_LETTERS = 1_990
# Of these, as they are written in the link.
MOST_OF_SUBJECT = 500
MOST_OF_ID = 700
MOST_OF_REFERENCES = 500
MOST_QUOTED_LINES = 40


def reply_link(
    *,
    to: str,
    message_id: str,
    references: Sequence[str] = (),
    subject: str = "",
    attribution: str = "",
    text: str = "",
) -> str:
    """The link. `references` are the ids that the message cites, nearest last.

    What does not fit is left out from the far end: quoted lines, older references, the end of a
    subject. An id too long to be written names nothing; then the subject threads the answer.
    """
    link = f"mailto:{quote(to, safe='@')}?Subject={_subject(subject)}"
    own = _written(f"<{message_id}>")
    if len(own) <= MOST_OF_ID:
        link += f"&In-Reply-To={own}&References={_references(references, own)}"
    body = _quotation(attribution, text, MOST_LETTERS - len(link) - len("&body="))
    return f"{link}&body={body}" if body else link


def _subject(subject: str) -> str:
    plain = " ".join(subject.split())
    # Re: stands once, as RFC 5322 3.6.5 has it; other languages' marks count too.
    whole = plain if base_subject(plain)[1] else f"Re: {plain}".strip()
    return _cut(whole, MOST_OF_SUBJECT)


def _references(cited: Sequence[str], own: str) -> str:
    """The first of the thread, then as many of the nearest as there is room for, then `own`."""
    names = [_written(f"<{each}>") for each in cited]
    left = MOST_OF_REFERENCES
    kept: list[str] = []
    for name in reversed(names[1:]):
        if len(name) > left - len(names[0]):
            break
        kept.insert(0, name)
        left -= len(name)
    if names and len(names[0]) <= left:
        kept.insert(0, names[0])
    return "%20".join([*kept, own])


def _quotation(attribution: str, text: str, room: int) -> str:
    """The beginning of a text as one quotes it, where at least a line of it fits."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    body = _written(f"\r\n\r\n{attribution}\r\n") if attribution else _written("\r\n\r\n")
    more = _written("> …\r\n")
    kept = ""
    for number, line in enumerate(lines):
        fresh = _written(f"> {line}".rstrip() + "\r\n")
        if number >= MOST_QUOTED_LINES or len(body + kept + fresh + more) > room:
            return body + kept + more if kept else ""
        kept += fresh
    return body + kept if kept else ""


def _cut(text: str, most: int) -> str:
    """`text` as it is written in a link, its end left off where that is longer than `most`."""
    whole = _written(text)
    if len(whole) <= most:
        return whole
    written = ""
    for letter in text:
        fresh = _written(letter)
        if len(written) + len(fresh) > most:
            break
        written += fresh
    return written


def _written(text: str) -> str:
    return quote(text, safe="", errors="replace")
