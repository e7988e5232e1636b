"""Law 1: what was acknowledged is never lost, however often `comitia mail` is killed."""

import asyncio
import random
import time

import pytest

from tests.lmtp_client import LmtpClient, on_the_wire
from tests.mail.posting import message
from tests.program import Program

pytestmark = pytest.mark.slow
KILLS = 12
SEED = 174


async def post_until_killed(port: int, first: int, acknowledged: set[bytes]) -> int:
    """Post numbered messages over four connections until the server is gone; the next number."""
    number = first

    async def work() -> None:
        nonlocal number
        client = await LmtpClient.call(port)
        try:
            while True:
                number += 1
                data = on_the_wire(message(subject=f"No. {number}", body=f"{number}\r\n" * 50))
                (answer,) = await client.post(data, ["t09demo@comitia.example"])
                if answer.startswith("250 "):
                    acknowledged.add(data)
        finally:
            await client.hang_up()

    await asyncio.gather(*(work() for _ in range(4)), return_exceptions=True)
    return number


def test_every_acknowledged_message_is_there(tmp_path) -> None:
    chance = random.Random(SEED)
    comitia = Program(tmp_path)
    acknowledged: set[bytes] = set()
    number = 0

    async def one_life() -> None:
        nonlocal number
        posting = asyncio.create_task(post_until_killed(comitia.lmtp_port, number, acknowledged))
        await asyncio.sleep(chance.uniform(0.05, 0.3))
        await asyncio.to_thread(comitia.kill, "mail")
        number = await asyncio.wait_for(posting, 30)

    for _ in range(KILLS):
        comitia.start("mail")
        asyncio.run(one_life())
    kept = {row["data"] for row in comitia.arrivals()}
    assert len(acknowledged) > KILLS
    assert acknowledged <= kept
    assert len(kept - acknowledged) <= 4 * KILLS, "at most what was under way at each death"
    # And the road goes on from there: each comes to its end.
    comitia.start("work")
    deadline = time.monotonic() + 120
    while any(row["outcome"] == "waiting" for row in comitia.arrivals()):
        assert time.monotonic() < deadline, "the road does not come to an end"
        time.sleep(1)
    comitia.stop_all()
    assert {row["outcome"] for row in comitia.arrivals()} == {"archived"}
