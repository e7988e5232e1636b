"""What moderators decide on held messages. Each decision is made once, and is in the ledger."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.archive.envelope import read
from comitia.archive.models import Message
from comitia.archive.packing import unpacked
from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.groups.seats import trust
from comitia.ledger import actions as ledger
from comitia.mail import notices
from comitia.mail.accept import accept
from comitia.mail.answer import answer
from comitia.mail.models import Arrival, Ban, Held
from comitia.mail.moderate.choices import trust_sender
from comitia.mail.moderate.errors import AlreadyDecided, BadBan, NoReason, NotToBeTrusted
from comitia.mail.moderate.facts import author_of
from comitia.mail.moderate.trust import may_trust
from comitia.people.actors import By, actor_of
from comitia.people.models import Person

_BANNABLE = re.compile(r"[^@\s]*@[^@\s]+")


@transaction.atomic
def release(*, held: Held, by: By, at: datetime, trusting: bool = False) -> Message:
    """Send the message down the rest of the road, once.

    `trusting`: its author's posts wait no longer, be they a member whose posts all do or somebody
    without a seat. Raises AlreadyDecided, NotToBeTrusted, NotAllowed.
    """
    require(by, "moderate", held.group, at=at)
    if trusting and not may_trust(held):
        raise NotToBeTrusted(_("This sender cannot be trusted: accept only the message."))
    held = decide(held, Held.State.ACCEPTED, by=by, reason="", at=at)
    arrival = held.arrival
    data = unpacked(arrival.raw.packed)
    envelope = read(data)
    author = author_of(envelope.author.address, held.group, at=arrival.received_at)
    if trusting and author.seat is not None:
        trust(seat=author.seat, by=by, at=at)
    elif trusting:
        trust_sender(group=held.group, address=held.from_address, by=by, at=at)
    return accept(
        arrival=arrival,
        group=held.group,
        envelope=envelope,
        data=data,
        author=author,
        authentication=held.authentication,
        at=at,
    )


@transaction.atomic
def reject(*, held: Held, by: By, reason: str, at: datetime) -> None:
    """Send the message back with the reason. Raises NoReason, AlreadyDecided, NotAllowed."""
    require(by, "moderate", held.group, at=at)
    reason = reason.strip()
    if not reason:
        raise NoReason(_("Give the reason; the sender is told it."))
    held = decide(held, Held.State.REJECTED, by=by, reason=reason, at=at)
    close(held, Arrival.Outcome.REJECTED, reason)
    envelope = read(unpacked(held.arrival.raw.packed))
    notice = notices.refused_to_sender(
        held.group, envelope, reasons=[reason], language=language_of(held)
    )
    answer(notice, arrival=held.arrival, envelope=envelope, at=at)


@transaction.atomic
def discard(*, held: Held, by: By, at: datetime) -> None:
    """Let the message lie; nobody is told. Raises AlreadyDecided, NotAllowed."""
    require(by, "moderate", held.group, at=at)
    held = decide(held, Held.State.DISCARDED, by=by, reason="", at=at)
    close(held, Arrival.Outcome.DISCARDED, "discarded by a moderator")


@transaction.atomic
def ban(*, group: Group, pattern: str, reason: str, by: By, at: datetime) -> Ban:
    """Let no mail from an address, or from a domain written `@telecom.example`, into the group.

    Raises BadBan, NotAllowed.
    """
    require(by, "moderate", group, at=at)
    pattern = pattern.strip().lower()
    if not _BANNABLE.fullmatch(pattern):
        raise BadBan(_("Write an address, or a domain such as @example.org."))
    row, fresh = Ban.objects.get_or_create(
        group=group,
        pattern=pattern,
        defaults={
            "reason": reason,
            "banned_by": by if isinstance(by, Person) else None,
            "banned_at": at,
        },
    )
    if fresh:
        data = {"pattern": row.pattern, "reason": reason}
        ledger.append("sender.banned", f"group:{group.name}", data, by=actor_of(by, at=at), at=at)
    return row


@transaction.atomic
def lift_ban(*, ban: Ban, by: By, at: datetime) -> None:
    """Mail from there is judged like any other again. Raises NotAllowed."""
    group = ban.group
    require(by, "moderate", group, at=at)
    ledger.append(
        "sender.unbanned",
        f"group:{group.name}",
        {"pattern": ban.pattern},
        by=actor_of(by, at=at),
        at=at,
    )
    ban.delete()


def decide(held: Held, state: Held.State, *, by: By, reason: str, at: datetime) -> Held:
    """Of two who decide at once, one does: the row changes only while it waits."""
    changed = Held.objects.filter(pk=held.pk, state=Held.State.WAITING).update(
        state=state,
        decided_at=at,
        decided_by=by if isinstance(by, Person) else None,
        decision_reason=reason,
    )
    if not changed:
        raise AlreadyDecided(_("This message has been decided on already."))
    held = Held.objects.select_related("group__parent", "arrival__raw").get(pk=held.pk)
    ledger.append(
        f"message.{state}",
        f"group:{held.group.name}",
        {"arrival": held.arrival_id, "message_id": held.message_id, "reason": reason},
        by=actor_of(by, at=at),
        at=at,
    )
    return held


def close(held: Held, outcome: Arrival.Outcome, reason: str) -> None:
    Arrival.objects.filter(pk=held.arrival_id).update(outcome=outcome, reason=reason)


def language_of(held: Held) -> str:
    author = author_of(held.from_address, held.group, at=held.held_at)
    return author.person.language if author.person else held.group.language
