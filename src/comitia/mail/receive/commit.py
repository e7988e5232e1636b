"""One transaction for many messages: bytes, an arrival per recipient, a job for each."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from comitia.archive.models import Raw
from comitia.base.packing import pack
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
        Raw(sha256=digest, size_bytes=len(contents[digest]), packed=pack(contents[digest]))
        for digest in sorted(contents)
    ]
    with transaction.atomic():
        # The update changes nothing; it makes both engines tell the ids of rows that were there.
        Raw.objects.bulk_create(
            raws, update_conflicts=True, unique_fields=["sha256"], update_fields=["size_bytes"]
        )
        ids = {raw.sha256: raw.pk for raw in raws}
        arrivals = [
            [
                Arrival(
                    raw_id=ids[digest],
                    mail_from=message.mail_from,
                    rcpt_to=recipient,
                    peer=dict(message.peer),
                    received_at=message.received_at,
                )
                for recipient in message.rcpt_to
            ]
            for message, digest in zip(messages, digests, strict=True)
        ]
        Arrival.objects.bulk_create([arrival for each in arrivals for arrival in each])
        jobs.enqueue_many(
            "mail.travel",
            [{"arrival_id": arrival.pk} for each in arrivals for arrival in each],
            at=messages[0].received_at,
        )
    return [[arrival.pk for arrival in each] for each in arrivals]
