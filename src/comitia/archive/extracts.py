"""The beginning of what messages say, for the pieces that results show. Never kept."""

from collections.abc import Iterable

from comitia.archive.models import Message
from comitia.archive.packing import unpacked
from comitia.archive.rendering import words
from comitia.base.packing import Damaged

# Of a message as it came; what stands behind that is found, but not shown among results.
MOST_BYTES = 24_000


def extracts(messages: Iterable[Message]) -> dict[int, str]:
    """The texts of the messages, read with their `raw`, by their keys; empty where redacted or
    damaged.
    """
    return {
        each.pk: _text(each.raw.packed) if each.redacted_at is None else "" for each in messages
    }


def _text(packed: bytes | memoryview) -> str:
    try:
        return words(unpacked(packed, most_bytes=MOST_BYTES))
    except Damaged:
        return ""
