"""Message-IDs, months and forms of files in addresses of pages."""

from datetime import date, datetime
from urllib.parse import unquote

from django.urls.converters import StringConverter


class MessageId(StringConverter):
    """Anything a Message-ID may hold, slashes included; what follows it is matched by its route."""

    regex = r".{1,998}?"


class Month:
    """A month: 2011-04."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return datetime.strptime(value, "%Y-%m").date()

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


class MailForm(StringConverter):
    """The ending of a file in which mail is taken out."""

    regex = r"mbox\.gz|maildir\.tar\.gz|jsonl"


class AuthorKey:
    """The hash of an author's shown name, as sixteen hexadecimal digits."""

    regex = r"[0-9a-f]{16}"

    def to_python(self, value: str) -> int:
        return int.from_bytes(bytes.fromhex(value), "big", signed=True)

    def to_url(self, value: int) -> str:
        return value.to_bytes(8, "big", signed=True).hex()


def plainly_spelled(message_id: str) -> str:
    """A Message-ID without what programs and people put around it: <…>, %40, mid:, spaces."""
    name = message_id
    for _ in range(3):
        name = unquote(name).strip().strip("<>").strip()
        for scheme in ("mid:", "id:", "news:"):
            name = name.removeprefix(scheme)
    return name
