"""Each message of the archive has its entry in the ledger and each entry its message."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import gettext_noop as _

from comitia.archive.models import Message
from comitia.jobs import actions as jobs
from comitia.jobs.models import Job
from comitia.ledger import tree
from comitia.ledger.models import Checkpoint, Entry, Node
from comitia.ledger.queries import content
from comitia.reconcile.check import WHOLE, Check, Found, every

ARCHIVED = "message.archived"
IMPORTED = "messages.imported"
SEQUENCE = "ledger.sequence"


def without_entry(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Messages of which the ledger does not say that they were put into the archive."""
    messages = (
        Message.objects.filter(pk__in=keys)
        .order_by("pk")
        .values_list("pk", "group__name", "number", "raw__sha256", "entry")
    )
    told: dict[int, dict[int, str]] = {}
    for pk, name, number, digest, entry_id in messages.iterator(chunk_size=500):
        if entry_id is not None and entry_id not in told:
            told[entry_id] = _told(Entry.objects.get(pk=entry_id), name)
        if entry_id is None or told[entry_id].get(number) != bytes(digest).hex():
            yield Found(pk, {"group": name, "number": number}, name)


def without_message(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Entries that tell of a message which the archive does not hold, or holds otherwise."""
    for entry in Entry.objects.filter(pk__in=keys, kind__in=(ARCHIVED, IMPORTED)):
        name = entry.subject.removeprefix("group:")
        numbers = _told(entry, name)
        rows = Message.objects.filter(group__name=name, number__in=numbers)
        there = {
            number: bytes(digest).hex()
            for number, digest in rows.values_list("number", "raw__sha256")
        }
        for number, digest in numbers.items():
            if there.get(number) != digest:
                yield Found(entry.pk, {"group": name, "number": number}, name)
                break


def _told(entry: Entry, group: str) -> dict[int, str]:
    """What an entry says was put into a group's archive: hashes of bytes by number."""
    if entry.subject != f"group:{group}":
        return {}
    said = content(entry)["data"]
    if entry.kind == IMPORTED:
        return dict(enumerate(said["sha256"], said["first"]))
    return {said["number"]: said["sha256"]} if entry.kind == ARCHIVED else {}


def altered(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Entries whose text, hash and place in the tree do not fit one another."""
    entries = list(Entry.objects.filter(pk__in=keys).order_by("pk"))
    places = [each.position for each in entries if each.position is not None]
    leaves = Node.objects.filter(level=0, number__in=places).values_list("number", "hash")
    placed = {number: bytes(digest) for number, digest in leaves}
    for entry in entries:
        digest = tree.leaf_hash(bytes(entry.leaf))
        in_place = entry.position is None or placed.get(entry.position) == digest
        if digest != bytes(entry.leaf_hash) or not in_place:
            yield Found(entry.pk, {"entry": entry.pk, "kind": entry.kind})


def not_placed(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Entries that wait for their place with nobody to give it to them."""
    if Job.objects.filter(kind=SEQUENCE).exclude(state=Job.State.PARKED).exists():
        return
    for entry in Entry.objects.filter(pk__in=keys, position=None).order_by("pk"):
        yield Found(entry.pk, {"entry": entry.pk, "kind": entry.kind})


def with_gaps(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Places in the tree that no entry has."""
    placed = Entry.objects.filter(position__isnull=False)
    found = placed.aggregate(count=Count("id"), last=Max("position"))
    signed = Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0
    size = max(signed, 0 if found["last"] is None else found["last"] + 1)
    if found["count"] != size:
        yield Found(WHOLE, {"size": size, "there": found["count"]})


def sequence(keys: Sequence[int], at: datetime) -> None:
    jobs.enqueue(SEQUENCE, {}, once=SEQUENCE, at=at)


CHECKS = (
    Check(
        "message-not-in-ledger",
        _("Message %(number)s of %(group)s is in the archive, and the ledger does not tell of it."),
        _("Find out how it came there: the archive was changed past Comitia. Run: comitia verify"),
        without_entry,
        every(Message),
    ),
    Check(
        "message-lost",
        _("The ledger tells of message %(number)s of %(group)s; the archive does not hold it so."),
        _("Restore the database from a backup: a message was taken out or exchanged."),
        without_message,
        every(Entry),
    ),
    Check(
        "entry-altered",
        _("Entry %(entry)s of the ledger (%(kind)s) does not fit its place in the tree."),
        _("Run: comitia verify. Restore the database from a backup."),
        altered,
        every(Entry),
    ),
    Check(
        "entry-not-placed",
        _("Entry %(entry)s of the ledger (%(kind)s) waits for its place, and nobody gives it one."),
        _("Mend it: the work is queued again."),
        not_placed,
        lambda: Entry.objects.filter(position=None),
        sequence,
        small=True,
    ),
    Check(
        "ledger-gap",
        _("The ledger was signed for %(size)s entries and holds %(there)s."),
        _("Run: comitia verify. Restore the database from a backup."),
        with_gaps,
        small=True,
    ),
)  # fmt: skip
