"""Load by id, call one action."""

from comitia.base import clock
from comitia.timetable import actions


def remind() -> None:
    """Tell what is due soon."""
    actions.remind(at=clock.now())


def judge() -> None:
    """Enter what has been missed."""
    actions.judge(at=clock.now())
