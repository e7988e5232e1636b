"""The archive in the full-text index: followed as it grows, rebuilt when there is none to follow.

Every process that holds an index follows the archive by itself, outside of any transaction: no row
is written for a message to be indexed, and no writer waits for the index.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Max, QuerySet

from comitia.archive.models import Act, Message, MessageText
from comitia.archive.rendering import Rendered
from comitia.archive.rendering.blocks import SIGNATURE, plain
from comitia.archive.texts import keep_dear, renderings
from comitia.search.store import Entry, Store, Unusable

log = logging.getLogger(__name__)

BATCH = 200
PAUSE_SECONDS = 0.4
# On PostgreSQL a transaction may commit after one that was given a later key: keys that were passed
# over are looked for again for as long as a transaction of ours could last.
REMEMBERED_PASSES = 300
MOST_REMEMBERED = 10_000
# Redactions are looked for among so many of the newest: they may commit out of order, too.
REDACTIONS_WATCHED = 100


@cache
def store() -> Store:
    """The index of this node."""
    return Store(settings.DATA / "search")


class Follower:
    """Keeps an index level with the archive. Only one thread uses it."""

    def __init__(self, index: Store) -> None:
        self._index = index
        self._passed_over: dict[int, int] = {}
        self._redactions: set[int] = set()
        self._begun = False

    def step(self) -> int:
        """Index what has come, some of it; how many messages. Heals an index that is unusable."""
        try:
            return self._step()
        except Unusable as reason:
            log.warning("The search index is built anew: %s.", reason)
            self._begun = False
            return rebuild(self._index)

    def _step(self) -> int:
        last = self._index.last_key()
        if not self._begun:
            self._begin(last)
        keys = list(
            Message.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        late = self._late()
        self._remember(last, keys)
        if keys or late:
            self._index.write(_entries(_load([*late, *keys])))
        return len(keys) + len(late) + self._forget_redacted()

    def _begin(self, last: int) -> None:
        newest = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        if last > newest:
            raise Unusable("it knows messages that the archive does not")
        recent = Message.objects.filter(pk__lte=last).order_by("-pk")
        keys = list(recent.values_list("pk", flat=True)[:MOST_REMEMBERED])
        for key in set(keys) - self._index.present(keys):
            self._passed_over[key] = REMEMBERED_PASSES
        self._redactions.clear()
        self._begun = True

    def _forget_redacted(self) -> int:
        """Take the words of what was redacted since the last step out of this node's index.

        In the first step of all that ever was, since nobody knows what this index has seen.
        """
        newest = _redactions()
        if self._redactions:
            newest = newest[:REDACTIONS_WATCHED]
        fresh = dict(newest.values_list("pk", "message_id"))
        for act in self._redactions:
            fresh.pop(act, None)
        self._redactions.update(fresh)
        _forget(self._index, list(fresh.values()))
        return len(fresh)

    def _late(self) -> list[int]:
        """Keys passed over that have come after all."""
        if not self._passed_over:
            return []
        come = list(
            Message.objects.filter(pk__in=list(self._passed_over)).values_list("pk", flat=True)
        )[:BATCH]
        for key in come:
            del self._passed_over[key]
        self._passed_over = {key: left - 1 for key, left in self._passed_over.items() if left > 1}
        return come

    def _remember(self, last: int, keys: Sequence[int]) -> None:
        there = set(keys)
        for key in range(last + 1, keys[-1] if keys else 0):
            if len(self._passed_over) >= MOST_REMEMBERED:
                break
            if key not in there:
                self._passed_over[key] = REMEMBERED_PASSES


def follow(stop: threading.Event) -> None:
    """Keep this node's index level with the archive until `stop` is set."""
    follower = Follower(store())
    while not stop.is_set():
        busy = 0
        try:
            busy = follower.step()
        except (DatabaseError, Unusable, OSError):
            log.exception("the search index could not be brought level; trying again")
            stop.wait(5)
        if not busy:
            close_old_connections()
            stop.wait(PAUSE_SECONDS)


def rebuild(index: Store | None = None, *, tell: Callable[[int], object] | None = None) -> int:
    """Build this node's index from the whole archive, while the old one serves.

    `tell` is told after each batch how many messages it held.
    """
    index = index or store()
    before = set(_redactions().values_list("pk", flat=True))
    count = index.rebuild(_everything(tell or (lambda count: None)))
    # What was redacted meanwhile may have been read before.
    _forget(
        index,
        [key for act, key in _redactions().values_list("pk", "message_id") if act not in before],
    )
    return count


def refresh(message: Message) -> None:
    """Index a message again, because what is shown of it has changed."""
    try:
        store().write(_entries(_load([message.pk])))
    except Unusable:
        log.info("there is no index to refresh; it will be built from the archive")


def index_again(keys: Sequence[int]) -> None:
    """Index these messages, whether they were before or not. Raises Unusable."""
    store().write(_entries(_load(keys)))


def _redactions() -> QuerySet[Act]:
    return Act.objects.filter(kind=Act.Kind.REDACTED).order_by("-pk")


def _forget(index: Store, keys: Sequence[int]) -> None:
    """Index redacted messages again, as the stones they are. Raises Unusable."""
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        MessageText.objects.filter(message__in=batch).delete()
        index.write(_entries(_load(batch)))


def _everything(tell: Callable[[int], object]) -> Iterator[list[Entry]]:
    last = 0
    while True:
        keys = list(
            Message.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        if not keys:
            return
        yield _entries(_load(keys))
        last = keys[-1]
        tell(len(keys))


def _load(keys: Sequence[int]) -> list[Message]:
    rows = Message.objects.filter(pk__in=keys).select_related("entity")
    return list(rows.defer("authentication", "in_reply_to").order_by("pk"))


def _entries(messages: Sequence[Message]) -> list[Entry]:
    rendered = renderings(messages)
    keep_dear(messages, rendered)
    return [_entry(each, rendered[each.pk]) for each in messages]


def _entry(message: Message, rendered: Rendered) -> Entry:
    entity = message.entity
    return Entry(
        key=message.pk,
        group=message.group_id,
        number=message.number,
        at=message.received_at,
        subject=message.subject,
        author=message.from_name,
        address=message.from_address,
        entity=f"{entity.acronym} {entity.name}" if entity else "",
        text="\n".join(plain(each.html) for each in rendered.blocks if each.kind != SIGNATURE),
    )
