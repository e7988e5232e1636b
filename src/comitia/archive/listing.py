"""Lists of an archive: its threads as sifted, the messages of a day or a month, of one author."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from comitia.archive.authors import shown_name
from comitia.archive.models import Message, Thread
from comitia.archive.outline import ELSEWHERE, FIELDS, Line, line_of
from comitia.archive.queries import Page
from comitia.groups.models import Group
from comitia.people.models import Entity

THREADS_ON_A_PAGE = 40
LINES_ON_A_PAGE = 200
MOST_ENTITIES_NAMED = 3


@dataclass(frozen=True)
class Sieve:
    """Which threads are wanted: those with a message of that time, author and entity.

    Days are whole, `until` included, in the organisation's zone. `unanswered` are threads of one
    message. By default they stand by their last message, else `by_start`.
    """

    since: date | None = None
    until: date | None = None
    author: int | None = None
    entity: int | None = None
    documents: bool = False
    unanswered: bool = False
    by_start: bool = False


@dataclass(frozen=True)
class Listed:
    """A thread in the list: besides its row, how many people took part and for which entities.

    `number` is that of its first message, `last_author` who wrote last.
    """

    thread: Thread
    number: int
    last_author: str
    people_count: int
    entities: Sequence[str]

    @property
    def state(self) -> tuple[object, ...]:
        """All of it that may change."""
        row = self.thread
        facts = (row.subject, self.number, row.messages_count, row.documents_count, row.last_at)
        return (*facts, self.people_count, self.entities)

    @property
    def named(self) -> Sequence[str]:
        """The entities that are named."""
        return self.entities[:MOST_ENTITIES_NAMED]

    @property
    def more_count(self) -> int:
        """How many entities are not."""
        return max(0, len(self.entities) - MOST_ENTITIES_NAMED)


def threads(group: Group, sieve: Sieve, *, page: int = 1) -> tuple[list[Listed], int, Page]:
    """The threads that pass the sieve, how many there are, and the page of them."""
    found = _sifted(group, sieve)
    count = found.count()
    shown = Page.of(page, count, THREADS_ON_A_PAGE)
    start = (shown.number - 1) * THREADS_ON_A_PAGE
    order = ("-started_at", "-id") if sieve.by_start else ("-last_at", "-id")
    return _listed(found.order_by(*order)[start : start + THREADS_ON_A_PAGE]), count, shown


def latest_threads(group: Group, *, limit: int = 5) -> list[Listed]:
    """The threads last active, for a group's own page."""
    found = Thread.objects.filter(group=group, first__isnull=False)
    return _listed(found.order_by("-last_at", "-id")[:limit])


def in_span(group: Group, since: date, until: date, *, page: int = 1) -> tuple[list[Line], Page]:
    """The messages received on these days, `until` included, in order of receipt."""
    return _lines(_received(group, since, until).order_by("received_at", "number"), page)


def by_author(group: Group, author: int, *, page: int = 1) -> tuple[list[Line], Page]:
    """An author's messages, the newest first."""
    return _lines(Message.objects.filter(group=group, author_key=author).order_by("-number"), page)


def _lines(found: QuerySet[Message], page: int) -> tuple[list[Line], Page]:
    shown = Page.of(page, found.count(), LINES_ON_A_PAGE)
    start = (shown.number - 1) * LINES_ON_A_PAGE
    rows = found.annotate(elsewhere=ELSEWHERE).values_list(*FIELDS)
    return [line_of(row) for row in rows[start : start + LINES_ON_A_PAGE]], shown


def _sifted(group: Group, sieve: Sieve) -> QuerySet[Thread]:
    found = Thread.objects.filter(group=group, first__isnull=False)
    if sieve.documents:
        found = found.filter(documents_count__gt=0)
    if sieve.unanswered:
        found = found.filter(messages_count=1)
    if sieve.since or sieve.until or sieve.author is not None or sieve.entity is not None:
        wanted = _received(group, sieve.since, sieve.until)
        if sieve.author is not None:
            wanted = wanted.filter(author_key=sieve.author)
        if sieve.entity is not None:
            wanted = wanted.filter(entity=sieve.entity)
        found = found.filter(pk__in=wanted.values("thread"))
    return found


def _received(group: Group, since: date | None, until: date | None) -> QuerySet[Message]:
    within = Q(group=group)
    if since:
        within &= Q(received_at__gte=_begin(since))
    if until:
        within &= Q(received_at__lt=_begin(until + timedelta(days=1)))
    return Message.objects.filter(within)


def _begin(day: date) -> datetime:
    """The first instant of a day in the organisation's zone."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def _listed(found: QuerySet[Thread]) -> list[Listed]:
    last = Message.objects.filter(thread=OuterRef("pk")).order_by("-dated_at", "-number")
    ends = {
        "first_number": F("first__number"),
        "last_name": Subquery(last.values("from_name")[:1]),
        "last_address": Subquery(last.values("from_address")[:1]),
    }
    rows: list[Any] = list(found.annotate(**ends))
    people: dict[int, set[int | None]] = defaultdict(set)
    entities: dict[int, dict[int, None]] = defaultdict(dict)
    took_part = Message.objects.filter(thread__in=[each.pk for each in rows])
    for thread, author, entity in took_part.values_list(
        "thread", "author_key", "entity"
    ).distinct():
        people[thread].add(author)
        if entity is not None:
            entities[thread][entity] = None
    spoke = {key for keys in entities.values() for key in keys}
    known = Entity.objects.filter(pk__in=spoke) if spoke else Entity.objects.none()
    names = dict(known.values_list("pk", "name"))
    return [
        Listed(
            each,
            each.first_number,
            shown_name(each.last_name, each.last_address),
            len(people[each.pk]),
            sorted((names[key] for key in entities[each.pk] if key in names), key=str.casefold),
        )
        for each in rows
    ]
