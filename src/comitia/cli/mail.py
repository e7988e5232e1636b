"""`comitia mail`: both mail doors, until stopped."""

import asyncio
import signal
import sys
from collections.abc import Sequence

import click
from django.conf import settings

from comitia.lmtp.server import serve
from comitia.mail.receive import Spool


@click.command()
def mail() -> None:
    """Receive mail at COMITIA_LMTP and COMITIA_SMTP."""
    try:
        asyncio.run(_run())
    except OSError as error:
        click.echo(f"comitia: cannot listen: {error}", err=True)
        sys.exit(1)


async def _run() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    ready: asyncio.Future[Sequence[int]] = loop.create_future()
    ready.add_done_callback(_say_ready)
    spool = Spool()
    try:
        await serve(
            stop,
            lmtp=settings.LMTP,
            smtp=settings.SMTP,
            domain=settings.MAIL_DOMAIN,
            message_bytes=settings.MESSAGE_BYTES,
            spool=spool,
            ready=ready,
        )
    finally:
        ready.cancel()
        await spool.close()


def _say_ready(ready: "asyncio.Future[Sequence[int]]") -> None:
    if not ready.cancelled():
        lmtp, smtp = ready.result()
        click.echo(
            f"Mail: LMTP on {settings.LMTP.host}:{lmtp}, SMTP on {settings.SMTP.host}:{smtp}"
        )
