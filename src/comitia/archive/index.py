"""The archive in the full-text index: followed as it grows, rebuilt when there is none to follow.

Every process that holds an index follows the archive by itself, outside of any transaction: no row
is written for a message to be indexed, and no writer waits for the index. What else is found by
searching (config.searched), and what changed of a message, it learns from the ledger.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Max
from django.utils.timezone import localtime

from comitia.archive.models import Message
from comitia.archive.rendering import Rendered
from comitia.archive.rendering.blocks import QUOTE, SIGNATURE
from comitia.archive.texts import keep_dear, renderings
from comitia.config.searched import SEARCHED
from comitia.ledger.queries import Told, told_since, told_until
from comitia.search.schema import Entry, key_of
from comitia.search.sources import Source
from comitia.search.store import Store, Unusable, Writing

_TAG = re.compile(r"<[^>]*>")

log = logging.getLogger(__name__)

# How much is read and written at once: messages, and bytes of them as they came.
BATCH = 300
BATCH_BYTES = 4_000_000
# While far behind: how often what was written is committed, and the index let go for others.
COMMIT_SECONDS = 3.0
TURN_SECONDS = 10.0
PAUSE_SECONDS = 0.4
# What of a message the index holds, or what it holds hangs on.
_READ = (
    "group", "number", "received_at", "subject", "from_name", "from_address", "parent",
    "attachments_count", "redacted_at", "redaction_reason", "raw__size_bytes", "raw__packed",
    "entity__acronym", "entity__name",
)  # fmt: skip
# On PostgreSQL a transaction may commit after one that was given a later key: keys that were passed
# over are looked for again for as long as a transaction of ours could last.
REMEMBERED_PASSES = 300
MOST_REMEMBERED = 10_000


@cache
def store() -> Store:
    """The index of this node."""
    return Store(settings.DATA / "search")


@dataclass(frozen=True)
class About:
    """The things of a source under one subject of the ledger: they are indexed together."""

    source: Source
    subject: str

    @property
    def key(self) -> str:
        return f"{self.source.number} {self.subject}"


class Follower:
    """Keeps an index level with the archive. Only one thread uses it."""

    def __init__(self, index: Store) -> None:
        self._index = index
        self._passed_over: dict[int, int] = {}
        self._generation = ""
        self._last = 0
        self._followed = 0

    def step(self) -> int:
        """Index what has come, some of it; how many things. Heals an index that is unusable."""
        try:
            return self._step()
        except Unusable as reason:
            # A house that has just been set up has none to lose.
            level = logging.WARNING if self._index.is_begun() else logging.INFO
            log.log(level, "The search index is built anew: %s.", reason)
            self._generation = ""
            return rebuild(self._index)

    def _step(self) -> int:
        self._index.searcher()  # Whether it can be read at all.
        if self._index.generation() != self._generation:
            self._begin()
        keys = _batch_after(self._last)
        late = self._late()
        told = told_since(self._followed)
        changed = [*late, *_redacted(told)]
        abouts = _to_index_again(told)
        count = 0
        if keys or changed or abouts:
            entries = _of_messages(changed)
            with self._index.writing() as index:
                for about in abouts:
                    index.remove_about(about.key)
                    entries += _of_subject(about)
                index.put(entries)
                count = len(entries) + self._catch_up(index, keys)
        if told:
            self._followed = told[-1].position + 1
            self._index.follow_to(self._followed)
        # Where only others' entries were read, there may be more of them.
        return count or len(told)

    def _catch_up(self, index: Writing, keys: list[int]) -> int:
        """Index the messages with these keys and those after them, for a turn."""
        newest = self._index.last_key()
        count, last = 0, self._last
        begun = committed = time.monotonic()
        while keys:
            entries = _of_messages(keys)
            index.put((each for each in entries if each.key > newest), are_new=True)
            index.put(each for each in entries if each.key <= newest)
            self._remember(last, keys)
            count, last = count + len(keys), keys[-1]
            now = time.monotonic()
            if now - begun > TURN_SECONDS:
                break
            if now - committed > COMMIT_SECONDS:
                index.commit()
                self._last, committed = last, now
            keys = _batch_after(last)
        index.commit()
        self._last = last
        return count

    def _begin(self) -> None:
        """Learn what the index knows already."""
        last = self._index.last_key()
        newest = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        if last > newest:
            raise Unusable("it knows messages that the archive does not")
        recent = Message.objects.filter(pk__lte=last).order_by("-pk")
        keys = list(recent.values_list("pk", flat=True)[:MOST_REMEMBERED])
        self._passed_over = dict.fromkeys(set(keys) - self._index.present(keys), REMEMBERED_PASSES)
        self._last, self._followed = last, self._index.followed()
        self._generation = self._index.generation()

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
        for key in range(last + 1, keys[-1]):
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
    """Build this node's index from everything there is, while the old one serves.

    `tell` is told after each batch how many things it held.
    """
    followed = told_until()
    return (index or store()).rebuild(_everything(tell or (lambda count: None)), followed=followed)


def refresh(message: Message) -> None:
    """Index a message again, because what is shown of it has changed."""
    try:
        store().write(_of_messages([message.pk]))
    except Unusable:
        log.info("there is no index to refresh; it will be built from the archive")


def index_again(keys: Sequence[int]) -> None:
    """Index these messages, whether they were before or not. Raises Unusable."""
    store().write(_of_messages(keys))


def _everything(tell: Callable[[int], object]) -> Iterator[list[Entry]]:
    for source in SEARCHED:
        for subject in source.gives.subjects():
            entries = _of_subject(About(source, subject))
            yield entries
            tell(len(entries))
    last = 0
    while keys := _batch_after(last):
        yield _of_messages(keys)
        last = keys[-1]
        tell(len(keys))


def _batch_after(last: int) -> list[int]:
    """The keys of the next messages, of so many bytes that they can be held at once."""
    rows = Message.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "raw__size_bytes")
    keys: list[int] = []
    left = BATCH_BYTES
    for key, size_bytes in rows[:BATCH]:
        left -= size_bytes
        if keys and left < 0:
            break
        keys.append(key)
    return keys


def _of_messages(keys: Sequence[int]) -> list[Entry]:
    if not keys:
        return []
    rows = Message.objects.filter(pk__in=keys).select_related("entity", "raw")
    messages = list(rows.only(*_READ).order_by("pk"))
    rendered = renderings(messages)
    keep_dear(messages, rendered)
    return [_entry(each, rendered[each.pk]) for each in messages]


def _entry(message: Message, rendered: Rendered) -> Entry:
    entity = message.entity
    has = {*rendered.kinds, *(["attachment"] if message.attachments_count else [])}
    is_stone = message.redacted_at is not None
    # What is quoted is found in the message that it was quoted from, where that is here.
    left_out = {SIGNATURE} if message.parent_id is None else {SIGNATURE, QUOTE}
    return Entry(
        key=message.pk,
        group=message.group_id,
        number=message.number,
        at=localtime(message.received_at),
        subject=message.subject,
        author=_name(message.from_name),
        address=message.from_address,
        entity=f"{entity.acronym} {entity.name}" if entity else "",
        entity_name=str(entity) if entity else "",
        recipients=tuple((_name(name), address) for name, address in rendered.recipients),
        has=() if is_stone else tuple(sorted(has)),
        text="\n".join(
            [_words(each.html) for each in rendered.blocks if each.kind not in left_out]
        ),
    )


def _words(html: str) -> str:
    """The text of a block: as `plain`, in a third of the time, for it knows what blocks hold."""
    text = _TAG.sub("", html) if "<" in html else html
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _name(name: str) -> str:
    """A name, unless it is an address again: addresses are found and counted apart."""
    return "" if "@" in name else name


def _redacted(told: Iterable[Told]) -> list[int]:
    """The messages that lie under a stone since."""
    groups = {each.subject.partition(":")[2] for each in told if each.kind == "message.redacted"}
    if not groups:
        return []
    return list(
        Message.objects.filter(group__name__in=groups, redacted_at__isnull=False).values_list(
            "pk", flat=True
        )
    )


def _to_index_again(told: Iterable[Told]) -> list[About]:
    """What has to be indexed again, after what the ledger tells."""
    kinds = {kind: source for source in SEARCHED for kind in source.gives.FOLLOWS}
    abouts = [About(kinds[each.kind], each.subject) for each in told if each.kind in kinds]
    return list(dict.fromkeys(abouts))


def _of_subject(about: About) -> list[Entry]:
    number = about.source.number
    return [
        replace(each, key=key_of(number, each.key), at=localtime(each.at), about=about.key)
        for each in about.source.gives.entries(about.subject)
    ]
