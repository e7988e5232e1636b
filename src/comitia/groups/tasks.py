"""Load by id, call one action."""

from comitia.base import clock
from comitia.groups import seats


def expire_registrations() -> None:
    """Remind focal points and close requests that nobody answered."""
    seats.expire_unanswered(at=clock.now())
