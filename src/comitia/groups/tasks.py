"""Load by id, call one action."""

from comitia.base import clock
from comitia.groups import waiting
from comitia.groups.probing import probe_suspended
from comitia.groups.refusals import tell_of_refusals


def expire_registrations() -> None:
    """Remind focal points, close requests that nobody answered and seats of former members."""
    waiting.expire_unanswered(at=clock.now())
    waiting.close_for_former_members(at=clock.now())


def probe() -> None:
    """Try again whether mail reaches those whose seats are suspended."""
    probe_suspended(at=clock.now())


def tell_refusals() -> None:
    """Tell the secretariat of the days before today who refuses our mail."""
    tell_of_refusals(at=clock.now())
