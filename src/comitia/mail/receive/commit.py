"""One transaction for many messages: bytes, an arrival per recipient, a job for each."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from comitia.archive.models import Raw
from comitia.archive.packing import packed
from comitia.base.rows import insert_rows
from comitia.jobs import actions as jobs
from comitia.mail.models import Arrival
from comitia.mail.receive.incoming import Incoming


def commit(messages: Sequence[Incoming]) -> list[list[int]]:
    """Write `messages` durably and give, for each, the ids of its arrivals in recipients' order.

    All of them or none: where it raises, nothing was written. Equal bytes are kept once, whoever
    else may be keeping them at the same moment.
    """
    if not messages:
        return []
    digests = [hashlib.sha256(message.data).digest() for message in messages]
    contents = dict(zip(digests, (message.data for message in messages), strict=True))
    # Packed before the transaction begins, which holds SQLite's one write lock. In order of hash,
    # so that two processes that keep the same messages cannot wait for each other.
    raws = [
        (digest, len(contents[digest]), packed(contents[digest])) for digest in sorted(contents)
    ]
    with transaction.atomic():
        raw_ids = insert_rows(Raw, ("sha256", "size_bytes", "packed"), raws, known_by="sha256")
        raw_of = {raw[0]: pk for raw, pk in zip(raws, raw_ids, strict=True)}
        arrivals = insert_rows(
            Arrival,
            ("raw_id", "mail_from", "rcpt_to", "peer", "received_at"),
            [
                (raw_of[digest], message.mail_from, recipient, message.peer, message.received_at)
                for message, digest in zip(messages, digests, strict=True)
                for recipient in message.rcpt_to
            ],
        )
        jobs.enqueue_many(
            "mail.travel", [{"arrival_id": pk} for pk in arrivals], at=messages[0].received_at
        )
    ids = iter(arrivals)
    return [[next(ids) for _ in message.rcpt_to] for message in messages]
