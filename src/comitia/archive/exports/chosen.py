"""What is taken out: an archive, a thread, a month, or what a search finds; message by message."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.archive.access import Reading
from comitia.archive.models import Message, Thread
from comitia.archive.search import mail_found
from comitia.groups.models import Group
from comitia.search.store import Unusable

# What is held at once, in messages and in their bytes.
BATCH = 100
MOST_BYTES = 8_000_000
# A search gives no more: what is wanted whole is asked for by group.
MOST_FOUND = 10_000


class CannotSearch(Exception):
    """A search that gives nothing to take out; the text says why and what to do."""


@dataclass(frozen=True)
class Chosen:
    """Messages in order. `name` is a fit name for a file of them, without its ending.

    `keys` are theirs where a search found them; else they are `rows`, of one group, by number.
    `tell` hears how many messages have been written each time that some have.
    """

    name: str
    rows: QuerySet[Message]
    keys: tuple[int, ...] | None = None
    tell: Callable[[int], object] = lambda count: None

    def count(self) -> int:
        return self.rows.count() if self.keys is None else len(self.keys)

    def batches(self) -> Iterator[list[Message]]:
        """The messages with their bytes at hand, a few at a time, however many there are."""
        for batch in self._batches():
            yield batch
            self.tell(len(batch))

    def _batches(self) -> Iterator[list[Message]]:
        if self.keys is None:
            yield from _by_number(self.rows)
            return
        for start in range(0, len(self.keys), BATCH):
            yield from _by_size(self.rows, "pk", self.keys[start : start + BATCH])


def whole(group: Group) -> Chosen:
    """A group's archive."""
    return Chosen(group.name, Message.objects.filter(group=group))


def thread(found: Thread) -> Chosen:
    """A thread, in order of arrival."""
    first = found.first.number if found.first else found.pk
    name = f"{found.group.name}-thread-{first}"
    return Chosen(name, Message.objects.filter(group=found.group_id, thread=found))


def month(group: Group, when: date) -> Chosen:
    """What was received in the month that `when` is in."""
    rows = Message.objects.filter(
        group=group, received_at__year=when.year, received_at__month=when.month
    )
    return Chosen(f"{group.name}-{when:%Y-%m}", rows)


def found(text: str, readings: list[Reading], *, at: datetime, newest: int | None = None) -> Chosen:
    """What a search finds within `readings`, in order of arrival; or only the `newest` so many.

    Raises CannotSearch where too much fits, nothing is asked or there is no index just now.
    """
    if not text.strip():
        raise CannotSearch(_("Say what to look for."))
    try:
        keys, count = mail_found(readings, text, at=at, limit=newest or MOST_FOUND)
    except Unusable:
        raise CannotSearch(_("The index is being built anew. Try again in a minute.")) from None
    if newest is None and count > MOST_FOUND:
        raise CannotSearch(
            _("%(count)s messages fit, and no more than %(most)s are taken out at once.")
            % {"count": count, "most": MOST_FOUND}
        )
    return Chosen("search", Message.objects.all(), tuple(sorted(keys)))


def _by_number(rows: QuerySet[Message]) -> Iterator[list[Message]]:
    last = 0
    while True:
        after = rows.filter(number__gt=last).order_by("number")
        numbers = list(after.values_list("number", flat=True)[:BATCH])
        if not numbers:
            return
        last = numbers[-1]
        yield from _by_size(rows, "number", numbers)


def _by_size(
    rows: QuerySet[Message], name: str, values: list[int] | tuple[int, ...]
) -> Iterator[list[Message]]:
    """The messages whose `name` has these values, so many at once as their bytes allow."""
    here = rows.filter(**{f"{name}__in": values}).order_by(name)
    part: list[int] = []
    size_bytes = 0
    for value, more in list(here.values_list(name, "raw__size_bytes")):
        if part and size_bytes + more > MOST_BYTES:
            yield _loaded(rows, name, part)
            part, size_bytes = [], 0
        part.append(value)
        size_bytes += more
    if part:
        yield _loaded(rows, name, part)


def _loaded(rows: QuerySet[Message], name: str, values: list[int]) -> list[Message]:
    here = rows.filter(**{f"{name}__in": values}).order_by(name).select_related("raw")
    loaded = list(here.defer("authentication"))
    # Joined, each message would make a group of its own.
    groups = Group.objects.in_bulk({each.group_id for each in loaded})
    for message in loaded:
        message.group = groups[message.group_id]
    return loaded
