"""Redacting a message that was sent: the stone in the archive, and what has not left stays here.

What else shows it is covered too: a held mail that became the message, the mails that asked
moderators about it, copies of it that wait. A digest that waits is others' mail as well: it leaves.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.archive import actions as archive
from comitia.archive.models import Message
from comitia.archive.tending import answers_below
from comitia.groups.models import Group
from comitia.mail.distribute.station import again
from comitia.mail.models import Held
from comitia.mail.queries import asking_about, letters_of
from comitia.outbox.compose import Notice, compose
from comitia.outbox.models import Batch, Copy, Letter
from comitia.outbox.queries import letters_called
from comitia.outbox.steering import AlreadyWithdrawn, overwrite, withdraw
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
        letters=_waiting(_letters(message)),
    )


@transaction.atomic
def redact(
    *, message: Message, by: By, reason: str, at: datetime, hide: Collection[str] = ()
) -> Message:
    """Redact a message, withdraw the copies of it that have not left, forget what letters said.

    `hide` may name `subject` and `author` (archive.actions.HIDEABLE). Raises
    archive.actions.AlreadyRedacted, NoReason, NotAllowed.
    """
    message = archive.redact(message=message, by=by, reason=reason, at=at, hide=hide)
    held = Held.objects.filter(group=message.group_id, arrival__raw=message.raw_id)
    carrying = [*_letters(message), *_notices(held)]
    if "subject" in hide:
        held.update(subject="", reasons=[])  # Reasons name what they found.
    if "author" in hide:
        held.update(from_address="", authentication={}, reasons=[])
    for letter in _waiting(carrying):
        with suppress(AlreadyWithdrawn):  # Nothing of it leaves, which is what is wanted.
            withdraw(letter, reason=message.redaction_reason, by=actor_of(by, at=at), at=at)
    for letter in carrying:
        overwrite(letter, content=compose(_stone(message), once=letter.once, at=letter.queued_at))
    return message


def _stone(message: Message) -> Notice:
    """What is left of a letter that carried a message."""
    group = message.group
    with override(group.language):
        text = _("This message was redacted: %(reason)s") % {"reason": message.redaction_reason}
    return Notice(
        subject=f"{group.name} #{message.number}",
        text=text,
        language=group.language,
        group=group.name,
    )


def _letters(message: Message) -> list[Letter]:
    """The letters that carry a message: the post, and those to who asked for it once more."""
    posts = letters_of([message.pk]).get(message.pk, [])
    return [*posts, *letters_called(again(message))]


def _notices(held: QuerySet[Held]) -> list[Letter]:
    """The mails by which moderators were asked what to do with it: they quote it."""
    return [each for pk in held.values_list("pk", flat=True) for each in asking_about(pk)]


def _waiting(letters: list[Letter]) -> list[Letter]:
    """Those of the letters that have copies which have not left."""
    keys = [each.pk for each in letters if each.withdrawn_at is None]
    batches = Batch.objects.filter(letter__in=keys, open=True).values_list("letter", flat=True)
    copies = Copy.objects.filter(batch__letter__in=keys, state=Copy.State.DEFERRED)
    unsent = {*batches, *copies.values_list("batch__letter", flat=True)}
    return [each for each in letters if each.pk in unsent]
