"""Threads kept in tables: a message is put in its place as it comes; all can be woven anew.

What the threads are, `threads.weave` says. Here only as much is woven again as a message touches.
Callers hold the group's lock (see `actions.keep`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from comitia.archive.models import Ghost, Message, Thread
from comitia.archive.threads import (
    SUBJECT_DAYS,
    Cited,
    Woven,
    answers_by_subject,
    weave,
)
from comitia.base.rows import insert_rows
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
    "placed_under",
    "documents_count",
    "parent_id",
    "thread_id",
)


def as_cited(message: Message) -> Cited:
    """A stored message as threading sees it."""
    under = message.placed_under
    cites = message.in_reply_to if under is None else [each for each in (under,) if each]
    return Cited(
        message.message_id,
        tuple(cites),
        message.dated_at,
        message.subject_key,
        message.loose,
        placed=under is not None,
    )


def place(message: Message) -> None:
    """Write a new message into its thread, and join what it joins."""
    seen = as_cited(message)
    near = _near(message)
    if message.loose:
        near.parent = _what_it_answers(message, seen)
        if near.parent is not None and near.parent.thread_id is not None:
            near.threads.add(near.parent.thread_id)
    adopted = [] if message.loose else _what_answers_it(message, seen)
    if near.is_awaited or len(near.threads) > 1 or adopted or _any_placed(message, near):
        near.threads.update(each.thread_id for each in adopted if each.thread_id is not None)
        message.save(force_insert=True)
        _weave_again(message.group_id, near.threads, message)
        return
    message.parent = near.parent
    if near.threads:
        (message.thread_id,) = near.threads
        message.save(force_insert=True)
        _join(message, message.thread_id)
    else:
        message.thread = Thread.objects.create(
            group_id=message.group_id,
            subject=message.subject,
            started_at=message.dated_at,
            last_at=message.received_at,
            documents_count=message.documents_count,
        )
        message.save(force_insert=True)
        Thread.objects.filter(pk=message.thread.pk).update(first=message)
    if near.unknown and message.thread_id is not None:
        Ghost.objects.bulk_create(
            Ghost(group_id=message.group_id, message_id=name, thread_id=message.thread_id)
            for name in near.unknown
        )


def place_all(group_id: int, fresh: Sequence[Message]) -> None:
    """Give many new messages, which have keys and are not yet written, their threads and parents.

    The caller writes them in the same transaction.
    """
    touched = _touched(group_id, fresh)
    there: list[Message] = []
    for batch in _batches(touched):
        there += Message.objects.filter(thread__in=batch).only(*_FIELDS)
    messages = [*there, *fresh]
    _settle(
        group_id, messages, weave(as_cited(each) for each in messages), touched, unwritten=fresh
    )


def move(message: Message, under: str | None) -> None:
    """Write where somebody placed a message, and weave again what that takes apart or joins.

    `under` is the Message-ID it is to answer, nothing for a thread of its own, None for where the
    mail itself puts it.
    """
    Message.objects.filter(pk=message.pk).update(placed_under=under)
    mine = Message.objects.filter(group=message.group_id)
    along = list(mine.filter(thread=message.thread_id).only(*_FIELDS))
    threads = _touched(message.group_id, along)
    threads.update(each.thread_id for each in along if each.thread_id is not None)
    if under:
        target = mine.filter(message_id=under, thread__isnull=False)
        threads.update(target.values_list("thread_id", flat=True))
    _weave_again(message.group_id, threads, message)


def rethread(group: Group) -> int:
    """Weave all threads of a group anew from its messages; give their number.

    Nothing changes where the tables were right already.
    """
    messages = list(Message.objects.filter(group=group).only(*_FIELDS))
    woven = weave(as_cited(each) for each in messages)
    before = set(Thread.objects.filter(group=group).values_list("id", flat=True))
    _settle(group.pk, messages, woven, before)
    return len(woven)


def _touched(group_id: int, fresh: Sequence[Message]) -> set[int]:
    """The threads that new messages may join, or join to one another, by what they cite."""
    mine = Message.objects.filter(group=group_id)
    cited = {name for each in fresh for name in each.in_reply_to}
    threads: set[int | None] = set()
    for names in _batches(cited):
        threads.update(mine.filter(message_id__in=names).values_list("thread_id", flat=True))
    for names in _batches(cited.union(each.message_id for each in fresh)):
        ghosts = Ghost.objects.filter(group=group_id, message_id__in=names)
        threads.update(ghosts.values_list("thread_id", flat=True))
    # Replies by subject may come before or after what they answer.
    for loose in (True, False):
        keys = {each.subject_key for each in fresh if each.loose is loose and each.subject_key}
        for some in _batches(keys):
            others = mine.filter(subject_key__in=some, loose=not loose)
            threads.update(others.values_list("thread_id", flat=True).distinct())
    return {each for each in threads if each is not None}


@dataclass
class _Near:
    """What a message cites: the nearest that is there, the threads of all, ids never heard of."""

    parent: Message | None
    threads: set[int]
    unknown: list[str]
    is_awaited: bool


def _near(message: Message) -> _Near:
    cites = message.in_reply_to
    there: dict[str, Message] = {}
    if cites:
        rows = Message.objects.filter(group=message.group_id, message_id__in=cites)
        there = {each.message_id: each for each in rows.only("id", "message_id", "thread_id")}
    missing = [each for each in dict.fromkeys(cites) if each not in there]
    ghosts = list(
        Ghost.objects.filter(
            group=message.group_id, message_id__in=[*missing, message.message_id]
        ).values_list("message_id", "thread_id")
    )
    awaited = {name for name, _thread in ghosts}
    threads = {each.thread_id for each in there.values() if each.thread_id is not None}
    return _Near(
        parent=next((there[each] for each in reversed(cites) if each in there), None),
        threads=threads.union(thread for _name, thread in ghosts),
        unknown=[each for each in missing if each not in awaited],
        is_awaited=message.message_id in awaited,
    )


def _any_placed(message: Message, near: _Near) -> bool:
    """Whether somebody placed a message where this one goes: what follows it goes with it."""
    placed = Message.objects.filter(group=message.group_id, placed_under__isnull=False)
    return bool(near.threads) and placed.filter(thread__in=near.threads).exists()


def _join(message: Message, thread_id: int) -> None:
    """Count a message in the thread it was put in."""
    thread = Thread.objects.filter(pk=thread_id)
    thread.update(
        messages_count=F("messages_count") + 1,
        documents_count=F("documents_count") + message.documents_count,
        started_at=Least("started_at", message.dated_at),
        last_at=Greatest("last_at", message.received_at),
    )
    if message.parent_id is None:
        roots = Message.objects.filter(thread=thread_id, parent=None).only(*_FIELDS)
        first = min(roots, key=lambda each: as_cited(each).order)
        thread.update(first=first, subject=first.subject)


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
    ).only(*_FIELDS)
    return [
        reply
        for reply in replies
        if answers_by_subject(as_cited(reply), seen)
        and (reply.parent is None or as_cited(reply.parent).order < seen.order)
    ]


def _weave_again(group_id: int, threads: set[int], message: Message) -> None:
    messages = list(Message.objects.filter(Q(thread__in=threads) | Q(pk=message.pk)).only(*_FIELDS))
    _settle(group_id, messages, _woven(group_id, messages), threads)
    message.refresh_from_db(fields=["parent", "thread"])


def _woven(group_id: int, messages: Sequence[Message]) -> list[Woven]:
    """The threads of some of a group's messages: all of those that they may join."""
    cited = [as_cited(each) for each in messages]
    elsewhere: set[str] = set()
    # Where nobody placed anything, all that is cited and has come is among them.
    if Message.objects.filter(group=group_id, placed_under__isnull=False).exists():
        here = {each.message_id for each in cited}
        for names in _batches({name for each in cited for name in each.cites} - here):
            there = Message.objects.filter(group=group_id, message_id__in=names)
            elsewhere.update(there.values_list("message_id", flat=True))
    return weave(cited, elsewhere)


