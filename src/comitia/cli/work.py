"""`comitia work`: does what waits in the jobs table, and keeps the search index level."""

import signal
import threading
from collections.abc import Callable
from typing import Any

import click
from django.db import connection

from comitia.archive import index
from comitia.base.garbage import leave_what_is_loaded_alone
from comitia.config.tasks import LONG_TASKS, RECURRING, TASKS
from comitia.jobs import worker


@click.command()
def work() -> None:
    """Do the jobs that wait, until stopped. Any number of these may run at once."""
    leave_what_is_loaded_alone()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    follower = _beside("index", index.follow, stop)
    long_worker = _beside("long work", worker.run, LONG_TASKS, (), stop)
    try:
        worker.run(TASKS, RECURRING, stop)
    finally:
        stop.set()
        follower.join()
        # Long enough for one that rests; one that works is left, and what it was doing is begun
        # again by whoever finds the lease run out.
        long_worker.join(1)
        # The last to close folds SQLite's log into the database; of two at once neither would.
        connection.close()


def _beside(name: str, function: Callable[..., object], *arguments: Any) -> threading.Thread:
    """A thread that does this, and then closes its connection to the database."""

    def run() -> None:
        try:
            function(*arguments)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread
