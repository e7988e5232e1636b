"""What `comitia work` does: each hour what is new, each night everything, some seconds at a time.

A slice is short, so that the mail which the same worker carries never waits long.
"""

from datetime import timedelta

from comitia.base import clock
from comitia.jobs.actions import enqueue
from comitia.jobs.task import Task
from comitia.reconcile import actions
from comitia.reconcile.actions import CONFIRMED_AFTER, Slice
from comitia.reconcile.checks import CHECKS
from comitia.reconcile.notices import tell
from comitia.reconcile.queries import looked

SLICE_SECONDS = 1.0
WHOLE_AFTER = timedelta(hours=20)


def look_at_new() -> None:
    """Begin with what has come since the last look."""
    enqueue("reconcile.slice", {"whole": False}, once="reconcile.new", at=clock.now())


def look_at_all() -> None:
    """Begin to look at everything, unless that was done lately: each worker's start asks for it."""
    wholly = looked().wholly
    if wholly is None or clock.now() - wholly > WHOLE_AFTER:
        begin_whole()


def begin_whole() -> None:
    """Begin to look at everything now."""
    enqueue("reconcile.slice", {"whole": True}, once="reconcile.all", at=clock.now())


def _look(whole: bool, check: str = "", row: int = 0) -> Slice:
    start = (check, row) if check else None
    return actions.look(start=start, whole=whole, seconds=SLICE_SECONDS, at=clock.now())


def _write_down(slice: Slice, whole: bool, check: str = "", row: int = 0) -> None:
    at = clock.now()
    if actions.record(slice, whole=whole, at=at):
        enqueue("reconcile.again", {}, once="reconcile.again", run_at=at + CONFIRMED_AFTER, at=at)
    if slice.next is not None:
        name, row = slice.next
        enqueue("reconcile.slice", {"whole": whole, "check": name, "row": row}, at=at)
        return
    tell(at=at)


def _not_done(reason: str, **payload: object) -> None:
    """Nothing depends on it: the next turn begins anew."""


slice = Task(prepare=_look, act=_write_down, parked=_not_done)


def _look_again() -> Slice:
    at = clock.now()
    pages = [page for check in CHECKS.values() for page in actions.again(check, at=at)]
    return Slice(pages=pages)


def _confirm(slice: Slice) -> None:
    at = clock.now()
    actions.record(slice, whole=False, at=at)
    tell(at=at)


again = Task(prepare=_look_again, act=_confirm, parked=_not_done)
