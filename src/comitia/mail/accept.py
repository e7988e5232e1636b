"""The rest of the road for a message that goes out: the archive, then a copy for each member."""

from collections.abc import Mapping
from datetime import datetime

from comitia.archive import actions as archive
from comitia.archive.envelope import Envelope
from comitia.archive.models import Message
from comitia.groups.models import Group, Membership
from comitia.mail.distribute.station import distribute
from comitia.mail.models import Arrival
from comitia.mail.moderate.facts import Author


def accept(
    *,
    arrival: Arrival,
    group: Group,
    envelope: Envelope,
    data: bytes,
    author: Author,
    authentication: Mapping[str, object],
    reason: str = "",
    at: datetime,
) -> Message:
    """Put the message into the archive and queue its copies, in the caller's transaction.

    It counts as received when it was acknowledged, whenever it is accepted. A seat that is not in
    force is none: what its holder claims to speak for is not said in the archive.
    """
    seat = author.seat if author.seat and author.seat.state in Membership.SEATED else None
    message = archive.keep(
        raw=arrival.raw,
        group=group,
        envelope=envelope,
        author=author.person,
        entity=author.entity,
        membership=seat,
        authentication=authentication,
        at=arrival.received_at,
    )
    distribute(message=message, arrival=arrival, envelope=envelope, data=data, at=at)
    arrival.outcome = Arrival.Outcome.ARCHIVED
    arrival.message = message
    arrival.reason = reason
    arrival.save(update_fields=["outcome", "message", "reason"])
    return message
