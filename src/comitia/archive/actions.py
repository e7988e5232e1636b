"""The archive's verbs: keep a message for ever, give its bytes back, lay a stone over it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comitia.archive.authors import author_key
from comitia.archive.counting import count, uncount_author
from comitia.archive.envelope import Envelope
from comitia.archive.errors import ArchiveRefusal
from comitia.archive.models import Act, Message, MessageText, Raw, Thread
from comitia.archive.packing import packed, unpacked
from comitia.archive.threads import cited
from comitia.archive.weaving import place
from comitia.base.text import storable
from comitia.groups.models import Group, Membership
from comitia.groups.roles import require
from comitia.jobs import actions as jobs
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM, Actor
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity, Person

# The domain of ids we make: it exists nowhere (RFC 2606), so nobody else makes the same.
MADE_DOMAIN = "made.invalid"
MOST_COUNTED = 32_767
# An address longer than this is none (RFC 5321 4.5.3.1).
MOST_ADDRESS = 320
MOST_REASON = 2_000
# What a redaction can hide besides the text, and where it stands in the message's row.
HIDEABLE: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject",),
    "author": (
        "from_name", "from_address", "author_key", "author_id", "entity_id", "membership_id",
        "authentication", "from_line",
    ),
}  # fmt: skip
_NOTHING: Mapping[str, object] = {
    "author_key": None, "author_id": None, "entity_id": None, "membership_id": None,
    "authentication": {},
}  # fmt: skip


class AlreadyRedacted(ArchiveRefusal):
    """The message lies under a stone already."""


class NoReason(ArchiveRefusal):
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
    by: Actor | None = None,
) -> Message:
    """Put a message into a group's archive, received `at`: number, thread, ledger entry.

    Kept before, it is given as it is. Another message under the same Message-ID is kept too,
    under an id made from its hash, and says so (`claimed_id`). `by` is the author by default.
    `kept_now` of what is given tells whether it is new.
    """
    with transaction.atomic():
        hold(group)
        name, claimed, before = _name(raw, group, envelope)
        if before is not None:
            return before
        message = described(
            group=group,
            number=last_number(group) + 1,
            raw_id=raw.pk,
            name=name,
            claimed=claimed,
            envelope=envelope,
            from_line=from_line,
            at=at,
        )
        message.author, message.entity, message.membership = author, entity, membership
        message.authentication = dict(authentication)
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
        count(group.pk, [message])
    return message


def redact(
    *, message: Message, by: By, reason: str, at: datetime, hide: Collection[str] = ()
) -> Message:
    """Lay a stone over a message: its place and its date stay, and the reason stands there.

    Author and subject stay too, unless `hide` names them. The bytes stay as they are, behind the
    stone, so that the hash in the ledger can still be proven; no door shows them. Doors call
    mail.redaction, which sees to mail that waits as well. Raises AlreadyRedacted, NoReason,
    NotAllowed.
    """
    require(by, "redact", message.group, at=at)
    reason = storable(reason).strip()[:MOST_REASON]
    if not reason:
        raise NoReason(_("Give the reason for the redaction; it will be shown in the archive."))
    with transaction.atomic():
        hold(message.group)
        fields = [field for name in HIDEABLE if name in hide for field in HIDEABLE[name]]
        before = Message.objects.filter(pk=message.pk).values(*fields).get() if fields else {}
        laid = Message.objects.filter(pk=message.pk, redacted_at=None).update(
            redacted_at=at,
            redaction_reason=reason,
            **{field: _NOTHING.get(field, "") for field in fields},
        )
        if not laid:
            raise AlreadyRedacted(
                _("Message %(number)s has been redacted already.") % {"number": message.number}
            )
        if "author" in hide:
            uncount_author(message.group_id, before)
        if "subject" in hide:
            Thread.objects.filter(first=message).update(subject="")
        MessageText.objects.filter(message=message).delete()
        message.refresh_from_db()
        record(
            message,
            Act.Kind.REDACTED,
            "message.redacted",
            {
                "sha256": bytes(message.raw.sha256).hex(),
                "hidden": [name for name in HIDEABLE if name in hide],
            },
            reason=reason,
            hidden=before,
            by=by,
            at=at,
        )
        jobs.enqueue("search.index", {"message_id": message.pk}, at=at)
    return message


def record(
    message: Message,
    kind: Act.Kind,
    entry_kind: str,
    facts: Mapping[str, object],
    *,
    reason: str,
    by: By,
    at: datetime,
    under: Message | None = None,
    hidden: Mapping[str, object] | None = None,
) -> Act:
    """Write what was done to a message, for its page and in the ledger."""
    actor = actor_of(by, at=at)
    entry = ledger.append(
        entry_kind,
        f"group:{message.group.name}",
        {
            "number": message.number,
            "message_id": message.message_id,
            **facts,
            "reason": reason,
        },
        by=actor,
        at=at,
    )
    return Act.objects.create(
        message=message,
        kind=kind,
        under=under,
        reason=reason,
        hidden=dict(hidden or {}),
        by=by if isinstance(by, Person) else None,
        by_name=actor.name,
        at=at,
        entry=entry,
    )


def described(
    *,
    group: Group,
    number: int,
    raw_id: int,
    name: str,
    claimed: str,
    envelope: Envelope,
    from_line: str,
    at: datetime,
) -> Message:
    """A message, not yet written, as its own header describes it; it was received `at`.

    `name` is the id it is kept under, `claimed` the one that it came with where another has that.
    """
    subject = storable(envelope.subject)
    author_name, address = storable(envelope.author.name), storable(envelope.author.address)
    seen = cited(
        message_id=name,
        cites=[each for each in map(storable, envelope.references) if _fits(each)],
        dated_at=envelope.sent_at or at,
        subject=subject,
    )
    return Message(
        group_id=group.pk,
        number=number,
        raw_id=raw_id,
        message_id=name,
        made_id=bool(claimed) or envelope.made_id,
        claimed_id=claimed,
        from_line=storable(from_line),
        received_at=at,
        dated_at=seen.dated_at,
        subject=subject,
        from_name=author_name,
        from_address=address[:MOST_ADDRESS],
        author_key=author_key(author_name, address),
        in_reply_to=list(seen.cites),
        subject_key=seen.subject_key,
        loose=seen.loose,
        attachments_count=min(envelope.attachments, MOST_COUNTED),
        documents_count=min(envelope.documents, MOST_COUNTED),
    )


def ids_of(envelope: Envelope, digest: bytes, copy: int = 1) -> tuple[str, str]:
    """The Message-ID a message came with, and the one it is given where that is not to be had.

    `digest` is the SHA-256 of its bytes; of each further `copy` of them the second is another.
    """
    made = f"{digest.hex()[:40]}@{MADE_DOMAIN}"
    came = storable(envelope.message_id)
    return (came if _fits(came) else made), (made if copy == 1 else f"{copy}.{made}")


def _name(raw: Raw, group: Group, envelope: Envelope) -> tuple[str, str, Message | None]:
    """The id to keep it under, the id it claimed if another has it, itself if kept before."""
    came, made = ids_of(envelope, bytes(raw.sha256))
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


def last_number(group: Group) -> int:
    """The number of the group's last message, 0 where there is none."""
    last = Message.objects.filter(group=group).aggregate(last=Max("number"))["last"]
    return last or 0


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
