"""An archive as an mboxrd: one file, a separator before each message."""

from collections.abc import Iterator
from datetime import UTC

from comitia.archive.actions import raw_bytes
from comitia.archive.mbox import Boxed, boxed
from comitia.archive.models import Message
from comitia.groups.models import Group

BATCH = 100


def take_out(group: Group) -> Iterator[bytes]:
    """A group's archive as an mboxrd, message by message, in order of number.

    A redacted message leaves as its stone.
    """
    last = 0
    while True:
        rows = Message.objects.filter(group=group, number__gt=last).order_by("number")
        batch = list(rows.select_related("raw")[:BATCH])
        if not batch:
            return
        for message in batch:
            data = raw_bytes(message) if message.redacted_at is None else _stone(message)
            yield boxed(Boxed(message.from_line or _from_line(message), data))
        last = batch[-1].number


def _from_line(message: Message) -> str:
    sender = "".join(message.from_address.split()) or "MAILER-DAEMON"
    return f"From {sender} {message.received_at.astimezone(UTC):%a %b %e %H:%M:%S %Y}"


def _stone(message: Message) -> bytes:
    text = (
        f"Message-ID: <{message.message_id}>\n"
        f"Date: {message.dated_at.astimezone(UTC):%a, %d %b %Y %H:%M:%S +0000}\n"
        f"Content-Type: text/plain; charset=utf-8\n"
        f"\n"
        f"This message was redacted on {message.redacted_at:%Y-%m-%d}: "
        f"{message.redaction_reason}\n"
    )
    return text.encode()
