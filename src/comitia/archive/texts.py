"""What messages look like on a page, kept beside them so that a page need not read MIME."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, When

from comitia.archive.models import Message, MessageText
from comitia.archive.packing import unpacked
from comitia.archive.rendering import VERSION, Rendered, render
from comitia.base.packing import Damaged
from comitia.base.prepared import Prepared
from comitia.search.analyse import language_of

# The notes of a message whose words are not shown, for pages to put in words.
REDACTED = "redacted"
DAMAGED = "damaged"
BATCH = 200


def renderings(messages: Sequence[Message]) -> dict[int, Rendered]:
    """The messages as pages show them, by their keys, in one query or two. Redacted: no word.

    What is not kept yet, or by an older rule, is rendered now and not kept: reading never writes.
    """
    kept = dict(
        MessageText.objects.filter(
            message__in=[each.pk for each in messages], version=VERSION
        ).values_list("message_id", "packed")
    )
    found: dict[int, Rendered] = {}
    wanting: list[int] = []
    for message in messages:
        if message.redacted_at is not None:
            found[message.pk] = _stone(REDACTED, message.redaction_reason)
            continue
        try:
            found[message.pk] = Rendered.from_packed(kept[message.pk])
        except (KeyError, ValueError, TypeError, Damaged):
            wanting.append(message.pk)
    found.update(_rendered_now(wanting))
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


def keep_texts(messages: Sequence[Message], rendered: dict[int, Rendered]) -> None:
    """Keep renderings for pages to come."""
    MessageText.objects.bulk_create(
        (
            MessageText(
                message_id=each.pk,
                version=VERSION,
                language=language_of(rendered[each.pk].text),
                packed=rendered[each.pk].packed(),
            )
            for each in messages
            if each.redacted_at is None
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=["version", "language", "packed"],
    )


def _rendered_now(keys: Iterable[int]) -> dict[int, Rendered]:
    found: dict[int, Rendered] = {}
    keys = list(keys)
    for start in range(0, len(keys), BATCH):
        rows = Message.objects.filter(pk__in=keys[start : start + BATCH])
        for key, kept in rows.values_list("pk", "raw__packed"):
            try:
                found[key] = render(unpacked(kept))
            except Damaged as error:
                found[key] = _stone(DAMAGED, str(error))
    return found


def _stone(note: str, detail: str) -> Rendered:
    return Rendered(blocks=(), attachments=(), html=None, notes=((note, detail),))