def _settle(
    group_id: int,
    messages: Sequence[Message],
    woven: Sequence[Woven],
    before: set[int],
    unwritten: Sequence[Message] = (),
) -> None:
    """Write what weaving gave. A thread keeps the row that most of its messages had.

    Those that are `unwritten` are only told their place.
    """
    by_id = {each.message_id: each for each in messages}
    later = {each.message_id for each in unwritten}
    changed: list[Message] = []
    threads = _rows_of(
        [
            [by_id[name] for name in each.message_ids]
            for each in sorted(woven, key=lambda one: -len(one.message_ids))
        ],
        group_id,
    )
    parents = {name: by_id[parent].pk for each in woven for name, parent in each.parents.items()}
    awaited = {each.message_ids[0]: each.ghosts for each in woven}
    ghosts: set[tuple[str, int]] = set()
    for thread, members in threads.items():
        ghosts.update((name, thread) for name in awaited[members[0].message_id])
        for member in members:
            place = (parents.get(member.message_id), thread)
            if (member.parent_id, member.thread_id) != place:
                member.parent_id, member.thread_id = place
                if member.message_id not in later:
                    changed.append(member)
    Message.objects.bulk_update(changed, ["parent", "thread"], batch_size=BATCH)
    _settle_ghosts(group_id, before | threads.keys(), ghosts)
    for batch in _batches(before - threads.keys()):
        Thread.objects.filter(pk__in=batch).delete()


