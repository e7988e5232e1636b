"""Holds a message: a row for the moderators, and a notice to each of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from comitia.archive.envelope import Envelope
from comitia.base.ids import fresh_token
from comitia.groups.models import Group
from comitia.groups.queries import moderators
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM
from comitia.mail import notices
from comitia.mail.models import Arrival, Held
from comitia.mail.moderate.rule import Reason
from comitia.mail.moderate.trust import may_trust
from comitia.outbox.actions import Recipient, queue
from comitia.people.queries import secretariat

# Whoever floods a list must not flood its moderators.
NOTICES_AN_HOUR = 20


def hold(
    *,
    arrival: Arrival,
    group: Group,
    envelope: Envelope,
    opening: str,
    reasons: Sequence[tuple[str, Reason]],
    authentication: Mapping[str, object],
    at: datetime,
) -> Held:
    """Keep the message for a moderator's decision, and ask each moderator for it.

    Of many in an hour only the first are told one by one; all wait on the page.
    """
    held = Held.objects.create(
        arrival=arrival,
        group=group,
        token=fresh_token(),
        reasons=[{"rule": rule, **reason.entry()} for rule, reason in reasons],
        authentication=dict(authentication),
        message_id=envelope.message_id,
        subject=envelope.subject,
        from_address=envelope.author.address,
        held_at=at,
    )
    lately = Held.objects.filter(group=group, held_at__gt=at - timedelta(hours=1)).count()
    if lately <= NOTICES_AN_HOUR:
        trusting = may_trust(held)
        for person in moderators(group, at=at) or secretariat():
            notice = notices.held_to_moderator(
                held,
                excerpt=opening,
                language=person.language,
                may_trust=trusting,
                last_for_now=lately == NOTICES_AN_HOUR,
            )
            queue(
                notice=notice,
                to=Recipient(person.email, key=f"person:{person.pk}"),
                once=f"held:{held.pk}:{person.pk}",
                at=at,
            )
    ledger.append(
        "message.held",
        f"group:{group.name}",
        {
            "arrival": arrival.pk,
            "message_id": envelope.message_id,
            "sha256": bytes(arrival.raw.sha256).hex(),
            "rules": [rule for rule, _ in reasons],
        },
        by=SYSTEM,
        at=at,
    )
    return held
