"""Messages as JSON lines: what is known of each and its words, one object to a line."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

from comitia.archive.exports.chosen import Chosen
from comitia.archive.exports.leaving import bytes_of
from comitia.archive.models import Message, Thread
from comitia.archive.rendering import Rendered, masked
from comitia.archive.rendering.blocks import masked_address
from comitia.archive.texts import renderings
from comitia.people.models import Entity


def json_lines(
    chosen: Chosen, *, masks: frozenset[int] = frozenset(), raw: bool = False
) -> Iterator[bytes]:
    """A line for each message; those of the groups in `masks` (keys) without whole addresses.

    With `raw`, the bytes too, in base64, but never of a group in `masks`.
    """
    for batch in chosen.batches():
        rendered = renderings(batch)
        entities = Entity.objects.in_bulk({each.entity_id for each in batch if each.entity_id})
        threads = dict(
            Thread.objects.filter(pk__in={each.thread_id for each in batch}).values_list(
                "pk", "first__number"
            )
        )
        for message in batch:
            hides = message.group_id in masks
            facts = _facts(message, rendered[message.pk], hides=hides)
            entity = entities.get(message.entity_id or 0)
            facts["entity"] = entity.name if entity else None
            facts["thread"] = threads.get(message.thread_id or 0)
            if raw and not hides:
                facts["raw"] = b64encode(bytes_of(message)).decode()
            yield json.dumps(facts, ensure_ascii=False).encode() + b"\n"


def without_addresses(text: str) -> str:
    """Plain text with e-mail addresses masked as pages mask them."""
    return unescape(masked(escape(text)))


def _facts(message: Message, rendered: Rendered, *, hides: bool) -> dict[str, Any]:
    redacted = message.redacted_at is not None
    facts: dict[str, Any] = {
        "group": message.group.name,
        "number": message.number,
        "message_id": message.message_id,
        "received_at": _instant(message.received_at),
        "dated_at": _instant(message.dated_at),
        "from": {"name": message.from_name, "address": message.from_address},
        "entity": None,
        "subject": message.subject,
        "thread": None,
        "in_reply_to": message.in_reply_to,
        "sha256": bytes(message.raw.sha256).hex(),
        "size_bytes": message.raw.size_bytes,
        "redacted": None,
        "text": rendered.text,
        "attachments": [
            {"name": each.name, "type": each.kind, "size_bytes": each.size_bytes}
            for each in rendered.attachments
        ],
    }
    if message.claimed_id:
        facts["claimed_id"] = message.claimed_id
    if redacted:
        at = _instant(message.redacted_at)
        facts |= {"redacted": {"at": at, "reason": message.redaction_reason}, "text": ""}
    if hides:
        address = masked_address(message.from_address) if message.from_address else ""
        name = without_addresses(message.from_name)
        facts |= {
            "from": {"name": name, "address": address},
            "subject": without_addresses(message.subject),
            "text": without_addresses(facts["text"]),
        }
    return facts


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""
