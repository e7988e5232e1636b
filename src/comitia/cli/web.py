"""`comitia web`: the pages, served by granian."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import click
from django.conf import settings
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces

APPLICATION = "comitia.config.wsgi.application"
# So long a worker may take to end.
END_SECONDS = 5


@click.command()
def web() -> None:
    """Serve the pages at COMITIA_HTTP, with COMITIA_WEB_WORKERS processes."""
    Granian(
        APPLICATION,
        address=settings.HTTP.host,
        port=settings.HTTP.port,
        interface=Interfaces.WSGI,
        workers=settings.WEB_WORKERS,
        # Two threads a worker came out fastest on two cores; more only add waiting.
        blocking_threads=2,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=END_SECONDS,
        log_level="warning",  # type: ignore[arg-type]
    ).serve(target_loader=_load_in_worker)


def _load_in_worker(application: str) -> Callable[..., Any]:
    """The application, in a worker that ends with the process that started it.

    One left over after a kill -9 would go on answering at the same port, by the code of before.
    """
    parent = multiprocessing.parent_process()

    def watch() -> None:
        assert parent is not None
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        # One that has not begun to serve does not hear that.
        time.sleep(END_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
    loaded: Callable[..., Any] = import_string(application)
    return loaded
