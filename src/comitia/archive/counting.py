"""Messages counted by month, by author and by entity, in the transaction that keeps them.

Callers hold the group (`actions.hold`), so that nobody counts the same row at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comitia.archive.authors import shown_name
from comitia.archive.models import Message, Month, Voice, Writer
from comitia.base.rows import add_up_rows

_BATCH = 2_000
# By so many letters of their names authors are put in order: no index holds a name without end.
MOST_FOLDED = 100
# What of a message is counted, as `values_list` gives it.
_COUNTED = ("received_at", "author_key", "from_name", "from_address", "entity_id")


def count(group_id: int, messages: Iterable[Message]) -> None:
    """Count messages that were just put into a group's archive."""
    _count(group_id, [tuple(getattr(each, name) for name in _COUNTED) for each in messages])


def uncount_author(group_id: int, before: Mapping[str, Any]) -> None:
    """Count a message no more for its author and entity: `before` is what its row said of them."""
    for model, named in (
        (Writer, {"key": before["author_key"]}),
        (Voice, {"entity": before["entity_id"]}),
    ):
        counted = model._default_manager.filter(group=group_id, **named)
        if not counted.filter(count__gt=1).update(count=F("count") - 1):
            counted.delete()


def recount(group_id: int) -> None:
    """Count a group's whole archive anew."""
    with transaction.atomic():
        for model in (Month, Writer, Voice):
            model._default_manager.filter(group=group_id).delete()
        rows = Message.objects.filter(group=group_id).order_by("number").values_list(*_COUNTED)
        left = rows.iterator(chunk_size=_BATCH)
        while some := list(islice(left, _BATCH)):
            _count(group_id, some)


def month_of(at: datetime) -> date:
    """The first day of the month in which an instant falls, in the organisation's zone."""
    local = at.astimezone(timezone.get_default_timezone())
    return date(local.year, local.month, 1)


def _count(group_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    months: Counter[date] = Counter()
    voices: Counter[int] = Counter()
    writers: dict[int, list[Any]] = {}
    for received_at, key, name, address, entity_id in rows:
        months[month_of(received_at)] += 1
        if entity_id is not None:
            voices[entity_id] += 1
        if key is None:
            continue
        found = writers.get(key)
        if found is None:
            shown = shown_name(name, address)
            folded = shown.casefold()[:MOST_FOLDED]
            writers[key] = [shown, folded, 1, received_at, received_at, entity_id]
        else:
            found[2] += 1
            found[3] = min(found[3], received_at)
            found[4] = max(found[4], received_at)
            found[5] = entity_id if entity_id is not None else found[5]
    _add(Month, "first", ("count",), [(group_id, *each) for each in months.items()])
    _add(Voice, "entity_id", ("count",), [(group_id, *each) for each in voices.items()])
    _add(
        Writer,
        "key",
        ("name", "folded", "count", "first_at", "last_at", "entity_id"),
        [(group_id, key, *said) for key, said in writers.items()],
    )


_HOW = {"count": "sum", "first_at": "least", "last_at": "greatest", "entity_id": "newest"}


def _add(model: Any, key: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        add_up_rows(
            model,
            ("group_id", key, *names),
            rows,
            known_by=("group_id", key),
            together={name: _HOW[name] for name in names if name in _HOW},
        )
