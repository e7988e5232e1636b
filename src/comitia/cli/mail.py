"""`comitia mail`: both mail doors and the sender of the outbox, until stopped."""

import asyncio
import signal
import ssl
import sys
from collections.abc import Sequence

import click
from django.conf import settings

from comitia.base.garbage import leave_what_is_loaded_alone
from comitia.lmtp.rate import Allowance
from comitia.lmtp.server import serve, tls_context
from comitia.mail.receive import Spool
from comitia.outbox import deliver


@click.command()
def mail() -> None:
    """Receive mail at COMITIA_LMTP and COMITIA_SMTP, and send the outbox to COMITIA_RELAY."""
    leave_what_is_loaded_alone()
    try:
        asyncio.run(_run())
    except* ssl.SSLError as errors:
        click.echo(f"comitia: the TLS certificate cannot be used: {errors.exceptions[0]}", err=True)
        sys.exit(1)
    except* OSError as errors:
        click.echo(f"comitia: cannot listen: {errors.exceptions[0]}", err=True)
        sys.exit(1)


async def _run() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    ready: asyncio.Future[Sequence[int]] = loop.create_future()
    ready.add_done_callback(_say_ready)
    tls = None
    if settings.TLS_CERTIFICATE and settings.TLS_KEY:
        tls = tls_context(settings.TLS_CERTIFICATE, settings.TLS_KEY)
    spool = Spool()
    try:
        async with asyncio.TaskGroup() as both:
            both.create_task(deliver.run(stop))
            both.create_task(
                serve(
                    stop,
                    lmtp=settings.LMTP,
                    smtp=settings.SMTP,
                    domain=settings.MAIL_DOMAIN,
                    message_bytes=settings.MESSAGE_BYTES,
                    spool=spool,
                    tls=tls,
                    allowance=Allowance(
                        messages=settings.PEER_MESSAGES,
                        recipients=settings.PEER_RECIPIENTS,
                        trusted=settings.TRUSTED_PEERS,
                    ),
                    ready=ready,
                )
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
