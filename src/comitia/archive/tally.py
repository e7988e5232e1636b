"""How many messages a group's archive has by month, by author and by entity.

Messages are only ever added, in order of number: a process that has counted once counts only what
has come since. Nothing of it is truth, and a process that has just begun counts anew.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from typing import Any

from django.utils import timezone

from comitia.archive.authors import shown_name
from comitia.archive.models import Message
from comitia.base.prepared import Prepared
from comitia.groups.models import Group
from comitia.people.models import Entity

# Counting ten thousand messages takes some tenths of a second; so many groups are remembered.
MOST_GROUPS = 200


@dataclass(frozen=True)
class Writer:
    """Who wrote under a name: how many messages, the first and the last, for which entity last."""

    key: int
    name: str
    count: int
    first_at: datetime
    last_at: datetime
    entity_id: int | None
    entity: str = ""


@dataclass(frozen=True)
class Voice:
    """An entity for which somebody wrote: how many messages."""

    key: int
    count: int
    name: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Tally:
    """The counts of one group's archive up to the message of number `upto`.

    Months are those of receipt in the organisation's zone, each by its first day.
    """

    upto: int = 0
    last: tuple[Any, ...] = ()
    months: Mapping[date, int] = field(default_factory=dict)
    writers: Mapping[int, Writer] = field(default_factory=dict)
    entities: Mapping[int, "Voice"] = field(default_factory=dict)

    def by_count(self) -> list[Writer]:
        """Who wrote, most messages first."""
        return sorted(self.writers.values(), key=lambda each: (-each.count, each.name.casefold()))

    def by_name(self) -> list[Writer]:
        """Who wrote, by name."""
        return sorted(self.writers.values(), key=lambda each: each.name.casefold())

    def entities_by_name(self) -> list[Voice]:
        """The entities for which somebody wrote, by name."""
        return sorted(self.entities.values(), key=lambda each: each.name.casefold())


_after = Prepared(
    lambda group, number: Message.objects.filter(group=group, number__gte=number)
    .order_by("number")
    .values_list(
        "number", "pk", "message_id", "received_at", "author_key", "from_name", "from_address",
        "entity",
    ),
    group=int,
    number=int,
)  # fmt: skip
_known: OrderedDict[int, Tally] = OrderedDict()
_lock = Lock()


def tally(group: Group) -> Tally:
    """The counts of a group's archive as it is now."""
    with _lock:
        known = _known.get(group.pk, Tally())
    rows = _after(group=group.pk, number=max(known.upto, 1))
    if known.upto and (not rows or rows[0][:4] != known.last):
        # Another database, or one restored: what was counted is not what is there.
        known, rows = Tally(), _after(group=group.pk, number=1)
    elif known.upto:
        rows = rows[1:]
    if rows:
        known = _counted(known, rows)
    with _lock:
        _known[group.pk] = known
        _known.move_to_end(group.pk)
        while len(_known) > MOST_GROUPS:
            _known.popitem(last=False)
    return known


def forget() -> None:
    """Know nothing, as a process that has just begun."""
    with _lock:
        _known.clear()


def _counted(before: Tally, rows: Sequence[tuple[Any, ...]]) -> Tally:
    months, writers = dict(before.months), dict(before.writers)
    voices = {key: each.count for key, each in before.entities.items()}
    zone = timezone.get_default_timezone()
    for _, _, _, received_at, key, name, address, entity_id in rows:
        local = received_at.astimezone(zone)
        month = date(local.year, local.month, 1)
        months[month] = months.get(month, 0) + 1
        if entity_id is not None:
            voices[entity_id] = voices.get(entity_id, 0) + 1
        if key is None:
            continue
        known = writers.get(key)
        if known is None:
            shown = shown_name(name, address)
            writers[key] = Writer(key, shown, 1, received_at, received_at, entity_id)
        else:
            writers[key] = Writer(
                key,
                known.name,
                known.count + 1,
                min(known.first_at, received_at),
                max(known.last_at, received_at),
                entity_id if entity_id is not None else known.entity_id,
            )
    # Names of entities may be mended: each count reads them again.
    known_as = {
        key: (name, slug)
        for key, name, slug in Entity.objects.filter(pk__in=voices).values_list(
            "pk", "name", "slug"
        )
    }
    entities = {
        key: Voice(key, count, *known_as.get(key, ("", ""))) for key, count in voices.items()
    }
    for key, each in writers.items():
        if each.entity_id is not None:
            writers[key] = replace(each, entity=entities[each.entity_id].name)
    return Tally(rows[-1][0], rows[-1][:4], months, writers, entities)
