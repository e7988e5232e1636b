"""Letters that say they are from the list, because the author's domain disowns what others pass on.

Either the list's address stands in From under the author's name, or the author's mail goes whole
inside one of the list's.
"""

import re
from email.header import Header

from comitia.base.headers import split
from comitia.base.mailboxes import Mailbox
from comitia.mail.distribute.imprint import Imprint, line

# What the outer mail says too, so that it is filed, threaded and answered as the inner one.
SAID_TWICE = frozenset(
    {"to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "reply-to"}
)


def from_the_list(raw: bytes, imprint: Imprint, author: Mailbox) -> bytes:
    """The fields in the place of From. What it said stays, under a name no program judges by."""
    return sender_field(imprint, author) + b"X-Original-" + raw


def sender_field(imprint: Imprint, author: Mailbox) -> bytes:
    """From, with the author's name and the list's address."""
    name = f"{author.name or author.address.partition('@')[0]} via {imprint.group}"
    if name.isascii():
        name = '"' + re.sub(r'[\\"\r\n]', "", name) + '"'
    else:
        name = Header(name, "utf-8", maxlinelen=75).encode(linesep="\r\n")
    return line("From", f"{name} <{imprint.address()}>")


def wrapped(data: bytes, imprint: Imprint, author: Mailbox) -> bytes:
    """A mail of the list's with the author's inside it, byte for byte (RFC 2046, 5.2.1).

    `data` has whole lines in its header.
    """
    fields, _ = split(data)
    said = [field.raw for field in fields if field.name in SAID_TWICE]
    encoding = "7bit" if data.isascii() else "8bit"
    return b"".join(
        [
            sender_field(imprint, author),
            *said,
            line("MIME-Version", "1.0"),
            line("Content-Type", "message/rfc822"),
            line("Content-Disposition", "inline"),
            line("Content-Transfer-Encoding", encoding),
            b"\r\n",
            data,
        ]
    )
