"""Load by id, call one action."""

from comitia.base import clock
from comitia.ledger import actions


def sequence() -> None:
    """Place the entries that wait."""
    actions.sequence(at=clock.now())
