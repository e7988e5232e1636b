"""`comitia serve`: web, mail and work together, supervised; one command, one folder of data."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

import click
from django.conf import settings

from comitia.cli.frame import SUPERVISED
from comitia.cli.setup import prepare
from comitia.config.environment import HostPort
from comitia.demo.load import introduction, load_once

PROCESSES = ("web", "mail", "work")
STOP_SECONDS = 15
QUICK_DEATH_SECONDS = 5
LONGEST_PAUSE_SECONDS = 30


@dataclass
class Child:
    """One process of ours, started again when it dies, ever more slowly if it dies at once."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    start_after: float = field(default=0.0)

    def start(self) -> None:
        # Its own session: a Ctrl-C reaches only the supervisor, which stops all in good order.
        # Its standard input ends when the supervisor dies, however it dies (frame.py watches).
        self.process = subprocess.Popen(
            [sys.executable, "-m", "comitia", self.name],
            start_new_session=True,
            stdin=subprocess.PIPE,
            env={**os.environ, SUPERVISED: "1"},
        )
        self.started = time.monotonic()

    def tend(self, now: float) -> None:
        """Start it if it is not running and its pause is over."""
        if self.process is None:
            if now >= self.start_after:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.process = None
        died_at_once = now - self.started < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if died_at_once else 0
        pause = min(2**self.quick_deaths - 1, LONGEST_PAUSE_SECONDS)
        self.start_after = now + pause
        click.echo(
            f"comitia {self.name} ended with status {status}; started again in {pause} s.", err=True
        )

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Stop(Exception):
    """Somebody asked us to stop."""


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def taken(where: HostPort) -> bool:
    """Whether another program listens there already."""
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.host, where.port))
        except OSError:
            return True
    return False


def answers(where: HostPort) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((where.host, where.port), timeout=0.5).close()
    except OSError:
        return False
    return True


DOORS = {"COMITIA_HTTP": "HTTP", "COMITIA_LMTP": "LMTP", "COMITIA_SMTP": "SMTP"}


@click.command()
def serve() -> None:
    """Serve pages, receive and send mail, and do what waits, until stopped."""
    for setting, name in DOORS.items():
        where = getattr(settings, name)
        if taken(where):
            click.echo(
                f"comitia: something else already listens on {where} ({name}). "
                f"Stop it, or set {setting} to another HOST:PORT.",
                err=True,
            )
            sys.exit(1)
    click.echo("Preparing the data folder …")
    prepare(quiet=True)
    if settings.DEMO:
        load_once()
    signal.signal(signal.SIGTERM, _ask_to_stop)
    signal.signal(signal.SIGINT, _ask_to_stop)
    children = [Child(name) for name in PROCESSES]
    greeted = False
    try:
        while True:
            now = time.monotonic()
            for child in children:
                child.tend(now)
            if not greeted and all(answers(getattr(settings, name)) for name in DOORS.values()):
                greeted = True
                greet()
            time.sleep(0.2)
    except Stop:
        click.echo("Stopping …")
    finally:
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.stop()
        for child in children:
            child.wait(deadline - time.monotonic())


def greet() -> None:
    """Say where to look and, in the example, as whom to sign in."""
    click.echo(f"Comitia serves {settings.BASE_URL}/ (LMTP {settings.LMTP}, SMTP {settings.SMTP}).")
    click.echo(f"Data folder: {settings.DATA}")
    if settings.DEMO:
        click.echo(introduction())
