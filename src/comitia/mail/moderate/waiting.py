"""What time alone does to held messages: moderators are asked again, then it goes back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from comitia.archive.envelope import read
from comitia.archive.packing import unpacked
from comitia.bodies.rulesets import in_force
from comitia.groups.models import Group
from comitia.groups.queries import moderators
from comitia.ledger.actors import SYSTEM
from comitia.mail import notices
from comitia.mail.answer import answer
from comitia.mail.models import Arrival, Held
from comitia.mail.moderate.actions import close, decide, language_of
from comitia.mail.moderate.errors import AlreadyDecided
from comitia.outbox.actions import Recipient, queue
from comitia.people.queries import secretariat

MOST_AT_ONCE = 500


def expires_at(held: Held) -> datetime:
    """When it goes back, by the rule in force on the day it was held."""
    rules = in_force(held.group.parent.kind, held.held_at.date())
    return held.held_at + timedelta(days=rules.days("held_mail_expiry"))


def expire(*, at: datetime) -> int:
    """Send back what nobody has decided on in time; how many there were."""
    return sum(_expire(held, at=at) for held in _due(at, "held_mail_expiry"))


@transaction.atomic
def _expire(held: Held, *, at: datetime) -> bool:
    try:
        held = decide(held, Held.State.EXPIRED, by=SYSTEM, reason="", at=at)
    except AlreadyDecided:
        return False  # This very moment.
    close(held, Arrival.Outcome.REJECTED, "no moderator decided in time")
    envelope = read(unpacked(held.arrival.raw.packed))
    notice = notices.expired_to_sender(held, envelope, language=language_of(held))
    if held.tells_sender:
        answer(notice, arrival=held.arrival, envelope=envelope, at=at)
    return True


def remind(*, at: datetime) -> int:
    """Ask the moderators of each group once more for what has waited long; how many messages."""
    waiting: dict[Group, list[Held]] = {}
    for held in _due(at, "held_mail_reminder"):
        if held.reminded_at is None:
            waiting.setdefault(held.group, []).append(held)
    return sum(_remind(group, each, at=at) for group, each in waiting.items())


@transaction.atomic
def _remind(group: Group, waiting: list[Held], *, at: datetime) -> int:
    asked = [
        held
        for held in waiting
        if Held.objects.filter(
            pk=held.pk, state=Held.State.WAITING, reminded_at__isnull=True
        ).update(reminded_at=at)
    ]
    if not asked:
        return 0
    for person in moderators(group, at=at) or secretariat():
        queue(
            notice=notices.still_waiting(
                group, [(held, expires_at(held)) for held in asked], language=person.language
            ),
            to=Recipient(person.email, key=f"person:{person.pk}"),
            once=f"held-again:{asked[-1].pk}:{person.pk}",
            at=at,
        )
    return len(asked)


def _due(at: datetime, rule: str) -> Iterator[Held]:
    """Those that have waited for as long as the rule says that was in force when they were held."""
    found = 0
    waiting = Held.objects.filter(state=Held.State.WAITING).select_related("group__parent")
    for held in list(waiting.order_by("held_at", "id").iterator(chunk_size=500)):
        rules = in_force(held.group.parent.kind, held.held_at.date())
        if found < MOST_AT_ONCE and at - held.held_at >= timedelta(days=rules.days(rule)):
            found += 1
            yield held
