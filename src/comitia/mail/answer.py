"""Answers to those who wrote: who may be answered at all, and how often (RFC 3834)."""

import re
from datetime import datetime

from comitia.archive.envelope import Envelope
from comitia.mail.models import Arrival, AutoReply
from comitia.outbox.actions import Recipient, queue
from comitia.outbox.compose import Notice

# Addresses behind which no person reads (RFC 3834, 2; RFC 5230, 4.6).
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|listserv|majordomo|no-?reply|do-?not-?reply|owner-.*|.*-owner"
    r"|.*-request|.*-bounces?(\+.*)?)@.*",
    re.IGNORECASE,
)
# Mails that one person may ask for in a day, by command or by button.
MOST_ANSWERS_A_DAY = 40
_UNASKED = frozenset({"bulk", "junk", "list", "auto_reply"})


def may_be_answered(arrival: Arrival, envelope: Envelope) -> bool:
    """Whether an automatic answer may go to the sender: never to machines, lists or nobody."""
    return not (
        not arrival.mail_from
        or "@" not in arrival.mail_from
        or _MACHINES.fullmatch(arrival.mail_from)
        or envelope.auto_submitted
        or envelope.list_ids
        or envelope.first("list-unsubscribe")
        or envelope.first("precedence").lower() in _UNASKED
        or envelope.first("x-auto-response-suppress")
    )


def answer(
    notice: Notice, *, arrival: Arrival, envelope: Envelope, at: datetime, daily: bool = False
) -> bool:
    """Queue `notice` to the envelope sender, if it may be answered; whether it was.

    With `daily`, at most one of its kind a day goes to one address.
    """
    if not may_be_answered(arrival, envelope):
        return False
    if daily:
        _, fresh = AutoReply.objects.get_or_create(
            address=arrival.mail_from.lower(), kind=notice.kind, day=at.date()
        )
        if not fresh:
            return False
    queue(
        notice=notice,
        to=Recipient(arrival.mail_from),
        once=f"answer:{arrival.pk}:{notice.kind}",
        at=at,
    )
    return True


def answers_left(address: str, *, key: str, at: datetime) -> int:
    """How many more mails a person at `address` may ask for today, this one included; it is noted.

    `key` names what is asked, so that asking the same again counts once.
    """
    day = at.date()
    given = AutoReply.objects.filter(address=address, day=day, kind__startswith="request:")
    left = MOST_ANSWERS_A_DAY - given.count()
    if left > 0:
        AutoReply.objects.get_or_create(address=address, day=day, kind=f"request:{key}")
    return left


def threaded(envelope: Envelope) -> tuple[tuple[str, str], ...]:
    """Header fields that make an answer appear under what it answers."""
    if envelope.made_id or not envelope.message_id.isascii():
        return ()
    return (
        ("In-Reply-To", f"<{envelope.message_id}>"),
        ("References", f"<{envelope.message_id}>"),
    )
