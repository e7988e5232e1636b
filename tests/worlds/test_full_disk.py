"""Law 1 without room, or time: a 250 is kept, all else is a 4xx, and then life goes on.

The processes are those that `comitia serve` runs. Where the test may mount a small file system, the
disk is really full; everywhere, the size of the processes' files is limited, which SQLite meets as
an error of the disk.
"""

import asyncio
import json
import random
import resource
import sqlite3
import subprocess
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.lmtp_client import LmtpClient, on_the_wire
from tests.mail.posting import message
from tests.program import Program
from tests.relay import Relay
from tests.worlds.test_killed import STATE, _is_post, _subject

pytestmark = pytest.mark.slow
POST_OCTETS = 120_000
REFUSED_ENOUGH = 12
POSTS_AT_MOST = 400
MEGABYTE = 1_000_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own, of 40 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)]
    if subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("may not mount here; files of limited size are tried in its place")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def post_of(number: int) -> bytes:
    """One that does not grow smaller when it is packed."""
    body = b64encode(random.Random(number).randbytes(POST_OCTETS * 3 // 4)).decode()
    lines = "\r\n".join(body[place : place + 76] for place in range(0, len(body), 76))
    return on_the_wire(message(subject=f"No. {number}", body=f"{lines}\r\n"))


async def post(port: int, number: int) -> str:
    """The last answer to one post."""
    client = await LmtpClient.call(port)
    try:
        return (await client.post(post_of(number), ["t09demo@comitia.example"]))[-1]
    finally:
        await client.hang_up()


async def fill_and_free(
    comitia: Program, relay: Relay, *, begin: Callable[[], None], free: Callable[[], None]
) -> list[str]:
    """Post until nothing more is taken, make room, post the rest; the answers that refused."""
    for name in ("mail", "work"):
        await asyncio.to_thread(comitia.start, name)
    await asyncio.to_thread(begin)
    kept: set[int] = set()
    refused: list[tuple[int, str]] = []
    for number in range(POSTS_AT_MOST):
        answer = await post(comitia.lmtp_port, number)
        if answer.startswith("250 2.6.0"):
            kept.add(number)
        else:
            refused.append((number, answer))
        if len(refused) >= REFUSED_ENOUGH:
            break
    assert kept
    assert len(refused) >= REFUSED_ENOUGH, "it never filled up"
    await asyncio.to_thread(free)
    waiting = [number for number, _ in refused]
    async with asyncio.timeout(120):
        while waiting:
            # As a mail server does with what it was asked to bring again.
            if (await post(comitia.lmtp_port, waiting[0])).startswith("250 2.6.0"):
                kept.add(waiting.pop(0))
            else:
                await asyncio.sleep(0.5)
    async with asyncio.timeout(240):
        while (state := json.loads(await asyncio.to_thread(comitia.run, "-c", STATE)))["moving"]:
            await asyncio.sleep(1)
    await asyncio.to_thread(comitia.stop_all)
    judge(state, relay, kept)
    return [answer for _, answer in refused]


def judge(state: dict[str, Any], relay: Relay, kept: set[int]) -> None:
    assert state["parked"] == []
    archive = Counter(state["archive"])
    assert set(archive) >= {sha256(post_of(number)).hexdigest() for number in kept}, "lost"
    # An answer may be lost with the room to write it; then the server brings the post twice, which
    # is known for what it is and kept once.
    assert set(archive.values()) == {1}
    copies = Counter((_subject(data), to) for _, to, data in relay.taken if _is_post(data))
    wanted = {(f"No. {number}", member) for number in kept for member in state["members"]}
    assert set(copies) >= wanted, "a copy is missing"
    assert {copies[each] for each in wanted} == {1}, "a copy went twice"


def test_a_disk_that_is_full(small_disk: Path) -> None:
    """Said to be so, and all goes on by itself once there is room."""

    async def go() -> list[str]:
        async with Relay() as relay:
            comitia = await asyncio.to_thread(
                Program, small_disk, COMITIA_SINK="0", COMITIA_RELAY=str(relay.where.where)
            )
            ballast = small_disk / "ballast"
            room = await asyncio.to_thread(_room, small_disk)
            assert room > 12 * MEGABYTE, "too little to begin with"
            ballast.write_bytes(bytes(room - 8 * MEGABYTE))
            return await fill_and_free(comitia, relay, begin=lambda: None, free=ballast.unlink)

    answers = asyncio.run(go())
    assert {answer[:3] for answer in answers} <= {"451", "452"}
    assert any(answer.startswith("452 4.3.1") for answer in answers)


def _room(folder: Path) -> int:
    done = subprocess.run(
        ["df", "--output=avail", "-B1", str(folder)], capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[1])


def test_files_that_may_not_grow(tmp_path: Path) -> None:
    """The same where writing fails in another way, which takes no rights to try."""

    async def go() -> list[str]:
        async with Relay() as relay:
            comitia = await asyncio.to_thread(
                Program, tmp_path, COMITIA_SINK="0", COMITIA_RELAY=str(relay.where.where)
            )

            def limit(octets: int) -> None:
                hard = resource.RLIM_INFINITY
                for process in comitia.processes.values():
                    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (octets, hard))

            now = (tmp_path / "comitia.sqlite3").stat().st_size
            return await fill_and_free(
                comitia,
                relay,
                begin=lambda: limit(now + 2 * MEGABYTE),
                free=lambda: limit(resource.RLIM_INFINITY),
            )

    assert {answer[:3] for answer in asyncio.run(go())} <= {"451", "452"}


def test_a_database_that_is_busy_for_too_long(tmp_path: Path) -> None:
    """Whoever posts meanwhile is asked to come again, and then is served."""

    async def go() -> None:
        async with Relay() as relay:
            comitia = await asyncio.to_thread(
                Program, tmp_path, COMITIA_SINK="0", COMITIA_RELAY=str(relay.where.where)
            )
            await asyncio.to_thread(comitia.start, "mail")
            assert (await post(comitia.lmtp_port, 0)).startswith("250 2.6.0")
            writer = sqlite3.connect(tmp_path / "comitia.sqlite3", isolation_level=None)
            writer.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            answer = await post(comitia.lmtp_port, 1)
            assert answer.startswith("451 4.3.0"), answer
            assert time.monotonic() - begun < 40
            writer.execute("ROLLBACK")
            writer.close()
            assert (await post(comitia.lmtp_port, 1)).startswith("250 2.6.0")
            await asyncio.to_thread(comitia.start, "work")
            async with asyncio.timeout(120):
                while (state := json.loads(await asyncio.to_thread(comitia.run, "-c", STATE)))[
                    "moving"
                ]:
                    await asyncio.sleep(1)
            await asyncio.to_thread(comitia.stop_all)
            judge(state, relay, {0, 1})

    asyncio.run(go())
