"""One transaction of an import: bytes, messages, threads and one entry of the ledger for all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from comitia.archive.actions import described, hold, ids_of, last_number
from comitia.archive.counting import count
from comitia.archive.envelope import Envelope, read
from comitia.archive.importing.seen import Seen
from comitia.archive.models import Message, Raw
from comitia.archive.packing import packed
from comitia.archive.sources import Found, pipermail
from comitia.archive.weaving import place_all
from comitia.base.moments import moment
from comitia.base.rows import fresh_ids, insert_rows
from comitia.groups.models import Group
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor

# What a row of an import says; the rest are defaults.
_FIELDS = (
    "id",
    "number",
    "raw_id",
    "message_id",
    "made_id",
    "claimed_id",
    "from_line",
    "received_at",
    "dated_at",
    "subject",
    "from_name",
    "from_address",
    "author_key",
    "in_reply_to",
    "subject_key",
    "loose",
    "parent_id",
    "thread_id",
    "attachments_count",
    "documents_count",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of a source, read and packed; `copy` is 2 for the second of the same bytes."""

    found: Found
    envelope: Envelope
    digest: bytes
    packed: bytes
    copy: int


@dataclass(frozen=True)
class Batch:
    """Messages made ready before any lock is taken."""

    letters: list[Letter]

    @classmethod
    def of(cls, found: Sequence[Found], seen: Seen) -> "Batch":
        digests = [sha256(each.data).digest() for each in found]
        copies = seen.times(digests)
        return cls(
            [
                Letter(each, _read(each), digest, packed(each.data), copy)
                for each, digest, copy in zip(found, digests, copies, strict=True)
            ]
        )


def _read(found: Found) -> Envelope:
    envelope = read(found.data)
    if not envelope.authors and pipermail.wrote(found.from_line):
        author = pipermail.author(envelope.first("from"))
        return replace(envelope, authors=(author,) if author else ())
    return envelope


def keep_all(batch: Batch, *, group: Group, by: Actor, at: datetime) -> int:
    """Put what is new of a batch into a group's archive, in its order; how many that were."""
    with transaction.atomic():
        hold(group)
        new = _new(batch.letters, group)
        if not new:
            return 0
        raws = _raws(new)
        keys = fresh_ids(Message, len(new))
        first = last_number(group) + 1
        # Before any row names another that is not written yet: while one does, SQLite looks for
        # every new entry among all messages, whose column of entries has no index.
        entry = ledger.append(
            "messages.imported",
            f"group:{group.name}",
            {
                "first": first,
                "sha256": [letter.digest.hex() for letter, _name, _claimed in new],
            },
            by=by,
            at=at,
        )
        messages = [
            described(
                group=group,
                number=first + place,
                raw_id=raws[letter.digest],
                name=name,
                claimed=claimed,
                envelope=letter.envelope,
                from_line=letter.found.from_line,
                at=_received_at(letter.envelope, at),
            )
            for place, (letter, name, claimed) in enumerate(new)
        ]
        for message, key in zip(messages, keys, strict=True):
            message.pk = key
        place_all(group.pk, messages)
        insert_rows(
            Message,
            _FIELDS,
            [[getattr(message, name) for name in _FIELDS] for message in messages],
            same={"group_id": group.pk, "entry_id": entry.pk},
        )
        count(group.pk, messages)
    return len(new)


def _new(letters: Sequence[Letter], group: Group) -> list[tuple[Letter, str, str]]:
    """What is not kept yet, each with the id to keep it under and the one it claimed in vain."""
    ids = [ids_of(each.envelope, each.digest, each.copy) for each in letters]
    there = {
        name: bytes(digest)
        for name, digest in Message.objects.filter(
            group=group, message_id__in={name for pair in ids for name in pair}
        ).values_list("message_id", "raw__sha256")
    }
    new: list[tuple[Letter, str, str]] = []
    for letter, (came, made) in zip(letters, ids, strict=True):
        name, claimed = came, ""
        if letter.copy > 1 or there.get(came, letter.digest) != letter.digest:
            name, claimed = made, came
        if name in there:
            continue
        there[name] = letter.digest
        new.append((letter, name, claimed))
    return new


def _raws(new: Sequence[tuple[Letter, str, str]]) -> dict[bytes, int]:
    """The rows that hold the bytes, by their hash; made where they are not there."""
    # In order of hash, so that two processes which keep the same cannot wait for each other.
    contents = sorted({letter.digest: letter for letter, _name, _claimed in new}.items())
    rows = [(digest, len(each.found.data), each.packed) for digest, each in contents]
    keys = insert_rows(Raw, ("sha256", "size_bytes", "packed"), rows, known_by="sha256")
    return dict(zip((digest for digest, _ in contents), keys, strict=True))


def _received_at(envelope: Envelope, at: datetime) -> datetime:
    """When the list's own server had it: the topmost Received field, else Date, else now."""
    _, _, said = envelope.first("received").rpartition(";")
    return min(moment(said) or envelope.sent_at or at, at)
