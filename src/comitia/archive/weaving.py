"""Threads kept in tables: a message is put in its place as it comes; all can be woven anew.

What the threads are, `threads.weave` says. Here only as much is woven again as a message touches.
Callers hold the group's lock (see `actions.keep`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import Q

from comitia.archive.models import Ghost, Message, Thread
from comitia.archive.threads import (
    SUBJECT_DAYS,
    Cited,
    Woven,
    answers_by_subject,
    weave,
)
from comitia.groups.models import Group

BATCH = 500
_T = TypeVar("_T")
_FIELDS = (
    "id",
    "message_id",
    "in_reply_to",
    "dated_at",
    "received_at",
    "subject",
    "subject_key",
    "loose",
    "parent_id",
    "thread_id",
)


def as_cited(message: Message) -> Cited:
    """A stored message as threading sees it."""
    return Cited(
        message.message_id,
        tuple(message.in_reply_to),
        message.dated_at,
        message.subject_key,
        message.loose,
    )


def place(message: Message) -> None:
    """Put a message that has just been written into its thread, and join what it joins."""
    seen = as_cited(message)
    parent, touched = _what_it_cites(message)
    ghost = Ghost.objects.filter(group=message.group_id, message_id=message.message_id).first()
    if ghost is not None:
        touched.add(ghost.thread_id)
    if message.loose:
        parent = _what_it_answers(message, seen)
        if parent is not None and parent.thread_id is not None:
            touched.add(parent.thread_id)
    adopted = [] if message.loose else _what_answers_it(message, seen)
    if ghost is not None or len(touched) > 1 or adopted:
        touched.update(each.thread_id for each in adopted if each.thread_id is not None)
        _weave_again(message.group_id, touched, message)
        return
    message.parent = parent
    if touched:
        message.thread_id = touched.pop()
        thread = Thread.objects.get(pk=message.thread_id)
        thread.messages_count += 1
        thread.started_at = min(thread.started_at, message.dated_at)
        thread.last_at = max(thread.last_at, message.received_at)
        if parent is None:
            thread.first = _first_of_thread(thread, message)
            thread.subject = thread.first.subject
        thread.save()
    else:
        message.thread = Thread.objects.create(
            group_id=message.group_id,
            subject=message.subject,
            started_at=message.dated_at,
            last_at=message.received_at,
            first=message,
        )
    message.save(update_fields=["parent", "thread"])
    _note_ghosts(message)


def rethread(group: Group) -> int:
    """Weave all threads of a group anew from its messages; give their number.

    Nothing changes where the tables were right already.
    """
    messages = list(Message.objects.filter(group=group).only(*_FIELDS))
    woven = weave(as_cited(each) for each in messages)
    before = set(Thread.objects.filter(group=group).values_list("id", flat=True))
    _settle(group.pk, messages, woven, before)
    return len(woven)


def _what_it_cites(message: Message) -> tuple[Message | None, set[int]]:
    """The nearest message it cites that is there, and the threads of all it cites."""
    cites = message.in_reply_to
    if not cites:
        return None, set()
    there = {
        each.message_id: each
        for each in Message.objects.filter(group=message.group_id, message_id__in=cites)
        .exclude(pk=message.pk)
        .only("id", "message_id", "thread_id")
    }
    touched = {each.thread_id for each in there.values() if each.thread_id is not None}
    missing = [each for each in cites if each not in there]
    if missing:
        touched.update(
            Ghost.objects.filter(group=message.group_id, message_id__in=missing).values_list(
                "thread_id", flat=True
            )
        )
    return next((there[each] for each in reversed(cites) if each in there), None), touched


def _what_it_answers(message: Message, seen: Cited) -> Message | None:
    """The last message before it that a loose reply may be an answer to."""
    possible = Message.objects.filter(
        group=message.group_id,
        subject_key=message.subject_key,
        loose=False,
        dated_at__lte=message.dated_at,
        dated_at__gte=message.dated_at - timedelta(days=SUBJECT_DAYS),
    ).order_by("-dated_at", "-message_id")
    # Messages of one instant are ordered by id as Python compares it, not as a collation does.
    fitting = [each for each in possible[:20] if answers_by_subject(seen, as_cited(each))]
    return max(fitting, key=lambda each: as_cited(each).order, default=None)


def _what_answers_it(message: Message, seen: Cited) -> list[Message]:
    """Loose replies that came before the message which they answer."""
    if message.subject_key is None:
        return []
    replies = Message.objects.filter(
        group=message.group_id,
        subject_key=message.subject_key,
        loose=True,
        dated_at__gte=message.dated_at,
        dated_at__lte=message.dated_at + timedelta(days=SUBJECT_DAYS),
    ).select_related("parent")
    return [
        reply
        for reply in replies
        if answers_by_subject(as_cited(reply), seen)
        and (reply.parent is None or as_cited(reply.parent).order < seen.order)
    ]


def _weave_again(group_id: int, threads: set[int], message: Message) -> None:
    messages = list(Message.objects.filter(Q(thread__in=threads) | Q(pk=message.pk)).only(*_FIELDS))
    _settle(group_id, messages, weave(as_cited(each) for each in messages), threads)
    message.refresh_from_db(fields=["parent", "thread"])


def _settle(
    group_id: int, messages: Sequence[Message], woven: Sequence[Woven], before: set[int]
) -> None:
    """Write what weaving gave. A thread keeps the row that most of its messages had."""
    by_id = {each.message_id: each for each in messages}
    changed: list[Message] = []
    kept: set[int] = set()
    ghosts: dict[str, int] = {}
    for each in sorted(woven, key=lambda one: -len(one.message_ids)):
        members = [by_id[name] for name in each.message_ids]
        thread = _row_of(group_id, members, kept)
        kept.add(thread.pk)
        for member in members:
            parent = (
                by_id[each.parents[member.message_id]].pk
                if (member.message_id in each.parents)
                else None
            )
            if (member.parent_id, member.thread_id) != (parent, thread.pk):
                member.parent_id, member.thread_id = parent, thread.pk
                changed.append(member)
        ghosts.update(dict.fromkeys(each.ghosts, thread.pk))
    Message.objects.bulk_update(changed, ["parent", "thread"], batch_size=BATCH)
    _settle_ghosts(group_id, before | kept, ghosts)
    for batch in _batches(before - kept):
        Thread.objects.filter(pk__in=batch).delete()


def _row_of(group_id: int, members: Sequence[Message], taken: set[int]) -> Thread:
    facts = {
        "subject": members[0].subject,
        "started_at": min(each.dated_at for each in members),
        "last_at": max(each.received_at for each in members),
        "messages_count": len(members),
        "first_id": members[0].pk,
    }
    counts = Counter(
        each.thread_id
        for each in members
        if each.thread_id is not None and each.thread_id not in taken
    )
    if not counts:
        return Thread.objects.create(group_id=group_id, **facts)
    pk = min(counts, key=lambda each: (-counts[each], each))
    Thread.objects.filter(pk=pk).update(**facts)
    return Thread(pk=pk, group_id=group_id, **facts)


def _settle_ghosts(group_id: int, threads: Iterable[int], wanted: dict[str, int]) -> None:
    have: dict[str, int] = {}
    for batch in _batches(threads):
        there = Ghost.objects.filter(group=group_id, thread__in=batch)
        have.update(there.values_list("message_id", "thread_id"))
    gone = [name for name, thread in have.items() if wanted.get(name) != thread]
    for names in _batches(gone):
        Ghost.objects.filter(group=group_id, message_id__in=names).delete()
    Ghost.objects.bulk_create(
        (
            Ghost(group_id=group_id, message_id=name, thread_id=thread)
            for name, thread in wanted.items()
            if have.get(name) != thread
        ),
        batch_size=BATCH,
    )


def _batches(names: Iterable[_T]) -> Iterator[list[_T]]:
    """`names` in lists short enough for one statement's parameters."""
    rest = iter(names)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _note_ghosts(message: Message) -> None:
    if not message.in_reply_to or message.thread_id is None:
        return
    thread_id = message.thread_id
    there = set(
        Message.objects.filter(
            group=message.group_id, message_id__in=message.in_reply_to
        ).values_list("message_id", flat=True)
    )
    Ghost.objects.bulk_create(
        (
            Ghost(group_id=message.group_id, message_id=name, thread_id=thread_id)
            for name in dict.fromkeys(message.in_reply_to)
            if name not in there
        ),
        ignore_conflicts=True,
    )


def _first_of_thread(thread: Thread, newcomer: Message) -> Message:
    """The earliest message that answers none, as weaving would choose it."""
    roots = Message.objects.filter(thread=thread, parent=None).only(*_FIELDS)
    return min([*roots, newcomer], key=lambda each: as_cited(each).order)
