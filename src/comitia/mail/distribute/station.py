"""Queues the copies of one message of the archive, for those entitled to it at that moment."""

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from django.conf import settings

from comitia.archive.models import Message
from comitia.base.mailboxes import Mailbox
from comitia.groups.queries import recipients
from comitia.mail.authenticate.trusted import is_in_front
from comitia.mail.distribute.letter import Imprint, personal_headers, shared_letter
from comitia.mail.distribute.links import with_links
from comitia.mail.models import Arrival
from comitia.mail.moderate.choices import LEAST_BYTES, choices_of
from comitia.outbox.actions import queue_copies


def distribute(*, message: Message, arrival: Arrival, data: bytes, at: datetime) -> None:
    """Queue one copy for each member who gets each message now; repeating it queues nothing."""
    group = message.group
    dmarc = message.authentication.get("dmarc", {})
    imprint = Imprint(
        group=group.name,
        domain=settings.MAIL_DOMAIN,
        base_url=settings.BASE_URL,
        number=message.number,
        message_id=message.message_id,
        made_id=message.made_id,
        received=_trace(arrival),
        prefix=group.subject_prefix,
        not_of=_not_theirs(arrival),
        rewrite_from=dmarc.get("policy") in {"quarantine", "reject"},
    )
    author = Mailbox(message.from_name, message.from_address)
    if len(data) > LEAST_BYTES:  # Smaller ones hold nothing that a group could wish to be a link.
        data = with_links(
            data,
            above_bytes=choices_of(group).link_above_bytes,
            address_of=lambda part: (
                f"{settings.BASE_URL}/m/{quote(message.message_id, safe='@')}/part/{part.path}"
            ),
            language=group.language,
        )
    queue_copies(
        content=shared_letter(data, imprint, author),
        recipients=recipients(group),
        personal_headers=personal_headers(imprint),
        bounces=f"{group.name}-bounces",
        group=group.name,
        kind="post",
        once=f"post:{message.pk}",
        at=at,
    )


def _not_theirs(arrival: Arrival) -> frozenset[str]:
    """The border servers that cannot have written on a message, since it did not come by them."""
    if is_in_front(arrival.peer, settings.TRUSTED_PEERS):
        return frozenset()
    return frozenset(name.lower() for name in settings.TRUSTED_AUTHSERV)


def _protocol(arrival: Arrival) -> str:
    """The protocol's registered name, with an S where it came under TLS (RFC 3848)."""
    return f"{arrival.peer.get('door', 'LMTP')}{'S' if arrival.peer.get('secure') else ''}"


def _trace(arrival: Arrival) -> str:
    """What a Received line says of the way here; members see by it whence a message came."""
    name = "".join(c for c in str(arrival.peer.get("name", "")) if c.isalnum() or c in ".-_")[:200]
    address = arrival.peer.get("address", "")
    return (
        f"from {name or 'unknown'} ([{address}])\r\n"
        f" by {settings.MAIL_DOMAIN} with {_protocol(arrival)} id {arrival.pk};\r\n"
        f" {format_datetime(arrival.received_at)}"
    )
