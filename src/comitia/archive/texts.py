"""What messages look like on a page: made from their bytes, or kept where that takes long."""

from collections.abc import Sequence
from contextlib import suppress

from django.db.models import Case, When

from comitia.archive.models import Message, MessageText, Raw
from comitia.archive.packing import unpacked
from comitia.archive.rendering import VERSION, Rendered, render
from comitia.base.packing import Damaged
from comitia.base.prepared import Prepared

# The notes of a message whose words are not shown, for pages to put in words.
REDACTED = "redacted"
DAMAGED = "damaged"
BATCH = 200
# A message of less is rendered in the time that a page has for it; keeping it would take as much
# room again as the message itself.
DEAR_BYTES = 256_000


def renderings(messages: Sequence[Message]) -> dict[int, Rendered]:
    """The messages as pages show them, by their keys. Redacted: no word.

    In one query, or none where `raw` was read with them; one more where some are dear. What is not
    kept, or by an older rule, is rendered now and not kept: reading never writes.
    """
    found = {
        each.pk: _stone(REDACTED, each.redaction_reason)
        for each in messages
        if each.redacted_at is not None
    }
    rest = [each for each in messages if each.redacted_at is None]
    for start in range(0, len(rest), BATCH):
        batch = rest[start : start + BATCH]
        raws = _raws(batch)
        kept = _kept([each.pk for each in batch if raws[each.raw_id].size_bytes >= DEAR_BYTES])
        for each in batch:
            found[each.pk] = kept.get(each.pk) or _rendered(raws[each.raw_id])
    return found


_of_one = Prepared(
    lambda message: Message.objects.filter(pk=message).values_list(
        Case(When(text__version=VERSION, then="text__packed")),
        # The bytes may be many, and where the text is kept nobody asks for them.
        Case(When(text__version=VERSION, then=None), default="raw__packed"),
    ),
    message=int,
)


def rendering(message: Message) -> Rendered:
    """One message as its page shows it, in one query."""
    if message.redacted_at is None:
        for kept, raw in _of_one(message=message.pk):
            try:
                return Rendered.from_packed(kept) if kept else render(unpacked(raw))
            except (ValueError, TypeError, Damaged):
                break
    return renderings([message])[message.pk]


def keep_dear(messages: Sequence[Message], rendered: dict[int, Rendered]) -> None:
    """Keep the renderings that are dear to make, for pages to come; the others are made anew."""
    open_to_read = [each for each in messages if each.redacted_at is None]
    raws = _raws(open_to_read)
    dear = [each for each in open_to_read if raws[each.raw_id].size_bytes >= DEAR_BYTES]
    MessageText.objects.bulk_create(
        (
            MessageText(message_id=each.pk, version=VERSION, packed=rendered[each.pk].packed())
            for each in dear
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=["version", "packed"],
    )


def _raws(messages: Sequence[Message]) -> dict[int, Raw]:
    there = {each.raw_id: each.raw for each in messages if Message.raw.is_cached(each)}
    return there | Raw.objects.in_bulk({each.raw_id for each in messages} - there.keys())


def _kept(keys: Sequence[int]) -> dict[int, Rendered]:
    found: dict[int, Rendered] = {}
    if not keys:
        return found
    rows = MessageText.objects.filter(message__in=keys, version=VERSION)
    for key, packed in rows.values_list("message_id", "packed"):
        # One that is damaged is made anew.
        with suppress(ValueError, TypeError, Damaged):
            found[key] = Rendered.from_packed(packed)
    return found


def _rendered(raw: Raw) -> Rendered:
    try:
        return render(unpacked(raw.packed))
    except Damaged as error:
        return _stone(DAMAGED, str(error))


def _stone(note: str, detail: str) -> Rendered:
    return Rendered(blocks=(), attachments=(), html=None, notes=((note, detail),))
