"""Messages as an mboxrd: one file, a separator before each."""

from collections.abc import Iterator
from datetime import UTC

from comitia.archive.exports.chosen import Chosen, whole
from comitia.archive.exports.leaving import bytes_of
from comitia.archive.mbox import Boxed, boxed
from comitia.archive.models import Message
from comitia.groups.models import Group


def mbox(chosen: Chosen) -> Iterator[bytes]:
    """The messages as an mboxrd, one after the other."""
    for batch in chosen.batches():
        for message in batch:
            yield boxed(Boxed(message.from_line or _from_line(message), bytes_of(message)))


def take_out(group: Group) -> Iterator[bytes]:
    """A group's whole archive as an mboxrd, in order of number."""
    return mbox(whole(group))


def _from_line(message: Message) -> str:
    sender = "".join(message.from_address.split()) or "MAILER-DAEMON"
    return f"From {sender} {message.received_at.astimezone(UTC):%a %b %e %H:%M:%S %Y}"
