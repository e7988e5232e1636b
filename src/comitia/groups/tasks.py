"""Load by id, call one action."""

from comitia.base import clock
from comitia.groups import waiting


def expire_registrations() -> None:
    """Remind focal points, close requests that nobody answered and seats of former members."""
    waiting.expire_unanswered(at=clock.now())
    waiting.close_for_former_members(at=clock.now())
