"""A digest as MIME (RFC 2046, 5.1.5): each message whole, so that it can be opened and answered."""

from email.message import EmailMessage
from email.policy import SMTP

from comitia.base.headers import body_of, split
from comitia.mail.digests import words
from comitia.mail.digests.issue import Issue, Item
from comitia.mail.distribute.imprint import Imprint, line
from comitia.mail.distribute.letter import whole_field
from comitia.mail.distribute.parts import boundary_for, joined, text_part
from comitia.outbox.actions import whole_lines

# What a reader or their program needs of a message; how it travelled is in the archive.
KEPT = frozenset(
    {
        "from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references",
        "reply-to", "mime-version", "keywords", "comments",
    }
)  # fmt: skip


def mime_body(issue: Issue, imprint: Imprint, below: str) -> tuple[list[bytes], bytes]:
    """The fields that describe the content, and the content; `below` is the group's own text."""
    messages = [_message(item) for item in issue.items]
    inner, outer = (boundary_for(messages, kind) for kind in (b"digest", b"mixed"))
    head = b'Content-Type: multipart/digest; boundary="' + inner + b'"\r\n'
    if not all(each.isascii() for each in messages):
        head += b"Content-Transfer-Encoding: 8bit\r\n"
    parts = [
        text_part(words.contents(issue)),
        head + b"\r\n" + joined([b"\r\n" + each for each in messages], inner),
        text_part("\n\n".join(filter(None, [below, words.ending(imprint)]))),
    ]
    content = joined(parts, outer)
    fields = [
        line("MIME-Version", "1.0"),
        b'Content-Type: multipart/mixed; boundary="' + outer + b'"\r\n',
        line("Content-Transfer-Encoding", "7bit" if content.isascii() else "8bit"),
    ]
    return fields, content


def _message(item: Item) -> bytes:
    """The message with the fields that are read, and where it is archived."""
    if not item.raw:
        return _stand_in(item)
    fields, _ = split(item.raw)
    kept = [
        whole_field(field.raw)
        for field in fields
        if field.name in KEPT or field.name.startswith("content-")
    ]
    kept.append(line("Archived-At", f"<{item.page}>"))
    return b"".join(kept) + b"\r\n" + whole_lines(body_of(item.raw))


def _stand_in(item: Item) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(item.message.subject.split())
    mail["Archived-At"] = f"<{item.page}>"
    mail.set_content(words.instead(item) + "\n", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()
