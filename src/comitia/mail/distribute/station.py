"""Queues the copies of one message of the archive, for those entitled to it at that moment."""

import logging
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from django.conf import settings
from django.utils.timezone import localdate

from comitia.archive.actions import raw_bytes
from comitia.archive.envelope import Envelope
from comitia.archive.models import Message
from comitia.base.mailboxes import Mailbox
from comitia.groups.models import Group
from comitia.groups.queries import copies_by_language
from comitia.mail.authenticate.trusted import is_in_front
from comitia.mail.distribute.arc import sealed
from comitia.mail.distribute.choices import distribution_of
from comitia.mail.distribute.imprint import Imprint
from comitia.mail.distribute.letter import Changes, Place, Sender, shared_letter
from comitia.mail.distribute.links import with_links
from comitia.mail.distribute.words import filled, in_language
from comitia.mail.models import Arrival, Distribution
from comitia.mail.moderate.choices import LEAST_BYTES, choices_of
from comitia.outbox.actions import Recipient, queue_copies
from comitia.outbox.dkim import kept_keys

log = logging.getLogger(__name__)

# By these a domain asks that its mail be refused where it was changed on its way (RFC 9989).
STRICT = frozenset({"quarantine", "reject"})


def distribute(
    *, message: Message, arrival: Arrival, envelope: Envelope, data: bytes, at: datetime
) -> None:
    """Queue one copy for each member who gets each message now; repeating it queues nothing.

    It is one letter; where the group has texts of its own in several languages, one for each.
    What lies under a stone leaves no more, even if it comes once more.
    """
    if message.redacted_at is not None:
        return
    group = message.group
    chosen = distribution_of(group)
    everybody = copies_by_language(
        group,
        on=localdate(at),
        author=message.membership_id or 0,
        addressed=[each.address for each in envelope.addresses("to", "cc")],
    )
    editions = _editions(everybody, chosen, group.language)
    place = _place(message, arrival)
    for language, recipients in editions.items():
        queue_copies(
            content=_sealed(
                _letter(message, place, data, chosen, language or group.language),
                message,
                chosen,
                at,
            ),
            recipients=recipients,
            personal_headers=imprint_of(group, chosen).personal_headers(),
            bounces=f"{group.name}-bounces",
            group=group.name,
            kind="post",
            once=f"post:{message.pk}:{language}" if language else f"post:{message.pk}",
            at=at,
        )


def send_again(*, message: Message, to: Recipient, language: str, once: str, at: datetime) -> None:
    """Queue a message of the archive for somebody who asks for it, as it goes out to members.

    It has its own Message-ID and references, so that it can be answered like any other. `once`
    tells one asking from another. Whether it may be sent is judged before; what was redacted is
    not, whatever was judged.
    """
    if message.redacted_at is not None:
        return
    group = message.group
    chosen = distribution_of(group)
    place = _place(message, message.arrivals.order_by("id").first())
    queue_copies(
        content=_letter(message, place, raw_bytes(message), chosen, language),
        recipients=[to],
        personal_headers=imprint_of(group, chosen).personal_headers() if to.token else (),
        bounces=f"{group.name}-bounces",
        group=group.name,
        kind="again",
        once=again(message, once),
        at=at,
    )


def again(message: Message, once: str = "") -> str:
    """What a letter is called that brings a message once more; without `once`, how that begins."""
    return f"again:{message.pk}:{once}"


def imprint_of(group: Group, chosen: Distribution) -> Imprint:
    """The names and addresses that go on all letters of the group."""
    return Imprint(group.name, settings.MAIL_DOMAIN, settings.BASE_URL, chosen.precedence)


def _editions(
    everybody: dict[str, list[Recipient]], chosen: Distribution, usual: str
) -> dict[str, list[Recipient]]:
    """Who gets which letter; the only one there is goes by no language."""
    texts = {**chosen.above, **chosen.below}
    if len(texts) < 2 or chosen.as_it_came:
        return {"": [each for recipients in everybody.values() for each in recipients]}
    editions: dict[str, list[Recipient]] = {}
    for language, recipients in everybody.items():
        has = language if language in texts else usual if usual in texts else next(iter(texts))
        editions.setdefault(has, []).extend(recipients)
    return editions


def _letter(
    message: Message, place: Place, came: bytes, chosen: Distribution, language: str
) -> bytes:
    group = message.group
    imprint = imprint_of(group, chosen)
    author = Mailbox(message.from_name, message.from_address)
    if chosen.as_it_came:
        return shared_letter(came, imprint, place, author, None)
    data = came
    if len(came) > LEAST_BYTES:  # Smaller ones hold nothing that a group could wish to be a link.
        data = with_links(
            came,
            above_bytes=choices_of(group).link_above_bytes,
            address_of=lambda part: (
                f"{settings.BASE_URL}/m/{quote(message.message_id, safe='@')}/part/{part.path}"
            ),
            language=language,
        )
    changes = _changes(message, chosen, imprint, language)
    return shared_letter(data, imprint, place, author, changes, came=came)


def _sealed(content: bytes, message: Message, chosen: Distribution, at: datetime) -> bytes:
    """With an ARC seal where the house wants one; mail under the list's own name needs none."""
    if not settings.ARC or chosen.as_it_came or _sender(message, chosen) != "author":
        return content
    try:
        keys = kept_keys(settings.DATA / "dkim", settings.MAIL_DOMAIN)
    except (OSError, ValueError) as error:
        log.error("not sealed, since a key cannot be read: %s", error)
        return content
    return sealed(content, message.authentication, keys, by=settings.MAIL_DOMAIN, at=at)


def _changes(message: Message, chosen: Distribution, imprint: Imprint, language: str) -> Changes:
    values = {
        "group": imprint.group,
        "list": imprint.address(),
        "leave": imprint.address("-leave"),
        "help": imprint.address("-request"),
        "page": imprint.page,
        "message": imprint.page_of(message.message_id),
    }
    usual = message.group.language
    above, below = (
        filled(in_language(texts, language, usual), values)
        for texts in (chosen.above, chosen.below)
    )
    return Changes(
        prefix=chosen.subject_prefix,
        sender=_sender(message, chosen),
        reply_to=_reply_to(message, chosen, imprint),
        above=above,
        below=below,
    )


def _sender(message: Message, chosen: Distribution) -> Sender:
    is_asked = message.authentication.get("dmarc", {}).get("policy") in STRICT
    match chosen.sender:
        case Distribution.Sender.ALWAYS:
            return "list"
        case Distribution.Sender.ASKED if is_asked:
            return "list"
        case Distribution.Sender.WRAP if is_asked:
            return "wrapped"
    return "author"


def _reply_to(message: Message, chosen: Distribution, imprint: Imprint) -> str:
    match chosen.reply_to:
        case Distribution.ReplyTo.LIST:
            # Under the list's name nobody would find the author again.
            is_hidden = _sender(message, chosen) != "author" and message.from_address
            return imprint.address() + (f", {message.from_address}" if is_hidden else "")
        case Distribution.ReplyTo.ADDRESS:
            return chosen.reply_address
    return ""


def _place(message: Message, arrival: Arrival | None) -> Place:
    return Place(
        number=message.number,
        message_id=message.message_id,
        made_id=message.made_id,
        received=_trace(arrival) if arrival else _from_the_archive(message),
        not_of=_not_theirs(arrival) if arrival else frozenset(),
    )


def _from_the_archive(message: Message) -> str:
    """Of a message that was imported, nobody knows how it came."""
    return f"by {settings.MAIL_DOMAIN};\r\n {format_datetime(message.received_at)}"


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
