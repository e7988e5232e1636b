"""What one digest holds: messages of the archive from one number to another, within bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from django.conf import settings

from comitia.archive.actions import raw_bytes
from comitia.archive.models import Message
from comitia.archive.rendering import Attachment, Rendered
from comitia.archive.texts import renderings
from comitia.groups.models import Group

# A mail of more is split. What lies further back than so many messages is left to the archive: a
# digest of a year would reach nobody.
MOST_MESSAGES = 100
MOST_BYTES = 2_000_000
FURTHEST_BACK = 400
# A message larger than this is represented by its link.
LARGEST_MESSAGE = 300_000


@dataclass(frozen=True)
class Item:
    """A message in a digest; `raw` is empty where it is too large, or redacted."""

    message: Message
    rendered: Rendered
    raw: bytes = field(repr=False, default=b"")

    @property
    def page(self) -> str:
        """Where it is read in the archive."""
        return f"{settings.BASE_URL}/m/{quote(self.message.message_id, safe='@')}/"

    @property
    def author(self) -> str:
        """Who wrote it, and for whom they spoke."""
        name = self.message.from_name or self.message.from_address
        return f"{name} ({self.message.entity})" if self.message.entity else name

    def page_of(self, attachment: Attachment) -> str:
        """Where one of its attachments can be had."""
        return f"{self.page}part/{attachment.path}"


@dataclass(frozen=True)
class Issue:
    """One mail: its messages, and whether older ones were left to the archive."""

    group: Group
    items: Sequence[Item]
    leaves_out_older: bool = False

    @property
    def first(self) -> int:
        return self.items[0].message.number

    @property
    def last(self) -> int:
        return self.items[-1].message.number


def issues(group: Group, *, after: int, to: int) -> Iterator[Issue]:
    """The messages numbered above `after`, up to `to`, in as many issues as they need."""
    start = max(after, to - FURTHEST_BACK)
    older = start > after
    items: list[Item] = []
    size = 0
    for item in _items(group, start, to):
        if items and (len(items) >= MOST_MESSAGES or size + len(item.raw) > MOST_BYTES):
            yield Issue(group, items, older)
            items, size, older = [], 0, False
        items.append(item)
        size += len(item.raw)
    if items:
        yield Issue(group, items, older)


def _items(group: Group, after: int, to: int) -> Iterator[Item]:
    found = Message.objects.filter(group=group, number__gt=after, number__lte=to)
    messages = list(found.select_related("raw", "entity", "group").order_by("number"))
    shown = renderings(messages)
    for message in messages:
        is_whole = message.redacted_at is None and message.raw.size_bytes <= LARGEST_MESSAGE
        yield Item(message, shown[message.pk], raw_bytes(message) if is_whole else b"")
