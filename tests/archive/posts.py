"""Groups and mail to put in their archives."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from comitia.archive.actions import keep, store_raw
from comitia.archive.envelope import read
from comitia.archive.models import Message
from comitia.bodies.models import Body
from comitia.groups.models import Group

START = datetime(2011, 4, 1, 12, tzinfo=UTC)


def make_group(name: str = "t09tsag178", **facts: object) -> Group:
    parent, _ = Body.objects.get_or_create(
        acronym="TSAG", defaults={"slug": "tsag", "kind": Body.Kind.ADVISORY_GROUP}
    )
    return Group.objects.create(
        name=name, title="Examplia consultation", parent=parent, created_at=START, **facts
    )


def post(
    group: Group,
    *,
    subject: str = "Terms of reference",
    text: str = "Dear colleagues,\n\nPlease find our comments below.\n",
    name: str = "one@examplia.example",
    cites: tuple[str, ...] = (),
    sender: str = "Bob Example <bob@examplia.example>",
    day: int = 0,
    fields: str = "",
) -> Message:
    """A message written by Bob, kept in the archive."""
    at = START + timedelta(days=day)
    references = f"References: {' '.join(f'<{each}>' for each in cites)}\r\n" if cites else ""
    data = (
        f"From: {sender}\r\nTo: {group.name}@comitia.example\r\nSubject: {subject}\r\n"
        f"Date: {format_datetime(at)}\r\n{f'Message-ID: <{name}>' if name else 'X-No-Id: true'}\r\n"
        f"{references}{fields or 'Content-Type: text/plain; charset=utf-8'}\r\n\r\n"
    ).encode() + text.replace("\n", "\r\n").encode()
    return keep_bytes(group, data, at)


def keep_bytes(group: Group, data: bytes, at: datetime = START) -> Message:
    return keep(
        raw=store_raw(data),
        group=group,
        envelope=read(data),
        author=None,
        entity=None,
        membership=None,
        authentication={},
        at=at,
    )


def letters(count: int) -> list[bytes]:
    """Mail that has so much in common that a dictionary can be learnt from it."""
    return [
        (
            f"From: Bob <bob@examplia.example>\r\nMessage-ID: <{number}@examplia.example>\r\n"
            f"To: t09tsag178@comitia.example\r\nSubject: Section {number}\r\n\r\n"
            f"Dear colleagues,\r\n\r\nplease find {number * 7919} comments on section {number}.\r\n"
        ).encode()
        for number in range(count)
    ]
