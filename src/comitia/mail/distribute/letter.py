"""The shared letter out of the bytes that came. Pure."""

import re
from dataclasses import dataclass
from email.header import Header
from urllib.parse import quote

from comitia.base.headers import Field, body_of, split
from comitia.base.mailboxes import Mailbox
from comitia.base.text import header_text
from comitia.mail.authenticate.trusted import server_of

# What an earlier list, the sender's own systems, or somebody who wants receipts from all members
# put there. A list of ours under another one takes its place (RFC 2369, 2919).
REMOVED = frozenset(
    {
        "",
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
        "return-path",
        "delivered-to",
        "x-original-to",
        "bcc",
        "errors-to",
        "disposition-notification-to",
        "return-receipt-to",
        "x-confirm-reading-to",
    }
)


@dataclass(frozen=True)
class Imprint:
    """What the list adds: its own names and addresses, and the message's place in the archive.

    `received` is a trace line (RFC 5321, 4.4) without its name. With `prefix` the subject begins
    with the group's name and the message's number. With `rewrite_from` the letter says that it is
    from the list, because the author's domain disowns what others pass on. `not_of` are our own
    border servers, in whose name a stranger may have written results (RFC 8601, 5).
    """

    group: str
    domain: str
    base_url: str
    number: int
    message_id: str
    made_id: bool
    received: str
    prefix: bool = True
    rewrite_from: bool = False
    not_of: frozenset[str] = frozenset()

    def address(self, suffix: str = "") -> str:
        """An address of the group, as `-leave`."""
        return f"{self.group}{suffix}@{self.domain}"


def shared_letter(data: bytes, imprint: Imprint, author: Mailbox) -> bytes:
    """The message `data` as all members get it, but for the fields that differ per copy."""
    fields, _ = split(data)
    kept = [
        field
        for field in fields
        if field.name not in REMOVED
        and field.raw.strip()
        and server_of(field) not in imprint.not_of
    ]
    header = [_line("Received", imprint.received), *_own_fields(imprint)]
    if imprint.made_id:
        kept = [field for field in kept if field.name != "message-id"]
        header.append(_line("Message-ID", f"<{imprint.message_id}>"))
    subject_seen = False
    for field in kept:
        raw = _whole_lines(field.raw)
        if field.name == "subject" and imprint.prefix and not subject_seen:
            subject_seen = True
            raw = _prefixed(field, imprint)
        elif field.name == "from" and imprint.rewrite_from:
            raw = _from_the_list(field, imprint, author)
        header.append(raw)
    if imprint.prefix and not subject_seen:
        header.append(_line("Subject", _prefix(imprint)))
    if imprint.rewrite_from and author.address and not _has(kept, "reply-to"):
        header.append(_line("Reply-To", author.address))
    return b"".join(header) + b"\r\n" + body_of(data)


def personal_headers(imprint: Imprint) -> list[tuple[str, str]]:
    """Fields that differ per copy, with {token} in the place of the member's own token."""
    by_mail = f"mailto:{imprint.group}-leave+{{token}}@{imprint.domain}?subject=unsubscribe"
    return [
        ("List-Unsubscribe", f"<{imprint.base_url}/leave/{{token}}/>, <{by_mail}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058
    ]


def _own_fields(imprint: Imprint) -> list[bytes]:
    page = f"{imprint.base_url}/g/{imprint.group}/mail/"
    message = f"{imprint.base_url}/m/{quote(imprint.message_id, safe='@')}/"
    return [
        _line("List-Id", f"<{imprint.group}.{imprint.domain}>"),
        _line("List-Post", f"<mailto:{imprint.address()}>"),
        _line("List-Help", f"<mailto:{imprint.address('-request')}?subject=help>"),
        _line("List-Subscribe", f"<mailto:{imprint.address('-join')}>"),
        _line("List-Owner", f"<mailto:{imprint.address('-owner')}>"),
        _line("List-Archive", f"<{page}>"),
        _line("Archived-At", f"<{message}>"),  # RFC 5064
        # Not in any RFC's favour, and what old vacation programs look at.
        _line("Precedence", "list"),
        _line("X-Loop", imprint.address()),
    ]


def _prefix(imprint: Imprint) -> str:
    return f"[{imprint.group} #{imprint.number}]"


def _prefixed(field: Field, imprint: Imprint) -> bytes:
    """The subject with our prefix in front, once, whatever it is written in.

    The value's bytes stay as they are, encoded words and folds included, unless an earlier prefix
    of ours hides within an encoded word.
    """
    mark = re.compile(rf"\[{re.escape(imprint.group)} #\d+\]\s*", re.IGNORECASE)
    raw = _whole_lines(field.raw).partition(b":")[2].strip(b" \t\r\n")
    raw = re.sub(mark.pattern.encode(), b"", raw, flags=re.IGNORECASE)
    text = header_text(raw)
    if mark.search(text):
        raw = Header(mark.sub("", text), "utf-8", maxlinelen=75).encode(linesep="\r\n").encode()
    line = f"Subject: {_prefix(imprint)}".encode()
    if not raw:
        return line + b"\r\n"
    first_line = raw.partition(b"\r\n")[0]
    blank = b" " if len(line) + 1 + len(first_line) <= 78 else b"\r\n "
    return line + blank + raw + b"\r\n"


def _from_the_list(field: Field, imprint: Imprint, author: Mailbox) -> bytes:
    name = f"{author.name or author.address.partition('@')[0]} via {imprint.group}"
    if name.isascii():
        name = '"' + re.sub(r'[\\"]', "", name) + '"'
    else:
        name = Header(name, "utf-8", maxlinelen=75).encode(linesep="\r\n")
    # What it said stays readable, under a name that no program judges by.
    original = b"X-Original-" + _whole_lines(field.raw)
    return _line("From", f"{name} <{imprint.address()}>") + original


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode()


def _whole_lines(raw: bytes) -> bytes:
    """A field's lines, each ended by CR LF: mail that goes out holds no bare ones in its header."""
    return b"\r\n".join(re.split(rb"\r\n|\r|\n", raw.rstrip(b"\r\n"))) + b"\r\n"


def _has(fields: list[Field], name: str) -> bool:
    return any(field.name == name for field in fields)
