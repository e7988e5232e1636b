"""The bytes with which a message leaves: as received, or the stone that lies over it."""

from datetime import UTC

from comitia.archive.actions import raw_bytes
from comitia.archive.models import Message


def bytes_of(message: Message) -> bytes:
    """The message as received; of a redacted one nothing but its place, date and the reason."""
    return raw_bytes(message) if message.redacted_at is None else _stone(message)


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
