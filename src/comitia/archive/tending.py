"""Where a convener puts a message among the threads, when its mail put it in the wrong place.

The mail itself is never touched: the message is woven elsewhere, with all that answers it, and
answers that are still to come follow it. Each act is in the ledger, and shows on the message.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.archive.actions import hold, record
from comitia.archive.errors import ArchiveRefusal
from comitia.archive.models import Act, Message
from comitia.archive.weaving import move
from comitia.base.text import storable
from comitia.groups.roles import require
from comitia.people.actors import By

ACTION = "tend_threads"
MOST_REASON = 500


class AlreadyThere(ArchiveRefusal):
    """The message stands just where it was to be put."""


class Itself(ArchiveRefusal):
    """No message answers itself."""


class ItsOwnAnswer(ArchiveRefusal):
    """The message would come to stand under one of those that answer it."""


class OfAnotherGroup(ArchiveRefusal):
    """Threads do not cross from one archive into another."""


class UnderAStone(ArchiveRefusal):
    """A redacted message keeps its place."""


def split_off(*, message: Message, by: By, at: datetime, reason: str = "") -> Message:
    """Let a message begin a thread of its own. Raises AlreadyThere, UnderAStone, NotAllowed."""
    require(by, ACTION, message.group, at=at)
    with transaction.atomic():
        message = _held(message)
        judge_split(message)
        return _tend(message, Act.Kind.SPLIT, None, reason, by, at)


def move_under(
    *, message: Message, target: Message, by: By, at: datetime, reason: str = ""
) -> Message:
    """Let a message answer `target`.

    Raises AlreadyThere, Itself, ItsOwnAnswer, OfAnotherGroup, UnderAStone, NotAllowed.
    """
    require(by, ACTION, message.group, at=at)
    with transaction.atomic():
        message = _held(message)
        judge_move(message, target)
        return _tend(message, Act.Kind.MOVED, target, reason, by, at)


def put_back(*, message: Message, by: By, at: datetime, reason: str = "") -> Message:
    """Let a message stand again where its mail puts it.

    Raises AlreadyThere, UnderAStone, NotAllowed.
    """
    require(by, ACTION, message.group, at=at)
    with transaction.atomic():
        message = _held(message)
        judge_return(message)
        return _tend(message, Act.Kind.RESTORED, None, reason, by, at)


def judge_split(message: Message) -> None:
    """Raise the refusal that `split_off` would raise for the message as it stands now."""
    _judge_stone(message)
    alone = Message.objects.filter(thread=message.thread_id, parent=None).count() == 1
    if message.parent_id is None and alone:
        raise AlreadyThere(
            _("#%(number)s begins a thread of its own already.") % {"number": message.number}
        )


def judge_move(message: Message, target: Message) -> None:
    """Raise the refusal that `move_under` would raise for the messages as they stand now."""
    _judge_stone(message)
    numbers = {"number": message.number, "target": target.number}
    if target.group_id != message.group_id:
        raise OfAnotherGroup(_("Both messages must be in the archive of the same group."))
    if target.pk == message.pk:
        raise Itself(_("#%(number)s cannot answer itself.") % numbers)
    if message.parent_id == target.pk:
        raise AlreadyThere(_("#%(number)s answers #%(target)s already.") % numbers)
    if target.pk in answers_below(message):
        raise ItsOwnAnswer(
            _(
                "#%(target)s stands below #%(number)s and would move along with it. Split off or"
                " move #%(target)s first."
            )
            % numbers
        )


def judge_return(message: Message) -> None:
    """Raise the refusal that `put_back` would raise for the message as it stands now."""
    _judge_stone(message)
    if message.placed_under is None:
        raise AlreadyThere(
            _("#%(number)s stands where its own mail puts it.") % {"number": message.number}
        )


def answers_below(message: Message) -> set[int]:
    """The keys of all messages that answer this one, or an answer to it: what moves along."""
    children: dict[int | None, list[int]] = defaultdict(list)
    rows = Message.objects.filter(thread=message.thread_id).values_list("pk", "parent_id")
    for key, parent in rows:
        children[parent].append(key)
    below: set[int] = set()
    waiting = [message.pk]
    while waiting:
        fresh = [key for key in children[waiting.pop()] if key not in below]
        below.update(fresh)
        waiting += fresh
    return below


def _held(message: Message) -> Message:
    """The message as it stands once nobody else can weave in its group."""
    hold(message.group)
    return Message.objects.select_related("group").get(pk=message.pk)


def _judge_stone(message: Message) -> None:
    if message.redacted_at is not None:
        raise UnderAStone(
            _("#%(number)s was redacted and keeps its place.") % {"number": message.number}
        )


_ENTRIES = {
    Act.Kind.SPLIT: "thread.split",
    Act.Kind.MOVED: "thread.moved",
    Act.Kind.RESTORED: "thread.restored",
}


def _tend(
    message: Message, kind: Act.Kind, target: Message | None, reason: str, by: By, at: datetime
) -> Message:
    under = {Act.Kind.SPLIT: "", Act.Kind.RESTORED: None}.get(
        kind, target.message_id if target else None
    )
    move(message, under)
    facts = {"under": target.number, "under_id": target.message_id} if target else {}
    record(
        message,
        kind,
        _ENTRIES[kind],
        facts,
        reason=" ".join(storable(reason).split())[:MOST_REASON],
        under=target,
        by=by,
        at=at,
    )
    message.placed_under = under
    return message