def _rows_of(groups: Sequence[Sequence[Message]], group_id: int) -> dict[int, Sequence[Message]]:
    """The rows of threads with these members, written as they are now; each by its key."""
    found: dict[int, Sequence[Message]] = {}
    new: list[Sequence[Message]] = []
    for members in groups:
        counts = Counter(
            each.thread_id
            for each in members
            if each.thread_id is not None and each.thread_id not in found
        )
        if not counts:
            new.append(members)
            continue
        pk = min(counts, key=lambda each: (-counts[each], each))
        Thread.objects.filter(pk=pk).update(**_facts(members))
        found[pk] = members
    facts = [_facts(members) for members in new]
    keys = insert_rows(
        Thread,
        list(facts[0]) if facts else (),
        [list(each.values()) for each in facts],
        same={"group_id": group_id},
    )
    return found | dict(zip(keys, new, strict=True))


def _facts(members: Sequence[Message]) -> dict[str, Any]:
    """What a thread's row says of its messages, the first of which begins it."""
    return {
        "subject": members[0].subject,
        "started_at": min(each.dated_at for each in members),
        "last_at": max(each.received_at for each in members),
        "messages_count": len(members),
        "documents_count": sum(each.documents_count for each in members),
        "first_id": members[0].pk,
    }


def _settle_ghosts(group_id: int, threads: Iterable[int], wanted: set[tuple[str, int]]) -> None:
    have: dict[tuple[str, int], int] = {}
    for batch in _batches(threads):
        there = Ghost.objects.filter(thread__in=batch)
        have.update(
            ((name, thread), key)
            for key, name, thread in there.values_list("pk", "message_id", "thread_id")
        )
    for gone in _batches(key for each, key in have.items() if each not in wanted):
        Ghost.objects.filter(pk__in=gone).delete()
    Ghost.objects.bulk_create(
        (
            Ghost(group_id=group_id, message_id=name, thread_id=thread)
            for name, thread in sorted(wanted - have.keys())
        ),
        batch_size=BATCH,
    )


def _batches(names: Iterable[_T]) -> Iterator[list[_T]]:
    """`names` in lists short enough for one statement's parameters."""
    rest = iter(names)
    while batch := list(islice(rest, BATCH)):
        yield batch
