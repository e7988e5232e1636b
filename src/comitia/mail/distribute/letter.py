"""The shared letter out of the bytes that came. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from comitia.base.headers import Field, body_of, split
from comitia.base.mailboxes import Mailbox
from comitia.mail.authenticate.trusted import server_of
from comitia.mail.distribute.frame import framed
from comitia.mail.distribute.imprint import Imprint, line
from comitia.mail.distribute.reversal import record
from comitia.mail.distribute.sender import from_the_list, wrapped
from comitia.mail.distribute.subject import prefixed
from comitia.outbox.actions import whole_lines

# Where mail was left is for the last one who handles it to write; a line that is no field means
# nothing to anybody.
TRANSPORT = frozenset({"", "return-path", "delivered-to", "x-original-to"})
# What an earlier list, the sender's own systems, or somebody who wants receipts from all members
# put there. A list of ours under another one takes its place (RFC 2369, 2919).
REMOVED = TRANSPORT | {
    "list-id",
    "list-help",
    "list-post",
    "list-archive",
    "list-owner",
    "list-subscribe",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "archived-at",
    "precedence",
    "bcc",
    "errors-to",
    "disposition-notification-to",
    "return-receipt-to",
    "x-confirm-reading-to",
}

Sender = Literal["author", "list", "wrapped"]


@dataclass(frozen=True)
class Place:
    """A message's place in the archive, and how it came there.

    `received` is a trace line (RFC 5321, 4.4) without its name. `not_of` are our own border
    servers, in whose name a stranger may have written results (RFC 8601, 5).
    """

    number: int
    message_id: str
    made_id: bool
    received: str
    not_of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Changes:
    """What of a message is changed before it goes out.

    With `prefix` the subject begins with the group's name and the message's number. `sender` is
    who the letter says it is from: its author; the list, which puts the author's name before its
    own; or the list, with the author's mail whole inside. `reply_to` takes the place of the
    author's Reply-To where it is not empty; `above` and `below` are texts around the author's.
    """

    prefix: bool = True
    sender: Sender = "author"
    reply_to: str = ""
    above: str = ""
    below: str = ""


def shared_letter(
    data: bytes,
    imprint: Imprint,
    place: Place,
    author: Mailbox,
    changes: Changes | None,
    *,
    came: bytes | None = None,
) -> bytes:
    """The message `data` as all members get it, but for the fields that differ per copy.

    Without `changes` it stays as it came, and fields of the list's own are put on top: whatever
    its author signed holds. `came` is the message as it was received, where that is not `data`.
    """
    came = data if came is None else came
    on_top = [line("Received", place.received), *imprint.fields()]
    on_top.append(line("Archived-At", f"<{imprint.page_of(place.message_id)}>"))  # RFC 5064
    on_top.append(imprint.loop_mark())
    if changes is None:
        below = whole_lines(_kept(data, TRANSPORT))
    else:
        below = whole_lines(_changed(data, imprint, place, author, changes))
    return b"".join(on_top) + record(came, below) + below


def _changed(
    data: bytes, imprint: Imprint, place: Place, author: Mailbox, changes: Changes
) -> bytes:
    if changes.sender == "wrapped":
        data = wrapped(_kept(data, TRANSPORT), imprint, author)
    fields, _ = split(data)
    header: list[bytes] = []
    subject_seen = False
    for field in fields:
        if _goes(field, REMOVED, place):
            continue
        raw = whole_field(field.raw)
        if field.name == "message-id" and place.made_id:
            continue
        if field.name == "subject" and changes.prefix and not subject_seen:
            subject_seen = True
            raw = prefixed(raw, imprint.group, place.number)
        elif field.name == "from" and changes.sender == "list":
            raw = from_the_list(raw, imprint, author)
        elif field.name == "reply-to" and changes.reply_to:
            raw = b"X-Original-" + raw
        header.append(raw)
    names = {field.name for field in fields}
    if place.made_id:
        header.append(line("Message-ID", f"<{place.message_id}>"))
    if changes.prefix and not subject_seen:
        header.append(prefixed(b"Subject:", imprint.group, place.number))
    if changes.reply_to:
        header.append(line("Reply-To", changes.reply_to))
    elif changes.sender != "author" and author.address and "reply-to" not in names:
        header.append(line("Reply-To", author.address))
    whole = b"".join(header) + b"\r\n" + body_of(data)
    return framed(whole, above=changes.above, below=changes.below)


def _kept(data: bytes, removed: frozenset[str]) -> bytes:
    fields, _ = split(data)
    header = [whole_field(field.raw) for field in fields if field.name not in removed]
    return b"".join(header) + b"\r\n" + body_of(data)


def _goes(field: Field, removed: frozenset[str], place: Place) -> bool:
    return field.name in removed or not field.raw.strip() or server_of(field) in place.not_of


def whole_field(raw: bytes) -> bytes:
    """A field's lines, each ended by CR LF: mail that goes out holds no bare ones in its header."""
    return b"\r\n".join(re.split(rb"\r\n|\r|\n", raw.rstrip(b"\r\n"))) + b"\r\n"
