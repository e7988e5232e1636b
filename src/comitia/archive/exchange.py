"""Whole archives brought in and taken out again, the same bytes (law 3)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice

from django.db import transaction

from comitia.archive.actions import keep, raw_bytes, store_raw
from comitia.archive.envelope import Envelope, read
from comitia.archive.mbox import Boxed, boxed
from comitia.archive.models import Message
from comitia.archive.sources import Found
from comitia.groups.models import Group
from comitia.ledger.actors import Actor

BATCH = 100


@dataclass
class Imported:
    """What an import did: new and known messages, and how many had which oddity."""

    new: int = 0
    known: int = 0
    odd: dict[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        return self.new + self.known


def bring_in(
    messages: Iterable[Found],
    *,
    group: Group,
    by: Actor,
    at: datetime,
    tell: Callable[[int], object] | None = None,
) -> Imported:
    """Keep every message of a source (archive.sources) in a group's archive, in its order.

    Bringing the same in again keeps nothing twice, so an import that broke off is done again.
    Messages that stand in it twice are kept twice, that it can be taken out the same. `tell`
    is told after each transaction how many messages it held.
    """
    done = Imported()
    seen: set[bytes] = set()
    copies: dict[bytes, int] = {}
    rest = iter(messages)
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            for each in batch:
                digest = sha256(each.data).digest()[:16]
                if digest in seen:
                    copies[digest] = copies.get(digest, 1) + 1
                seen.add(digest)
                _bring_in(each, copies.get(digest, 1), group, by, at, done)
        if tell:
            tell(len(batch))
    return done


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


def _bring_in(
    each: Found, copy: int, group: Group, by: Actor, at: datetime, done: Imported
) -> None:
    envelope = read(each.data)
    for defect in envelope.defects:
        done.odd[defect] = done.odd.get(defect, 0) + 1
    message = keep(
        raw=store_raw(each.data),
        group=group,
        envelope=envelope,
        author=None,
        entity=None,
        membership=None,
        authentication={},
        at=_received_at(envelope, at),
        from_line=each.from_line,
        copy=copy,
        by=by,
    )
    if message.kept_now:
        done.new += 1
    else:
        done.known += 1


def _received_at(envelope: Envelope, at: datetime) -> datetime:
    """When the list's own server had it: the topmost Received field, else Date, else now."""
    _, _, said = envelope.first("received").rpartition(";")
    try:
        received = parsedate_to_datetime(said.strip()[:100])
        received = received if received.tzinfo else received.replace(tzinfo=UTC)
        received = received.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        received = envelope.sent_at or at
    return min(received, at)


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
