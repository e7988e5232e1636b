"""The reads of the archive that pages, feeds and commands share. Access is judged before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from comitia.archive.models import Act, Message, Raw, Thread
from comitia.archive.outline import ELSEWHERE, FIELDS, Line, line_of, outline
from comitia.archive.rendering import Rendered
from comitia.archive.texts import rendering, renderings
from comitia.base.prepared import Prepared
from comitia.groups.models import Group

MESSAGES_ON_A_PAGE = 20
# Of each message a thread's page shows so much of its own words, and so much of each quotation.
LETTERS_OF_EACH = 5_000
LETTERS_QUOTED = 1_200
# Of a longer thread, the outline beside a message shows what is next to it.
MOST_LINES = 60


@dataclass(frozen=True)
class Page:
    """Which page of how many, counted from 1."""

    number: int
    count: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None

    @classmethod
    def of(cls, wanted: int, items: int, on_a_page: int) -> "Page":
        count = max(1, -(-items // on_a_page))
        return cls(min(max(wanted, 1), count), count)


@dataclass(frozen=True)
class Shown:
    """A message in a thread: its line, what its row says, and what is shown of its text."""

    line: Line
    message: Message
    rendered: Rendered


@dataclass(frozen=True)
class ThreadPage:
    """A page of a thread, by answers or by date; `lines` are those of the whole thread."""

    thread: Thread
    lines: Sequence[Line]
    here: Sequence[Line]
    page: Page

    @property
    def people_count(self) -> int:
        """How many wrote."""
        return len({line.author.casefold() for line in self.lines})

    @property
    def entities(self) -> list[str]:
        """The entities for which somebody wrote, in order of their first word."""
        return list(dict.fromkeys(line.entity for line in self.lines if line.entity))

    @cached_property
    def neighbours(self) -> tuple[int | None, int | None]:
        """The numbers of the threads that are listed before and after this one."""
        return _beside(self.thread)

    def messages(self) -> list[Shown]:
        """The messages of this page with their texts."""
        if len(self.here) == len(self.lines):
            found = _whole_thread(thread=self.thread.pk)
        else:
            found = list(_with_texts().filter(pk__in=[each.key for each in self.here]))
        rows = {each.pk: each for each in found}
        rendered = renderings(list(rows.values()))
        return [
            Shown(line, rows[line.key], rendered[line.key].brief(LETTERS_OF_EACH, LETTERS_QUOTED))
            for line in self.here
            if line.key in rows
        ]


@dataclass(frozen=True)
class MessagePage:
    """A message with all that surrounds it. `lines` is its thread, or what of it is nearest."""

    message: Message
    lines: Sequence[Line]
    whole: bool
    parent: Line | None
    replies: Sequence[Line]
    previous: Line | None
    next: Line | None

    @property
    def next_in_thread(self) -> Line | None:
        """What is read after it."""
        return self._beside(1)

    @property
    def previous_in_thread(self) -> Line | None:
        """What is read before it."""
        return self._beside(-1)

    def _beside(self, step: int) -> Line | None:
        keys = [each.key for each in self.lines]
        if self.message.pk not in keys:
            return None
        place = keys.index(self.message.pk) + step
        return self.lines[place] if 0 <= place < len(keys) else None

    def rendered(self) -> Rendered:
        """Its text."""
        return rendering(self.message)


def thread_page(thread: Thread, *, page: int = 1, flat: bool = False) -> ThreadPage:
    """A page of a thread's messages; their texts are read when they are asked for."""
    lines = outline(thread.pk)
    order = sorted(lines, key=lambda each: (each.dated_at, each.message_id)) if flat else lines
    shown = Page.of(page, len(order), MESSAGES_ON_A_PAGE)
    start = (shown.number - 1) * MESSAGES_ON_A_PAGE
    return ThreadPage(thread, lines, order[start : start + MESSAGES_ON_A_PAGE], shown)


def in_reading_order(thread: Thread) -> Iterator[tuple[int, Message]]:
    """All messages of a thread, each with its depth, after what it answers."""
    lines = outline(thread.pk)
    for start in range(0, len(lines), MESSAGES_ON_A_PAGE):
        here = lines[start : start + MESSAGES_ON_A_PAGE]
        rows = Message.objects.select_related("group", "entity", "parent")
        found = rows.in_bulk([each.key for each in here])
        yield from ((each.depth, found[each.key]) for each in here)


