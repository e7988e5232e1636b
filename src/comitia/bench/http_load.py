"""Asks a web server for pages, as many at a time as told, and says how long each took.

Raw HTTP/1.1 on kept connections: the client must cost little beside the server. Run as a program:
it reads one JSON object (host, port, paths, requests, connections, headers) and prints one.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Measured:
    """What came of asking."""

    per_second: float
    p50_ms: float
    p95_ms: float
    mean_bytes: int
    most_bytes: int


class NotAnswered(Exception):
    """A page was not answered by 200, nor by 404 where that means that there is none."""


def ask(
    port: int, paths: list[str], *, requests: int, connections: int, headers: str = ""
) -> Measured:
    """Ask the server at `port` of this machine, from another process than this one."""
    task = {
        "port": port, "paths": paths, "requests": requests, "connections": connections,
        "headers": headers,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "comitia.bench.http_load"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAnswered(done.stderr.strip().splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout)
    return Measured(**found)


class _Connection:
    """A kept connection on which one page is asked for at a time."""

    def __init__(self, port: int, headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n"
        self.path, self.asked_at, self._received = "", 0.0, b""

    def ask(self, path: str) -> None:
        """Ask for the page at `path`."""
        self.path, self._received = path, b""
        self.asked_at = time.perf_counter()
        self.socket.sendall(f"GET {path}{self._rest}".encode())

    def answer(self) -> tuple[int, int] | None:
        """Read what has come: the status and the size of the body, once all of it has."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise NotAnswered(f"{self.path} was not answered to the end")
        self._received += part
        head, there, body = self._received.partition(b"\r\n\r\n")
        if not there:
            return None
        size = _sized(head, body) if b"content-length:" in head.lower() else _chunked(body)
        return None if size is None else (int(head[9:12]), size)


def _sized(head: bytes, body: bytes) -> int | None:
    size = int(head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
    return size if len(body) >= size else None


def _chunked(body: bytes) -> int | None:
    """The size of a body in chunks (RFC 9112 7.1), None while chunks are missing."""
    size = at = 0
    while (end := body.find(b"\r\n", at)) >= 0:
        length = int(body[at:end], 16)
        if not length:
            return size if len(body) >= end + 4 else None
        size, at = size + length, end + length + 4
    return None


def _measure(
    *, port: int, paths: list[str], requests: int, connections: int, headers: str
) -> Measured:
    waiting = [paths[turn % len(paths)] for turn in range(requests)]
    times: list[float] = []
    sizes: list[int] = []
    selector = selectors.DefaultSelector()
    begun = time.perf_counter()
    for _ in range(min(connections, requests)):
        connection = _Connection(port, headers)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask(waiting.pop())
    while len(times) < requests:
        for key, _events in selector.select():
            connection = key.data
            answer = connection.answer()
            if answer is None:
                continue
            times.append(time.perf_counter() - connection.asked_at)
            status, size = answer
            if status != 200 and not (status == 404 and "?q=" in connection.path):
                raise NotAnswered(f"{connection.path} was answered by {status}")
            sizes.append(size)
            if waiting:
                connection.ask(waiting.pop())
    took = time.perf_counter() - begun
    return Measured(
        per_second=round(requests / took, 1),
        p50_ms=round(median(times) * 1000, 2),
        p95_ms=round(quantiles(times, n=20)[-1] * 1000, 2),
        mean_bytes=sum(sizes) // len(sizes),
        most_bytes=max(sizes),
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_measure(**json.load(sys.stdin)))))
