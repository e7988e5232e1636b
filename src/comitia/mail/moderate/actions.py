"""What moderators decide on held messages. Each decision is made once, and is in the ledger."""

from datetime import datetime, timedelta

from django.db import transaction

from comitia.archive.envelope import read
from comitia.archive.models import Message
from comitia.base.packing import unpack
from comitia.groups.models import Group
from comitia.groups.seats import trust
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM, Actor
from comitia.mail import notices
from comitia.mail.accept import accept
from comitia.mail.answer import answer
from comitia.mail.models import Arrival, Ban, Held
from comitia.mail.moderate.facts import author_of
from comitia.people.actors import acting
from comitia.people.models import Person

# Long enough for a convener's leave (DOMAIN 5 gives registrations as long).
EXPIRES_AFTER = timedelta(days=14)


class AlreadyDecided(Exception):
    """Somebody has decided on this message before, or its time is over."""


class NoReason(Exception):
    """A rejection gives its reason, since the sender is told."""


@transaction.atomic
def release(*, held: Held, by: Person, at: datetime, trusting: bool = False) -> Message:
    """Send the message down the rest of the road, once. Raises AlreadyDecided.

    `trusting`: where its author is a member whose posts all wait, they wait no longer.
    """
    held = _decide(held, Held.State.ACCEPTED, by=acting(by, at=at), person=by, reason="", at=at)
    arrival = held.arrival
    data = unpack(arrival.raw.packed)
    envelope = read(data)
    author = author_of(envelope.author.address, held.group, at=arrival.received_at)
    if trusting and author.seat is not None:
        trust(seat=author.seat, by=by, at=at)
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
def reject(*, held: Held, by: Person, reason: str, at: datetime) -> None:
    """Send the message back with the reason. Raises NoReason or AlreadyDecided."""
    reason = reason.strip()
    if not reason:
        raise NoReason("Give the reason; the sender is told it.")
    held = _decide(held, Held.State.REJECTED, by=acting(by, at=at), person=by, reason=reason, at=at)
    _close(held, Arrival.Outcome.REJECTED, reason)
    envelope = read(unpack(held.arrival.raw.packed))
    notice = notices.refused_to_sender(
        held.group, envelope, reasons=[reason], language=_language(held)
    )
    answer(notice, arrival=held.arrival, envelope=envelope, at=at)


@transaction.atomic
def discard(*, held: Held, by: Person, at: datetime) -> None:
    """Let the message lie; nobody is told. Raises AlreadyDecided."""
    held = _decide(held, Held.State.DISCARDED, by=acting(by, at=at), person=by, reason="", at=at)
    _close(held, Arrival.Outcome.DISCARDED, "discarded by a moderator")


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Send back what nobody has decided on for two weeks; how many there were."""
    waiting = Held.objects.filter(state=Held.State.WAITING, held_at__lte=at - EXPIRES_AFTER)
    expired = 0
    for one in waiting.order_by("id")[:100]:
        held = _decide(one, Held.State.EXPIRED, by=SYSTEM, person=None, reason="", at=at)
        _close(held, Arrival.Outcome.REJECTED, "no moderator decided in time")
        envelope = read(unpack(held.arrival.raw.packed))
        notice = notices.expired_to_sender(held, envelope, language=_language(held))
        answer(notice, arrival=held.arrival, envelope=envelope, at=at)
        expired += 1
    return expired


@transaction.atomic
def ban(*, group: Group, pattern: str, reason: str, by: Person, at: datetime) -> Ban:
    """Let no mail from an address, or from a domain written `@telecom.example`, into the group."""
    row, fresh = Ban.objects.get_or_create(
        group=group,
        pattern=pattern.strip().lower(),
        defaults={"reason": reason, "banned_by": by, "banned_at": at},
    )
    if fresh:
        data = {"pattern": row.pattern, "reason": reason}
        ledger.append("sender.banned", f"group:{group.name}", data, by=acting(by, at=at), at=at)
    return row


@transaction.atomic
def lift_ban(*, ban: Ban, by: Person, at: datetime) -> None:
    """Mail from there is judged like any other again."""
    group = ban.group
    ledger.append(
        "sender.unbanned",
        f"group:{group.name}",
        {"pattern": ban.pattern},
        by=acting(by, at=at),
        at=at,
    )
    ban.delete()


def _decide(
    held: Held, state: Held.State, *, by: Actor, person: Person | None, reason: str, at: datetime
) -> Held:
    """Of two who decide at once, one does: the row changes only while it waits."""
    changed = Held.objects.filter(pk=held.pk, state=Held.State.WAITING).update(
        state=state, decided_at=at, decided_by=person, decision_reason=reason
    )
    if not changed:
        raise AlreadyDecided("This message has been decided on already.")
    held = Held.objects.select_related("group", "arrival__raw").get(pk=held.pk)
    ledger.append(
        f"message.{state}",
        f"group:{held.group.name}",
        {"arrival": held.arrival_id, "message_id": held.message_id, "reason": reason},
        by=by,
        at=at,
    )
    return held


def _close(held: Held, outcome: Arrival.Outcome, reason: str) -> None:
    Arrival.objects.filter(pk=held.arrival_id).update(outcome=outcome, reason=reason)


def _language(held: Held) -> str:
    author = author_of(held.from_address, held.group, at=held.held_at)
    return author.person.language if author.person else held.group.language