def page_with(message: Message, thread: Thread) -> int:
    """The page of its thread, in order of answers, that a message stands on."""
    keys = [each.key for each in outline(thread.pk)]
    return keys.index(message.pk) // MESSAGES_ON_A_PAGE + 1


def message_page(message: Message) -> MessagePage:
    """A message with what it answers, what answers it, and its neighbours by number."""
    # Numbers have no gaps, so the neighbours are at hand.
    near = {
        line.number: line
        for line in map(
            line_of,
            _numbered(group=message.group_id, first=message.number - 1, last=message.number + 1),
        )
    }
    lines = outline(message.thread_id) if message.thread_id else []
    by_key = {line.key: line for line in lines}
    here = by_key.get(message.pk)
    kept = lines
    if len(lines) > MOST_LINES and here is not None:
        place = lines.index(here)
        first = max(0, min(place - MOST_LINES // 2, len(lines) - MOST_LINES))
        kept = lines[first : first + MOST_LINES]
    return MessagePage(
        message=message,
        lines=kept,
        whole=len(kept) == len(lines),
        parent=by_key.get(here.parent_key) if here and here.parent_key else None,
        replies=[line for line in lines if line.parent_key == message.pk],
        previous=near.get(message.number - 1),
        next=near.get(message.number + 1),
    )


_numbered = Prepared(
    lambda group, first, last: (
        Message.objects.filter(group=group, number__gte=first, number__lte=last)
        .annotate(elsewhere=ELSEWHERE)
        .values_list(*FIELDS)
    ),
    group=int,
    first=int,
    last=int,
)


def by_number(group: Group, number: int) -> Message | None:
    """The message at a place in a group's archive."""
    return Message.objects.filter(group=group, number=number).first()


def _with_texts() -> QuerySet[Message]:
    """Messages with what a thread's page says of each, and their bytes."""
    return Message.objects.select_related("raw").only(
        "message_id",
        "subject",
        "from_name",
        "dated_at",
        "in_reply_to",
        "attachments_count",
        "redacted_at",
        "redaction_reason",
        "raw__size_bytes",
        "raw__packed",
    )


_whole_thread = Prepared(lambda thread: _with_texts().filter(thread=thread), thread=int)


def placing_of(message: Message) -> Act | None:
    """The act by which a message stands where it stands; None where its own mail put it there."""
    if message.placed_under is None:
        return None
    kinds = (Act.Kind.SPLIT, Act.Kind.MOVED)
    acts = message.acts.filter(kind__in=kinds).select_related("under").order_by("-pk")
    return acts.first()


def redaction_of(message: Message) -> Act | None:
    """The act by which a message was redacted."""
    if message.redacted_at is None:
        return None
    return message.acts.filter(kind=Act.Kind.REDACTED).select_related("entry").first()


def stone_over(group: Group, raw: Raw) -> Message | None:
    """The redacted message of a group's archive that has these bytes: nothing may show them."""
    return Message.objects.filter(group=group, raw=raw, redacted_at__isnull=False).first()


def _beside(thread: Thread) -> tuple[int | None, int | None]:
    """The threads listed before and after it, last active first, by their first messages."""
    before = _newer(group=thread.group_id, key=thread.pk, at=thread.last_at)
    after = _older(group=thread.group_id, key=thread.pk, at=thread.last_at)
    return (before[0][0] if before else None, after[0][0] if after else None)


def _threads(group: int) -> QuerySet[Thread]:
    return Thread.objects.filter(group=group, first__isnull=False)


_newer = Prepared(
    lambda group, key, at: (
        _threads(group)
        .filter(Q(last_at__gt=at) | Q(last_at=at, pk__gt=key), last_at__gte=at)
        .order_by("last_at", "pk")
        .values_list("first__number")[:1]
    ),
    group=int,
    key=int,
    at=datetime,
)
_older = Prepared(
    lambda group, key, at: (
        _threads(group)
        .filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=key), last_at__lte=at)
        .order_by("-last_at", "-pk")
        .values_list("first__number")[:1]
    ),
    group=int,
    key=int,
    at=datetime,
)


def count_since(group: Group, since: datetime) -> int:
    """How many messages a group has received since an instant."""
    return Message.objects.filter(group=group, received_at__gte=since).count()
