"""The loop of `comitia work`: claim what is due, do it, commit it together with its end."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils.module_loading import import_string

from comitia.base import clock
from comitia.jobs import actions
from comitia.jobs.actions import Claimed
from comitia.jobs.task import Task

log = logging.getLogger(__name__)

AT_ONCE = 20
SUSPECT_AFTER = 3
# Renewed while the worker lives; the jobs of one that died wait no longer than this.
LEASE_SECONDS = 30
# Where one job came, more come soon: rest briefly at first, then ever longer.
SHORTEST_SLEEP_SECONDS = 0.02
LONGEST_SLEEP_SECONDS = 0.25


class Park(Exception):
    """A task raises this where trying again cannot help; its text is the reason a person reads."""


@dataclass(frozen=True)
class Recurring:
    """A job to run again and again, so many seconds apart, however many workers there are."""

    kind: str
    every_seconds: int


def run(tasks: dict[str, str], recurring: tuple[Recurring, ...], stop: threading.Event) -> None:
    """Work until `stop` is set. `tasks` tells which function (dotted path) does which kind."""
    functions = {kind: import_string(path) for kind, path in tasks.items()}
    turns: dict[str, int] = {}
    sleep = SHORTEST_SLEEP_SECONDS
    while not stop.is_set():
        try:
            schedule(recurring, turns)
            busy = work_once(functions, stop)
        except DatabaseError:
            # The database is away or busy: nothing is lost, the rows wait.
            log.exception("the database does not answer; trying again")
            stop.wait(1)
            busy = False
        if busy:
            sleep = SHORTEST_SLEEP_SECONDS
            continue
        close_old_connections()
        stop.wait(sleep)
        sleep = min(sleep * 1.2, LONGEST_SLEEP_SECONDS)


def work_once(functions: dict[str, Callable[..., Any]], stop: threading.Event) -> bool:
    """Claim and do one group of jobs; False if there was nothing to do."""
    claimed = actions.claim(functions, limit=AT_ONCE, lease_seconds=LEASE_SECONDS, at=clock.now())
    if not claimed:
        return False
    claimed = _apart(claimed)
    with held(claimed):
        for place, job in enumerate(claimed):
            if stop.is_set():
                actions.release(claimed[place:], at=clock.now())
                break
            do(job, functions[job.kind])
    return True


def _apart(claimed: list[Claimed]) -> list[Claimed]:
    """One that may have killed its worker is done alone, so that no other is blamed for it."""
    suspect = next((job for job in claimed if job.attempts > SUSPECT_AFTER), None)
    if suspect is None:
        return claimed
    actions.release([job for job in claimed if job is not suspect], at=clock.now())
    return [suspect]


@contextmanager
def held(claimed: Sequence[Claimed]) -> Iterator[None]:
    """Renew the leases of these jobs for as long as they are worked at, in a thread beside."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(LEASE_SECONDS / 3):
            try:
                actions.renew(claimed, lease_seconds=LEASE_SECONDS, at=clock.now())
            except DatabaseError:
                log.exception("leases could not be renewed; trying again")
        connection.close()

    thread = threading.Thread(target=renew, name="leases")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def do(job: Claimed, function: Callable[..., Any]) -> None:
    """Do one job. A surprise is logged whole and stops this job only."""
    task = function if isinstance(function, Task) else None
    if job.attempts > actions.MOST_ATTEMPTS:
        # It never came to an end, not even a bad one: whoever did it was gone in the middle.
        reason = f"Its worker died {job.attempts - 1} times while doing it."
        _settle(job, partial(_park, job, task, reason))
        return
    try:
        prepared = task.prepare(**job.payload) if task else None
        with transaction.atomic():
            if task:
                task.act(prepared, **job.payload)
            else:
                function(**job.payload)
            actions.finish(job)
    except actions.LeaseLost:
        log.warning("%s %s was taken over by another worker", job.kind, job.id)
    except Park as why:
        _settle(job, partial(_park, job, task, str(why)))
    except Exception as error:
        log.exception("%s %s failed (attempt %s)", job.kind, job.id, job.attempts)
        reason = f"{type(error).__name__}: {error}"
        _settle(job, partial(_fail, job, task, reason))


def _park(job: Claimed, task: Task | None, reason: str) -> None:
    actions.park(job, reason, at=clock.now())
    if task:
        task.parked(reason, **job.payload)


def _fail(job: Claimed, task: Task | None, reason: str) -> None:
    if actions.fail(job, reason, at=clock.now()) and task:
        task.parked(reason, **job.payload)


def _settle(job: Claimed, act: Callable[[], Any]) -> None:
    try:
        with transaction.atomic():
            act()
    except actions.LeaseLost:
        log.warning("%s %s was taken over by another worker", job.kind, job.id)


def schedule(recurring: tuple[Recurring, ...], turns: dict[str, int]) -> None:
    """See that each recurring job waits once for its present turn; `turns` remembers the last."""
    now = clock.now()
    for each in recurring:
        turn = int(now.timestamp()) // each.every_seconds
        if turns.get(each.kind) != turn:
            actions.enqueue(each.kind, {}, once=f"recurring:{each.kind}", at=now)
            turns[each.kind] = turn
