"""`comitia web`: the pages, served by granian."""

import click
from django.conf import settings
from granian import Granian
from granian.constants import Interfaces


@click.command()
def web() -> None:
    """Serve the pages at COMITIA_HTTP, with COMITIA_WEB_WORKERS processes."""
    Granian(
        "comitia.config.wsgi:application",
        address=settings.HTTP.host,
        port=settings.HTTP.port,
        interface=Interfaces.WSGI,
        workers=settings.WEB_WORKERS,
        # Two threads a worker came out fastest on two cores; more only add waiting.
        blocking_threads=2,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()
