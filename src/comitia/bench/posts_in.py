"""Posts in: messages a second over LMTP, each acknowledged when it is durable.

`comitia mail` as it is run, on a fresh SQLite database, clients in another process. Beside it, in
the same run: aiosmtpd with a handler that keeps nothing, a commit with fsync for each message, and
the same on the empty PostgreSQL database that COMITIA_BENCH_DATABASE names, if it does.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from comitia.base.packing import pack
from comitia.bench.lmtp_load import LINES, message

CONNECTIONS = 16
MESSAGES = 5000
ADDRESS = "bench@comitia.example"

_MAKE_GROUP = """
import django; django.setup()
from datetime import datetime, UTC
from comitia.bodies.models import Body
from comitia.groups.models import Group
body = Body.objects.create(acronym="BENCH", slug="bench", kind="advisory_group")
Group.objects.create(name="bench", title="Bench", parent=body, created_at=datetime.now(UTC))
"""
_NO_OP = """
import asyncio, logging
from aiosmtpd.lmtp import LMTP
class Nothing:
    async def handle_DATA(self, server, session, envelope): return "250 2.0.0 Gone"
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: LMTP(Nothing(), hostname="x"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
logging.disable()
asyncio.run(main())
"""


def run(*, messages: int = MESSAGES, connections: int = CONNECTIONS) -> dict[str, Any]:
    """Measure, and give the bench's one line."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as folder:
        with _comitia(Path(folder) / "sqlite") as port:
            ours = messages / _load(port, connections, messages)
        limits = []
        if database := os.environ.get("COMITIA_BENCH_DATABASE"):
            with _comitia(Path(folder) / "postgresql", database) as port:
                on_postgresql = messages / _load(port, connections, messages)
            limits.append({"name": "the same on PostgreSQL", "value": round(on_postgresql)})
        with _no_op() as port:
            theirs = messages / _load(port, connections, messages)
        commits = _commits_a_second(Path(folder))
    return {
        "bench": "posts-in",
        "value": round(ours),
        "unit": "messages/s",
        "work": f"{messages} messages of {len(message(0))} octets and {LINES} lines over LMTP, "
        f"{connections} connections, each durable in SQLite when acknowledged",
        "peer": {"name": "aiosmtpd, keeping nothing", "value": round(theirs)},
        "limits": [
            *limits,
            {"name": "SQLite, one commit with fsync a message", "value": round(commits)},
        ],
    }


def _load(port: int, connections: int, messages: int) -> float:
    arguments = [str(port), str(connections), str(messages), ADDRESS]
    done = subprocess.run(
        [sys.executable, "-m", "comitia.bench.lmtp_load", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


@contextmanager
def _comitia(folder: Path, database: str = "") -> Iterator[int]:
    environment = os.environ | {
        "COMITIA_DATA": str(folder),
        "COMITIA_MAIL_DOMAIN": "comitia.example",
        "COMITIA_LMTP": "127.0.0.1:0",
        "COMITIA_SMTP": "127.0.0.1:0",
        "COMITIA_SINK": "1",
        "DJANGO_SETTINGS_MODULE": "comitia.config.settings",
    }
    environment.pop("COMITIA_DATABASE", None)
    if database:
        environment["COMITIA_DATABASE"] = database
    for command in (["-m", "comitia", "setup"], ["-c", _MAKE_GROUP]):
        subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)
    with _program(["-m", "comitia", "mail"], environment) as ready:
        yield int(ready.split("LMTP on 127.0.0.1:")[1].split(",")[0])


@contextmanager
def _no_op() -> Iterator[int]:
    with _program(["-c", _NO_OP], dict(os.environ)) as ready:
        yield int(ready)


@contextmanager
def _program(arguments: list[str], environment: dict[str, str]) -> Iterator[str]:
    """A program of ours while it runs, by the first line it prints."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline()
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def _commits_a_second(folder: Path, messages: int = 500) -> float:
    """What the disk gives where each message has a commit of its own."""
    database = sqlite3.connect(folder / "commits.sqlite3", isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE m (d)")
    packed = [pack(message(number)) for number in range(messages)]
    started = time.perf_counter()
    for data in packed:
        database.execute("INSERT INTO m VALUES (?)", [data])
    seconds = time.perf_counter() - started
    database.close()
    return messages / seconds
