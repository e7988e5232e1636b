"""Redacting a message that was sent: the stone in the archive, and what has not left stays here.

What lies elsewhere with the same bytes is covered too: a held mail that became the message, and
copies of it that wait. A digest that waits is others' mail as well, and leaves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from comitia.archive import actions as archive
from comitia.archive.models import Message
from comitia.archive.tending import answers_below
from comitia.groups.models import Group
from comitia.mail.models import Held
from comitia.mail.queries import letters_of
from comitia.outbox.models import Batch, Copy, Letter
from comitia.outbox.steering import AlreadyWithdrawn, withdraw
from comitia.people.actors import By, actor_of


@dataclass(frozen=True)
class Reach:
    """What whoever redacts should know before: what else there is of the message.

    `answers` may quote it; `same_subject` bear its subject; `elsewhere` are other groups that have
    it, each of which decides for itself; `letters` have copies that have not left.
    """

    answers: int
    same_subject: int
    elsewhere: list[Group]
    letters: list[Letter]


def reach_of(message: Message) -> Reach:
    """What else there is of a message."""
    alike = Message.objects.filter(group=message.group_id, subject_key=message.subject_key)
    others = Message.objects.filter(Q(raw=message.raw_id) | Q(message_id=message.message_id))
    others = others.exclude(group=message.group_id).filter(redacted_at=None)
    return Reach(
        answers=len(answers_below(message)),
        same_subject=0
        if message.subject_key is None
        else alike.exclude(pk=message.pk).exclude(subject="").count(),
        elsewhere=list(Group.objects.filter(pk__in=others.values("group")).order_by("name")),
        letters=_waiting(message),
    )


@transaction.atomic
def redact(
    *, message: Message, by: By, reason: str, at: datetime, hide: Collection[str] = ()
) -> Message:
    """Redact a message and withdraw the copies of it that have not left.

    `hide` may name `subject` and `author` (archive.actions.HIDEABLE). Raises
    archive.actions.AlreadyRedacted, NoReason, NotAllowed.
    """
    message = archive.redact(message=message, by=by, reason=reason, at=at, hide=hide)
    held = Held.objects.filter(group=message.group_id, arrival__raw=message.raw_id)
    if "subject" in hide:
        held.update(subject="")
    if "author" in hide:
        held.update(from_address="", authentication={})
    for letter in _waiting(message):
        try:
            withdraw(letter, reason=message.redaction_reason, by=actor_of(by, at=at), at=at)
        except AlreadyWithdrawn:
            continue  # Nothing of it leaves, which is what is wanted.
    return message


def _waiting(message: Message) -> list[Letter]:
    """The letters that carry a message and have copies which have not left."""
    posts = letters_of([message.pk]).get(message.pk, [])
    # Those who asked for it once more: mail.sending and `get` end their names with its key.
    again = Letter.objects.filter(kind="again", group=message.group.name, withdrawn_at=None)
    again = again.filter(once__endswith=f":{message.pk}").filter(_unsent())
    unsent = Letter.objects.filter(_unsent(), pk__in=[each.pk for each in posts])
    return list((unsent.filter(withdrawn_at=None) | again).defer("content").order_by("id"))


def _unsent() -> Q:
    deferred = Copy.objects.filter(state=Copy.State.DEFERRED).values("batch__letter")
    return Q(pk__in=Batch.objects.filter(open=True).values("letter")) | Q(pk__in=deferred)
