"""Who answered whom in a thread: its messages as short lines, in the order to read them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from comitia.archive.authors import shown_name
from comitia.archive.models import Message
from comitia.base.prepared import Prepared

# A chain of answers may be as long as its thread; deeper ones stand below one another.
MOST_DEPTH_SHOWN = 6


@dataclass(frozen=True)
class Line:
    """A message in a line. In a thread, `depth` is how far from its first message, and `answers`
    the number of the one it answers. `elsewhere` is whether another group has it, too."""

    key: int
    parent_key: int | None
    number: int
    dated_at: datetime
    received_at: datetime
    subject: str
    name: str
    address: str
    entity: str
    message_id: str
    redacted: bool
    elsewhere: bool
    depth: int = 0
    answers: int | None = None

    @cached_property
    def author(self) -> str:
        """What the author is called; no whole address."""
        return shown_name(self.name, self.address)

    @property
    def received_on(self) -> date:
        """The day it was received, in the organisation's zone."""
        return timezone.localtime(self.received_at).date()

    @property
    def indent(self) -> int:
        """How deep to set it, so that a long exchange stays on a narrow screen."""
        return min(self.depth, MOST_DEPTH_SHOWN)


FIELDS = (
    "pk", "parent_id", "number", "dated_at", "received_at", "subject", "from_name", "from_address",
    "entity__name", "message_id", "redacted_at", "elsewhere",
)  # fmt: skip
_DATED_AT, _MESSAGE_ID = FIELDS.index("dated_at"), FIELDS.index("message_id")
# Which group's copy a link means must then be said.
ELSEWHERE = Exists(
    Message.objects.filter(message_id=OuterRef("message_id")).exclude(group=OuterRef("group"))
)

_of_thread = Prepared(
    lambda thread: (
        Message.objects.filter(thread=thread).annotate(elsewhere=ELSEWHERE).values_list(*FIELDS)
    ),
    thread=int,
)


def outline(thread_id: int) -> list[Line]:
    """The lines of a thread: each after what it answers, answers to the same one by date."""
    return in_reading_order(_of_thread(thread=thread_id))


def in_reading_order(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    """Lines of rows of `FIELDS`, whatever their order."""
    # By date, and by id as Python compares it, not as a collation does.
    by_date = sorted(rows, key=lambda row: (row[_DATED_AT], row[_MESSAGE_ID]))
    there = {row[0] for row in by_date}
    below: dict[int | None, list[tuple[Any, ...]]] = defaultdict(list)
    for row in by_date:
        below[row[1] if row[1] in there else None].append(row)
    waiting = [(row, 0, None) for row in reversed(below[None])]
    found: list[Line] = []
    while waiting:
        row, depth, answers = waiting.pop()
        found.append(line_of(row, depth, answers))
        if row[0] in below:
            waiting += [(each, depth + 1, row[2]) for each in reversed(below[row[0]])]
    return found


def line_of(row: tuple[Any, ...], depth: int = 0, answers: int | None = None) -> Line:
    """The line of a row of `FIELDS`."""
    key, parent, number, dated, received, subject, name, address, entity, named, gone, other = row
    return Line(
        key, parent, number, dated, received, subject, name, address, entity or "", named,
        gone is not None, bool(other), depth, answers,
    )  # fmt: skip
