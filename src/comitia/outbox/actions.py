"""Let mail wait to leave, in the transaction of its cause. outbox.deliver does the rest.

A letter to ten thousand is one row and twenty batches, so nothing waits for ten thousand rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comitia.base.packing import pack
from comitia.outbox.compose import Notice, compose, sender_local_part
from comitia.outbox.models import Batch, Letter

COPIES_IN_A_BATCH = 500
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")


@dataclass(frozen=True)
class Recipient:
    """Who gets a copy. `key` tells the one who queued it whom it was for, as `membership:12`.

    `token` fills `{token}` in the personal headers.
    """

    address: str
    key: str = ""
    token: str = ""


@transaction.atomic
def queue_copies(
    *,
    content: bytes,
    recipients: Sequence[Recipient],
    bounces: str,
    once: str,
    at: datetime,
    kind: str = "post",
    group: str = "",
    personal_headers: Sequence[tuple[str, str]] = (),
) -> Letter:
    """Queue one copy of `content` for each recipient; with a known `once`, change nothing.

    `content` is a whole message whose header lacks only `personal_headers`: [(name, pattern)] with
    `{token}` and `{address}` filled per copy. Bounces come back to `bounces`+token.
    """
    letter, fresh = Letter.objects.get_or_create(
        once=once,
        defaults={
            "kind": kind,
            "group": group,
            "content": pack(whole_lines(content)),
            "personal_headers": [list(pair) for pair in personal_headers],
            "bounces": bounces,
            "queued_at": at,
            "copies": len(recipients),
        },
    )
    if fresh:
        Batch.objects.bulk_create(
            Batch(
                letter=letter,
                first=first,
                recipients=[[r.address, r.key, r.token] for r in part],
                outcomes="." * len(part),
                run_at=at,
            )
            for first, part in _parts(recipients)
        )
    return letter


def whole_lines(content: bytes) -> bytes:
    """`content` with every line ended by CR LF, as mail must leave (RFC 5321, 2.3.8).

    What came with a bare CR or LF is kept so in the archive; passed on, somebody down the road
    could take one for the end of a message.
    """
    return _BARE.sub(b"\r\n", content) if _BARE.search(content) else content


def queue(
    *, notice: Notice, to: Recipient | Sequence[Recipient], once: str, at: datetime
) -> Letter:
    """Queue a notice of ours, one copy for each recipient; with a known `once`, change nothing."""
    recipients = [to] if isinstance(to, Recipient) else list(to)
    return queue_copies(
        content=compose(notice, once=once, at=at),
        recipients=recipients,
        personal_headers=[("To", "<{address}>")],
        bounces=f"{sender_local_part(notice)}-bounces",
        group=notice.group,
        kind=notice.kind,
        once=once,
        at=at,
    )


def _parts(recipients: Sequence[Recipient]) -> list[tuple[int, Sequence[Recipient]]]:
    return [
        (first, recipients[first : first + COPIES_IN_A_BATCH])
        for first in range(0, len(recipients), COPIES_IN_A_BATCH)
    ]
