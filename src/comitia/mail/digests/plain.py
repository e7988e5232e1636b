"""A digest as one plain text (RFC 1153), which any program shows and old ones take apart."""

import re
from collections.abc import Iterator
from email.utils import format_datetime

from comitia.mail.digests import words
from comitia.mail.digests.issue import Issue, Item
from comitia.mail.distribute.imprint import Imprint

AFTER_CONTENTS = "-" * 70
BETWEEN = "-" * 30
# A message's own line of hyphens would end it for a program that takes the digest apart.
_WOULD_END_IT = re.compile(rf"^({BETWEEN}-*)", re.MULTILINE)


def plain_text(issue: Issue, imprint: Imprint, below: str) -> str:
    """The whole text; `below` is the group's own."""
    title = words.subject(issue)
    parts = [title, "", words.contents(issue), "", AFTER_CONTENTS, ""]
    for item in issue.items:
        parts += [*_fields(item), "", _text(item), "", BETWEEN, ""]
    own = [below, ""] if below else []
    end = f"End of {issue.group.name} Digest"
    return "\n".join([*parts, *own, words.ending(imprint), "", BETWEEN, "", end, "*" * len(end)])


def _fields(item: Item) -> Iterator[str]:
    message = item.message
    yield f"Date: {format_datetime(message.dated_at)}"
    address = f" <{message.from_address}>" if message.from_address else ""
    yield f"From: {item.author}{address}"
    yield f"Subject: {message.subject}"
    yield f"Message-ID: <{message.message_id}>"
    yield f"Archived-At: <{item.page}>"


def _text(item: Item) -> str:
    if item.message.redacted_at is not None:
        return words.instead(item)
    text = item.rendered.text.strip("\n")
    return _WOULD_END_IT.sub(r" \1", "\n".join([text, *words.attached(item)]))
