"""Each message of the archive has its bytes, its number and its place in a thread."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils.translation import gettext_noop as _

from comitia.archive import actions as archive
from comitia.archive.counting import recount
from comitia.archive.models import Message, Month, Raw, Thread
from comitia.archive.packing import unpacked
from comitia.archive.weaving import rethread
from comitia.groups.models import Group
from comitia.reconcile.check import Check, Found, every

BYTES_PAGE = 50
MOST_GAPS = 5


def altered(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Bytes that are not those that came, by their hash."""
    for raw in Raw.objects.filter(pk__in=keys).order_by("pk").iterator(chunk_size=10):
        try:
            data = unpacked(raw.packed)
            sound = len(data) == raw.size_bytes and sha256(data).digest() == bytes(raw.sha256)
        except Exception:
            sound = False
        if not sound:
            numbers = Message.objects.filter(raw=raw).values_list("group__name", "number")[:3]
            where = ", ".join(f"{name} #{number}" for name, number in numbers)
            yield Found(raw.pk, {"hash": bytes(raw.sha256).hex()[:16], "where": where or "-"})


def numbers_with_gaps(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Groups whose messages are not numbered 1, 2, 3 …"""
    rows = (
        Message.objects.filter(group__in=keys)
        .values("group", "group__name")
        .annotate(count=Count("id"), first=Min("number"), last=Max("number"))
        .filter(~Q(count=F("last")) | ~Q(first=1))
        .order_by("group")
    )
    for row in rows:
        missing = ", ".join(map(str, _gaps(row["group"])))
        facts = {"group": row["group__name"], "missing": missing, "last": row["last"]}
        yield Found(row["group"], facts, row["group__name"])


def _gaps(group_id: int) -> list[int]:
    """The first numbers that are missing."""
    gaps: list[int] = []
    expected = 1
    numbers = Message.objects.filter(group=group_id).order_by("number")
    for number in numbers.values_list("number", flat=True).iterator(chunk_size=5000):
        while expected < number:
            gaps.append(expected)
            if len(gaps) == MOST_GAPS:
                return gaps
            expected += 1
        expected = number + 1
    return gaps


def without_place(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Messages in no thread, in another group's, or in another than the one they answer."""
    lost = Message.objects.filter(pk__in=keys).filter(
        Q(thread=None)
        | ~Q(thread__group=F("group"))
        | Q(parent__isnull=False) & ~Q(parent__thread=F("thread"))
    )
    for message in lost.select_related("group").order_by("pk"):
        name = message.group.name
        yield Found(message.pk, {"group": name, "number": message.number}, name)


def miscounted(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Threads that do not have the messages they say."""
    rows = (
        Thread.objects.filter(pk__in=keys)
        .annotate(there=Count("messages"))
        .filter(~Q(there=F("messages_count")) | Q(first=None))
        .select_related("group")
    )
    for thread in rows.order_by("pk"):
        name = thread.group.name
        facts = {"group": name, "subject": thread.subject[:100], "there": thread.there}
        yield Found(thread.pk, facts | {"count": thread.messages_count}, name)


def counted_wrong(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Groups whose months together do not have the messages that were numbered."""
    there = Message.objects.filter(group__in=keys).values_list("group").annotate(Max("number"))
    said = Month.objects.filter(group__in=keys).values_list("group").annotate(Sum("count"))
    there_by_group, said_by_group = dict(there), dict(said)
    for group in Group.objects.filter(pk__in=keys).order_by("pk"):
        facts = {"there": there_by_group.get(group.pk, 0), "count": said_by_group.get(group.pk, 0)}
        if facts["there"] != facts["count"]:
            yield Found(group.pk, {"group": group.name, **facts}, group.name)


def count_anew(keys: Sequence[int], at: datetime) -> None:
    for group in Group.objects.filter(pk__in=keys):
        archive.hold(group)
        recount(group.pk)


def weave_messages(keys: Sequence[int], at: datetime) -> None:
    for group in Group.objects.filter(messages__in=keys).distinct():
        archive.hold(group)
        rethread(group)


def weave_threads(keys: Sequence[int], at: datetime) -> None:
    for group in Group.objects.filter(threads__in=keys).distinct():
        archive.hold(group)
        rethread(group)


CHECKS = (
    Check(
        "bytes-altered",
        _("The bytes of a message are not those that came (%(where)s, hash %(hash)s)."),
        _("Restore the database from a backup; the ledger proves which bytes are the right ones."),
        altered,
        every(Raw),
        page=BYTES_PAGE,
    ),
    Check(
        "number-missing",
        _("The archive of %(group)s goes up to %(last)s, and these are not in it: %(missing)s"),
        _("Restore the database from a backup: a message was taken out of the archive."),
        numbers_with_gaps,
        every(Group),
        small=True,
    ),
    Check(
        "message-without-thread",
        _("Message %(number)s of %(group)s has no place among the threads."),
        _("Mend it: the group’s threads are woven anew from its messages."),
        without_place,
        every(Message),
        weave_messages,
    ),
    Check(
        "thread-miscounted",
        _("The thread “%(subject)s” of %(group)s says %(count)s messages and has %(there)s."),
        _("Mend it: the group’s threads are woven anew from its messages."),
        miscounted,
        every(Thread),
        weave_threads,
    ),
    Check(
        "archive-miscounted",
        _("The months of %(group)s say %(count)s messages, and there are %(there)s."),
        _("Mend it: the group’s messages are counted anew, by month and by author."),
        counted_wrong,
        every(Group),
        count_anew,
        small=True,
    ),
)  # fmt: skip
