"""Postfix's smtp-sink: takes all mail, keeps none, and says how many it has taken."""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/lib/postfix"])


class NoSink(Exception):
    """Postfix's smtp-sink is not installed."""


class Sink:
    """A running sink: its port, and when it had taken so many messages."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.port = port
        self.taken = 0
        self._process = process
        self._moved = threading.Condition()
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        assert self._process.stdout is not None
        while said := os.read(self._process.stdout.fileno(), 65536):
            numbers = re.findall(rb"mesg=(\d+)\r", said)
            if numbers:
                with self._moved:
                    self.taken = int(numbers[-1])
                    self._moved.notify_all()

    def wait_for(self, messages: int, *, seconds: float) -> float:
        """The instant (perf_counter) at which it had taken so many in all. Raises TimeoutError."""
        with self._moved:
            if not self._moved.wait_for(lambda: self.taken >= messages, seconds):
                raise TimeoutError(f"the sink has {self.taken} of {messages} messages")
            return time.perf_counter()


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A sink on a free loopback port. Raises NoSink."""
    program = shutil.which("smtp-sink", path=PLACES)
    if program is None:
        raise NoSink("This bench needs smtp-sink: install Debian's package postfix.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # As root it must give up its rights, and says so.
    account = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [program, "-c", *account, f"127.0.0.1:{port}", "500"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Sink(process, port)
    finally:
        process.terminate()
        process.wait(10)
