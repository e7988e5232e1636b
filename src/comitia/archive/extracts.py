"""The beginning of what messages say, for the pieces that results show. Never kept."""

from collections.abc import Iterable

from comitia.archive.models import Message
from comitia.archive.rendering import render
from comitia.base.packing import Damaged, unpack

# Of a message as it came; what stands behind that is found, but not shown among results.
MOST_BYTES = 40_000


def extracts(messages: Iterable[Message]) -> dict[int, str]:
    """The texts of the messages by their keys; empty where one is redacted or damaged."""
    keys = [each.pk for each in messages if each.redacted_at is None]
    rows = Message.objects.filter(pk__in=keys).values_list("pk", "raw__packed")
    return {key: _text(packed) for key, packed in rows}


def _text(packed: bytes | memoryview) -> str:
    try:
        return render(unpack(packed)[:MOST_BYTES]).text
    except Damaged:
        return ""
