"""`comitia work`: does what waits in the jobs table, and keeps the search index level."""

import signal
import threading

import click

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
    follower = threading.Thread(target=index.follow, args=(stop,), name="index")
    follower.start()
    long_worker = threading.Thread(
        target=worker.run, args=(LONG_TASKS, (), stop), name="long work", daemon=True
    )
    long_worker.start()
    try:
        worker.run(TASKS, RECURRING, stop)
    finally:
        stop.set()
        follower.join()
        # Long enough for one that rests to close the database; one that works is left, and what it
        # was doing is begun again by whoever finds the lease run out.
        long_worker.join(1)
