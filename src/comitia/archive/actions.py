"""The archive's verbs: keep a message for ever, give its bytes back, lay a stone over it."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Max

from comitia.archive.authors import author_key
from comitia.archive.envelope import Envelope
from comitia.archive.models import Message, MessageText, Raw
from comitia.archive.packing import packed, unpacked
from comitia.archive.threads import cited
from comitia.archive.weaving import place
from comitia.base.text import storable
from comitia.groups.models import Group, Membership
from comitia.jobs import actions as jobs
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM, Actor
from comitia.people.models import Entity, Person

# The domain of ids we make: it exists nowhere (RFC 2606), so nobody else makes the same.
MADE_DOMAIN = "made.invalid"
MOST_COUNTED = 32_767
# An address longer than this is none (RFC 5321 4.5.3.1).
MOST_ADDRESS = 320


class AlreadyRedacted(Exception):
    """The message lies under a stone already."""


class NoReason(Exception):
    """A redaction says why, to everyone who meets it."""


def store_raw(data: bytes) -> Raw:
    """Keep bytes once; give the row that holds them, whoever wrote it."""
    raw = Raw(sha256=sha256(data).digest(), size_bytes=len(data), packed=packed(data))
    # The update changes nothing; it makes both engines tell the id of a row that was there.
    Raw.objects.bulk_create(
        [raw], update_conflicts=True, unique_fields=["sha256"], update_fields=["size_bytes"]
    )
    return raw


def raw_bytes(message: Message) -> bytes:
    """The message exactly as received. Access is judged before; see `archive.access`."""
    return unpacked(message.raw.packed)


def keep(
    *,
    raw: Raw,
    group: Group,
    envelope: Envelope,
    author: Person | None,
    entity: Entity | None,
    membership: Membership | None,
    authentication: Mapping[str, object],
    at: datetime,
    from_line: str = "",
    copy: int = 1,
    by: Actor | None = None,
) -> Message:
    """Put a message into a group's archive, received `at`: number, thread, ledger entry.

    Kept before, it is given as it is. Another message under the same Message-ID is kept too,
    under an id made from its hash, and says so (`claimed_id`); so is the second `copy` of the same.
    `by` is the author by default. `kept_now` of what is given tells whether it is new.
    """
    with transaction.atomic():
        hold(group)
        name, claimed, before = _name(raw, group, envelope, copy)
        if before is not None:
            return before
        seen = cited(
            message_id=name,
            cites=[each for each in map(storable, envelope.references) if _fits(each)],
            dated_at=envelope.sent_at or at,
            subject=storable(envelope.subject),
        )
        message = Message(
            group=group,
            number=_next_number(group),
            raw=raw,
            message_id=name,
            made_id=bool(claimed) or envelope.made_id,
            claimed_id=claimed,
            from_line=storable(from_line),
            received_at=at,
            dated_at=seen.dated_at,
            subject=storable(envelope.subject),
            from_name=storable(envelope.author.name),
            from_address=storable(envelope.author.address)[:MOST_ADDRESS],
            author_key=author_key(storable(envelope.author.name), envelope.author.address),
            author=author,
            entity=entity,
            membership=membership,
            in_reply_to=list(seen.cites),
            subject_key=seen.subject_key,
            loose=seen.loose,
            attachments_count=min(envelope.attachments, MOST_COUNTED),
            documents_count=min(envelope.documents, MOST_COUNTED),
            authentication=dict(authentication),
        )
        message.kept_now = True
        message.entry = ledger.append(
            "message.archived",
            f"group:{group.name}",
            {
                "number": message.number,
                "message_id": message.message_id,
                "sha256": bytes(raw.sha256).hex(),
                "size_bytes": raw.size_bytes,
                "received_at": at.isoformat(),
            },
            by=by or _speaking(author, entity),
            at=at,
        )
        place(message)
    return message


def redact(*, message: Message, by: Actor, reason: str, at: datetime) -> Message:
    """Lay a stone over a message: its place, author and date stay, and the reason stands there.

    The bytes stay as they are, behind the stone, so that the hash in the ledger can still be
    proven; no door shows them. Raises AlreadyRedacted or NoReason.
    """
    reason = reason.strip()
    if not reason:
        raise NoReason("Give the reason for the redaction; it will be shown in the archive.")
    with transaction.atomic():
        laid = Message.objects.filter(pk=message.pk, redacted_at=None).update(
            redacted_at=at, redaction_reason=reason
        )
        if not laid:
            raise AlreadyRedacted(f"Message {message.number} has been redacted already.")
        MessageText.objects.filter(message=message).delete()
        message.refresh_from_db()
        ledger.append(
            "message.redacted",
            f"group:{message.group.name}",
            {
                "number": message.number,
                "message_id": message.message_id,
                "sha256": bytes(message.raw.sha256).hex(),
                "reason": reason,
            },
            by=by,
            at=at,
        )
        jobs.enqueue("search.index", {"message_id": message.pk}, at=at)
    return message


def _name(raw: Raw, group: Group, envelope: Envelope, copy: int) -> tuple[str, str, Message | None]:
    """The id to keep it under, the id it claimed if another has it, itself if kept before."""
    came = storable(envelope.message_id)
    made = f"{bytes(raw.sha256).hex()[:40]}@{MADE_DOMAIN}"
    if not _fits(came):
        came = made
    if copy > 1:
        name = f"{copy}.{made}"
        return name, came, Message.objects.filter(group=group, message_id=name).first()
    there = {
        each.message_id: each
        for each in Message.objects.filter(group=group, message_id__in=(came, made))
    }
    first = there.get(came)
    if first is None:
        return came, "", None
    if first.raw_id == raw.pk:
        return came, "", first
    return made, came, there.get(made)


def _fits(message_id: str) -> bool:
    """Whether it can be an id: a line of mail has 998 bytes at most (RFC 5322 2.1.1)."""
    return 0 < len(message_id.encode()) <= 998


def hold(group: Group) -> None:
    """Let nobody else put a message into the group's archive before the caller's transaction ends.

    Whoever numbers does so, so that numbers have no gap and no twin; whoever says what came up to
    now, so that nothing comes between. SQLite needs none of it: whoever writes there is alone.
    """
    if connection.features.has_select_for_update:
        Group.objects.select_for_update(no_key=True).only("id").get(pk=group.pk)


def _next_number(group: Group) -> int:
    last = Message.objects.filter(group=group).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _speaking(author: Person | None, entity: Entity | None) -> Actor:
    if author is None:
        return SYSTEM
    return Actor(
        "person",
        author.pk,
        author.name,
        entity.pk if entity else None,
        str(entity) if entity else "",
    )
