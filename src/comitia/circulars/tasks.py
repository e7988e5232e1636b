"""What the worker does for circulars by time alone."""

from comitia.base import clock
from comitia.circulars import actions


def begin_due_groups() -> None:
    """Let groups begin whose first row has begun since their circular went out."""
    actions.begin_due_groups(at=clock.now())
