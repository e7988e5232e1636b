"""A web server of a bench while it runs, on a port of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WAIT_SECONDS = 60


@contextmanager
def served(start: Callable[[int], "subprocess.Popen[bytes]"]) -> Iterator[int]:
    """What `start` starts on the port it is given, once it answers there; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = start(port)
    try:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > until or server.poll() is not None:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def web(house: dict[str, str]) -> Iterator[int]:
    """`comitia web` of a house, as it is run."""

    def start(port: int) -> "subprocess.Popen[bytes]":
        http = f"127.0.0.1:{port}"
        environment = house | {"COMITIA_HTTP": http, "COMITIA_BASE_URL": f"http://{http}"}
        return subprocess.Popen([sys.executable, "-m", "comitia", "web"], env=environment)

    with served(start) as port:
        yield port
