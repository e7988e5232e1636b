"""The reads of the archive that pages, feeds and commands share. Access is judged before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from comitia.archive.models import Act, Message, Raw, Thread
from comitia.archive.rendering import Rendered
from comitia.archive.texts import renderings
from comitia.groups.models import Group

THREADS_ON_A_PAGE = 50
MESSAGES_ON_A_PAGE = 50
# What of each message a thread's page shows: 50 of them must stay under 60 kB.
LETTERS_OF_FIRST = 2_000
LETTERS_OF_EACH = 500
MOST_DEPTH_SHOWN = 6


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
    """A message in a thread: how deep to set it, and what is shown of it."""

    message: Message
    depth: int
    rendered: Rendered


@dataclass(frozen=True)
class ThreadPage:
    """A page of a thread, in reading order (`tree`) or by date."""

    thread: Thread
    messages: list[Shown]
    page: Page


@dataclass(frozen=True)
class MessagePage:
    """A message with all that surrounds it."""

    message: Message
    rendered: Rendered
    parent: Message | None
    replies: list[Message]
    previous: Message | None
    next: Message | None


def threads(group: Group, *, page: int = 1) -> tuple[list[Thread], Page]:
    """A group's threads, last active first; each with `first` and `last_author` at hand."""
    found = Thread.objects.filter(group=group)
    shown = Page.of(page, found.count(), THREADS_ON_A_PAGE)
    start = (shown.number - 1) * THREADS_ON_A_PAGE
    return list(_latest(found)[start : start + THREADS_ON_A_PAGE]), shown


def latest_threads(group: Group, *, limit: int = 5) -> list[Thread]:
    """The threads last active, for a group's own page."""
    return list(_latest(Thread.objects.filter(group=group))[:limit])


def _latest(found: QuerySet[Thread]) -> QuerySet[Thread]:
    last = Message.objects.filter(thread=OuterRef("pk")).order_by("-dated_at", "-number")
    return (
        found.select_related("first", "first__entity")
        .annotate(last_author=Subquery(last.values("from_name")[:1]))
        .order_by("-last_at", "-id")
    )


def thread_page(thread: Thread, *, page: int = 1, flat: bool = False) -> ThreadPage:
    """A page of a thread's messages in three queries, each cut to its beginning.

    Depth stops at MOST_DEPTH_SHOWN, so that a long exchange stays on a narrow screen.
    """
    order = _reading_order(thread)
    if flat:
        order = sorted(((key, 0, at) for key, _, at in order), key=lambda each: each[2])
    shown = Page.of(page, len(order), MESSAGES_ON_A_PAGE)
    start = (shown.number - 1) * MESSAGES_ON_A_PAGE
    here = order[start : start + MESSAGES_ON_A_PAGE]
    rows = (
        Message.objects.filter(pk__in=[key for key, _, _ in here])
        .select_related("entity")
        .defer("authentication", "in_reply_to")
        .in_bulk()
    )
    rendered = renderings(list(rows.values()))
    return ThreadPage(
        thread,
        [
            Shown(
                rows[key],
                min(depth, MOST_DEPTH_SHOWN),
                rendered[key].brief(LETTERS_OF_EACH if place else LETTERS_OF_FIRST),
            )
            for place, (key, depth, _) in enumerate(here)
        ],
        shown,
    )


def in_reading_order(thread: Thread) -> Iterator[tuple[int, Message]]:
    """All messages of a thread, each with its depth, after what it answers."""
    order = _reading_order(thread)
    for start in range(0, len(order), MESSAGES_ON_A_PAGE):
        here = order[start : start + MESSAGES_ON_A_PAGE]
        rows = Message.objects.select_related("group", "entity", "parent")
        found = rows.in_bulk([key for key, _, _ in here])
        yield from ((depth, found[key]) for key, depth, _ in here)


def page_with(message: Message, thread: Thread) -> int:
    """The page of its thread, in order of answers, that a message stands on."""
    keys = [key for key, _, _ in _reading_order(thread)]
    return keys.index(message.pk) // MESSAGES_ON_A_PAGE + 1


def message_page(message: Message) -> MessagePage:
    """A message whole, with what it answers, what answers it, and its neighbours by number."""
    # Numbers have no gaps, so the neighbours are at hand.
    near = {
        each.number: each
        for each in _lines(Message.objects.filter(group=message.group_id)).filter(
            number__in=(message.number - 1, message.number + 1)
        )
    }
    return MessagePage(
        message=message,
        rendered=renderings([message])[message.pk],
        parent=message.parent,
        replies=list(_lines(message.replies.all()).order_by("dated_at", "message_id")),
        previous=near.get(message.number - 1),
        next=near.get(message.number + 1),
    )


def by_number(group: Group, number: int) -> Message | None:
    """The message at a place in a group's archive."""
    return Message.objects.filter(group=group, number=number).first()


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


def months(group: Group) -> list[tuple[date, int]]:
    """The months in which mail was received, latest first, with how many messages."""
    rows = (
        Message.objects.filter(group=group)
        .annotate(month=TruncMonth("received_at"))
        .values("month")
        .annotate(count=Count("id"))
        .order_by("-month")
    )
    return [(row["month"].date(), row["count"]) for row in rows]


def in_month(group: Group, month: date) -> list[Message]:
    """The messages received in the month that `month` is in, in order."""
    return list(
        _lines(
            Message.objects.filter(
                group=group, received_at__year=month.year, received_at__month=month.month
            )
        ).order_by("number")
    )


def count_since(group: Group, since: datetime) -> int:
    """How many messages a group has received since an instant."""
    return Message.objects.filter(group=group, received_at__gte=since).count()


def _lines(found: QuerySet[Message]) -> QuerySet[Message]:
    """Messages with what a line of a list needs."""
    return found.select_related("entity").defer("authentication", "in_reply_to")


def _reading_order(thread: Thread) -> Sequence[tuple[int, int, tuple[datetime, str]]]:
    """Key, depth and date of each message: each after what it answers, answers by date."""
    children: dict[int | None, list[tuple[tuple[datetime, str], int]]] = defaultdict(list)
    for key, parent, dated_at, message_id in Message.objects.filter(thread=thread).values_list(
        "pk", "parent_id", "dated_at", "message_id"
    ):
        children[parent].append(((dated_at, message_id), key))
    for each in children.values():
        each.sort(reverse=True)
    found = []
    waiting = [(at, key, 0) for at, key in children[None]]
    while waiting:
        at, key, depth = waiting.pop()
        found.append((key, depth, at))
        waiting.extend((when, child, depth + 1) for when, child in children[key])
    return found
