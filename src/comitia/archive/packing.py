"""The bytes of messages packed by what the house's own mail has in common.

Until there is mail enough to learn from, they are packed each by itself.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from comitia.archive.models import Dictionary, Raw
from comitia.base import packing

FEWEST_TO_LEARN_FROM = 500
MOST_TO_LEARN_FROM = 3_000
MOST_SAMPLE_BYTES = 16_000_000
# The start of a message tells most of it, and attachments have nothing in common.
SAMPLE_BYTES = 8_000
# Another process may have learnt one meanwhile.
LOOK_AGAIN_SECONDS = 60.0


@dataclass
class _Known:
    """The dictionaries that this process has met. They are never altered, so none grows stale."""

    by_number: dict[int, packing.Dictionary] = field(default_factory=dict)
    newest: packing.Dictionary | None = None
    looked_at: float = float("-inf")

    def forget(self) -> None:
        self.by_number, self.newest, self.looked_at = {}, None, float("-inf")


_known = _Known()


def packed(data: bytes) -> bytes:
    """A message's bytes as they are kept."""
    return packing.pack(data, newest())


def unpacked(kept: bytes | memoryview, *, most_bytes: int | None = None) -> bytes:
    """The bytes of a message again, or the first of them. Raises base.packing.Damaged."""
    return packing.unpack(kept, _dictionary, most_bytes=most_bytes)


def newest() -> packing.Dictionary | None:
    """The dictionary to pack by, where there is one."""
    if time.monotonic() - _known.looked_at > LOOK_AGAIN_SECONDS:
        last = Dictionary.objects.order_by("-pk").values_list("pk", flat=True).first()
        _known.newest = _dictionary(packing.FIRST_NUMBER + last) if last else None
        _known.looked_at = time.monotonic()
    return _known.newest


def learn(samples: Sequence[bytes], *, at: datetime) -> bool:
    """Make a dictionary from these messages where there is none yet; whether one was made."""
    if len(samples) < FEWEST_TO_LEARN_FROM or newest() is not None:
        return False
    kept: list[bytes] = []
    left = MOST_SAMPLE_BYTES
    for each in samples[:MOST_TO_LEARN_FROM]:
        if left <= 0:
            break
        kept.append(each[:SAMPLE_BYTES])
        left -= len(kept[-1])
    number = packing.FIRST_NUMBER + 1 + Dictionary.objects.count()
    made = packing.train(kept, number)
    if made is None:
        return False
    # Whatever is packed by it is lost without it: it is durable before anybody learns of it.
    with transaction.atomic(durable=True):
        Dictionary.objects.create(
            pk=number - packing.FIRST_NUMBER, content=made.content, made_at=at
        )
    _known.looked_at = float("-inf")
    return True


def forget() -> None:
    """Know no dictionary, as a process that has just begun."""
    _known.forget()


def learn_from_the_archive(*, at: datetime) -> bool:
    """Make a dictionary from the mail that is kept, where there is none yet and mail enough."""
    if newest() is not None:
        return False
    rows = Raw.objects.order_by("-pk").values_list("packed", flat=True)[:MOST_TO_LEARN_FROM]
    return learn([unpacked(each) for each in rows], at=at)


def _dictionary(number: int) -> packing.Dictionary | None:
    found = _known.by_number.get(number)
    if found is None:
        row = Dictionary.objects.filter(pk=number - packing.FIRST_NUMBER).first()
        if row is None:
            return None
        found = _known.by_number[number] = packing.Dictionary(number, bytes(row.content))
    return found
