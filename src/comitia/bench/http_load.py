"""Asks a web server for pages, as many at a time as told, and says how long each took.

Raw HTTP/1.1 on kept connections: the client must cost little beside the server. Run as a program:
it reads one JSON object (host, port, paths, requests, connections, headers) and prints one.
"""

import asyncio
import json
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


async def _measure(
    *, port: int, paths: list[str], requests: int, connections: int, headers: str
) -> Measured:
    waiting = [paths[turn % len(paths)] for turn in range(requests)]
    times: list[float] = []
    sizes: list[int] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            path = waiting.pop()
            begun = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode())
            status, size = await _answer(reader)
            times.append(time.perf_counter() - begun)
            if status != 200 and not (status == 404 and "?q=" in path):
                raise NotAnswered(f"{path} was answered by {status}")
            sizes.append(size)
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*[one() for _ in range(connections)])
    took = time.perf_counter() - begun
    return Measured(
        per_second=round(requests / took, 1),
        p50_ms=round(median(times) * 1000, 2),
        p95_ms=round(quantiles(times, n=20)[-1] * 1000, 2),
        mean_bytes=sum(sizes) // len(sizes),
        most_bytes=max(sizes),
    )


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """The status of the next answer and the size of its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    _, there, after = head.partition(b"\r\ncontent-length:")
    if there:
        size = int(after.partition(b"\r\n")[0])
        await reader.readexactly(size)
        return status, size
    size = 0
    while length := int(await reader.readline(), 16):
        await reader.readexactly(length + 2)
        size += length
    await reader.readline()
    return status, size


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(_measure(**json.load(sys.stdin))))))
