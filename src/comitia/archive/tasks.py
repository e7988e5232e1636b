"""Load by id, call one action."""

from comitia.archive.index import refresh
from comitia.archive.models import Message


def index(message_id: int) -> None:
    """Index a message again; new ones are indexed by who follows the archive."""
    refresh(Message.objects.get(pk=message_id))
