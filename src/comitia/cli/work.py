"""`comitia work`: does what waits in the jobs table, and keeps the search index level."""

import signal
import threading

import click

from comitia.archive import index
from comitia.config.tasks import RECURRING, TASKS
from comitia.jobs import worker


@click.command()
def work() -> None:
    """Do the jobs that wait, until stopped. Any number of these may run at once."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    follower = threading.Thread(target=index.follow, args=(stop,), name="index")
    follower.start()
    try:
        worker.run(TASKS, RECURRING, stop)
    finally:
        stop.set()
        follower.join()
