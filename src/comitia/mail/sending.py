"""“Send me this”: a message of the archive, or a thread, once more to a reader who asks for it.

It comes as it went out to members, with its own Message-ID, so that it can be answered in its
thread by whoever was not a member then. It goes only to an address the person has confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.archive.access import Reading
from comitia.archive.models import Message, Thread
from comitia.groups.models import Group, Membership
from comitia.groups.queries import seat_of
from comitia.mail.answer import MOST_ANSWERS_A_DAY, answers_left
from comitia.mail.distribute.station import again, send_again
from comitia.mail.errors import MailRefusal
from comitia.outbox.actions import Recipient
from comitia.outbox.models import Letter
from comitia.people.models import Person

MOST_MESSAGES = 20
PAUSE = timedelta(minutes=1)


class Redacted(MailRefusal):
    """What was redacted is sent to nobody."""


class NotToThePublic(MailRefusal):
    """A message as it went out shows addresses, which the public does not see."""


class TooSoon(MailRefusal):
    """It was sent to the same person a moment ago."""


class EnoughForToday(MailRefusal):
    """The person has asked for as much as anybody may in a day."""


@dataclass(frozen=True)
class Sent:
    """What is on its way, how many more there are than are sent at once, how many are redacted."""

    messages: Sequence[Message]
    left_out: int = 0
    redacted: int = 0


def messages_of(thread: Thread | int) -> Sent:
    """What would be sent of a thread: by number, within bounds, without what was redacted."""
    found = Message.objects.filter(thread=thread)
    whole = found.filter(redacted_at=None)
    kept = list(whole.select_related("group", "raw").order_by("number")[:MOST_MESSAGES])
    count = whole.count()
    return Sent(kept, count - len(kept), found.count() - count)


def judge_sending(message: Message, reading: Reading) -> None:
    """Raise Redacted or NotToThePublic where this message may not be sent to this reader."""
    if reading.masks_addresses:
        raise NotToThePublic(
            _("A message as it went out shows addresses; it is sent to members only.")
        )
    if message.redacted_at is not None:
        raise Redacted(
            _("This message has been redacted: %(reason)s") % {"reason": message.redaction_reason}
        )


@transaction.atomic
def send_message(*, message: Message, to: Person, reading: Reading, at: datetime) -> Sent:
    """Queue a message for a reader. Raises Redacted, NotToThePublic, TooSoon, EnoughForToday."""
    judge_sending(message, reading)
    return _send(Sent([message]), f"message:{message.pk}", to, reading.group, at)


@transaction.atomic
def send_thread(*, message: Message, to: Person, reading: Reading, at: datetime) -> Sent:
    """Queue the thread that a message is in, as far as one mail a message goes (MOST_MESSAGES).

    Raises Redacted (if all of it is), NotToThePublic, TooSoon, EnoughForToday.
    """
    found = messages_of(message.thread) if message.thread else Sent([])
    judge_sending(found.messages[0] if found.messages else message, reading)
    return _send(found, f"thread:{found.messages[0].pk}", to, reading.group, at)


def recipient_for(person: Person, group: Group) -> Recipient:
    """Where mail of a group reaches a person: at their seat there, else at their own address."""
    seat = seat_of(group, person)
    if seat is not None and seat.state in Membership.SEATED:
        return Recipient(seat.address, f"membership:{seat.pk}", seat.token)
    return Recipient(person.email, f"person:{person.pk}")


def _send(what: Sent, name: str, to: Person, group: Group, at: datetime) -> Sent:
    minute = int(at.timestamp() // PAUSE.total_seconds())
    first = what.messages[0]
    names = [again(first, f"{name}:{to.pk}:{when}") for when in (minute - 1, minute)]
    lately = Letter.objects.filter(once__in=names, queued_at__gt=at - PAUSE)
    if lately.exists():
        raise TooSoon(_("It was sent to you a moment ago. Look into your mailbox in a minute."))
    if not answers_left(to.email, key=f"{name}:{minute}", at=at):
        raise EnoughForToday(
            _("You have asked for %(most)s mails today; ask again tomorrow.")
            % {"most": MOST_ANSWERS_A_DAY}
        )
    recipient = recipient_for(to, group)
    for message in what.messages:
        send_again(
            message=message,
            to=recipient,
            language=to.language,
            once=f"{name}:{to.pk}:{minute}",
            at=at,
        )
    return what
