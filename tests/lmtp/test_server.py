"""Both doors open, a message through each, and the end without cutting anybody off."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from comitia.archive.models import Raw
from comitia.base.packing import unpack
from comitia.bodies.models import Body
from comitia.config.environment import HostPort
from comitia.groups.models import Group
from comitia.lmtp.dialogue import Door
from comitia.lmtp.server import Listener, serve
from comitia.lmtp.wire import Memory
from comitia.mail.models import Arrival
from comitia.mail.receive import Spool

ANYWHERE = HostPort("127.0.0.1", 0)


class Client:
    """A client that says commands and reads whole answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def call(cls, port: int) -> "Client":
        client = cls(*await asyncio.open_connection("127.0.0.1", port))
        await client.answer()
        return client

    async def leave(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def answer(self) -> str:
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 5)).decode()
            if line[3:4] != "-":
                return line.rstrip()

    async def say(self, text: str) -> str:
        self.writer.write(text.encode() + b"\r\n")
        return await self.answer()


@pytest.fixture
def group(transactional_db: None) -> Group:
    parent = Body.objects.create(acronym="TSAG", slug="tsag", kind="advisory_group")
    return Group.objects.create(
        name="t09tsag178",
        title="Examples",
        parent=parent,
        created_at=datetime(2011, 3, 1, tzinfo=UTC),
    )


@pytest.mark.usefixtures("group")
def test_a_message_through_each_door_is_durable_when_acknowledged() -> None:
    async def run() -> None:
        stop = asyncio.Event()
        ready: asyncio.Future[Sequence[int]] = asyncio.get_running_loop().create_future()
        spool = Spool()
        serving = asyncio.create_task(
            serve(
                stop,
                lmtp=ANYWHERE,
                smtp=ANYWHERE,
                domain="comitia.example",
                message_bytes=1_000_000,
                spool=spool,
                ready=ready,
            )
        )
        for port, hello in zip(await ready, ("LHLO mx", "EHLO mx"), strict=True):
            client = await Client.call(port)
            assert (await client.say(hello)).startswith("250")
            if hello == "LHLO mx":
                assert (await client.say("XFORWARD ADDR=192.0.2.1")).startswith("250")
            assert (await client.say("MAIL FROM:<bob@telecom.example>")).startswith("250")
            assert (await client.say("RCPT TO:<comitia-bounces+1-2-x@comitia.example>"))[
                :3
            ] == "250"
            assert (await client.say("RSET")).startswith("250")
            assert (await client.say("MAIL FROM:<bob@telecom.example>")).startswith("250")
            assert (await client.say("RCPT TO:<nobody@comitia.example>")).startswith("550 5.1.1")
            assert (await client.say("RCPT TO:<T09tsag178@comitia.example>")).startswith("250")
            assert (await client.say("DATA")).startswith("354")
            assert (await client.say(f"Subject: {hello}\r\n\r\n.")).startswith("250 2.6.0")
            if hello == "LHLO mx":
                await client.leave()
        stop.set()
        assert (await client.answer()).startswith("421"), "whoever rests is told"
        await client.leave()
        await asyncio.wait_for(serving, 5)
        await spool.close()

    asyncio.run(run())
    behind, front = Arrival.objects.order_by("id")
    assert behind.mail_from == "bob@telecom.example"
    assert behind.rcpt_to == "T09tsag178@comitia.example"
    assert behind.peer == {
        "door": "LMTP",
        "address": "127.0.0.1",
        "name": "mx",
        "forwarded": {"addr": "192.0.2.1"},
    }
    assert front.peer == {"door": "ESMTP", "address": "127.0.0.1", "name": "mx"}
    assert {unpack(raw.packed) for raw in Raw.objects.all()} == {
        b"Subject: LHLO mx\r\n\r\n",
        b"Subject: EHLO mx\r\n\r\n",
    }


def test_closing_waits_for_a_message_that_is_under_way(group: Group) -> None:
    async def run() -> None:
        stop = asyncio.Event()
        ready: asyncio.Future[Sequence[int]] = asyncio.get_running_loop().create_future()
        spool = Spool()
        serving = asyncio.create_task(
            serve(
                stop,
                lmtp=ANYWHERE,
                smtp=ANYWHERE,
                domain="comitia.example",
                message_bytes=1_000_000,
                spool=spool,
                ready=ready,
            )
        )
        client = await Client.call((await ready)[0])
        await client.say("LHLO mx")
        await client.say("MAIL FROM:<>")
        await client.say(f"RCPT TO:<{group.name}@comitia.example>")
        await client.say("DATA")
        stop.set()
        await asyncio.sleep(0.1)
        assert (await client.say("late, but whole\r\n.")).startswith("250 2.6.0")
        await client.leave()
        await asyncio.wait_for(serving, 5)
        await spool.close()

    asyncio.run(run())
    assert Arrival.objects.count() == 1


def test_one_address_gets_a_quarter_of_the_places() -> None:
    async def nothing(*_: object) -> None:
        return None

    async def run() -> list[str]:
        door = Door("ESMTP", "mail.comitia.example", 1000, nothing, nothing)  # type: ignore[arg-type]
        listener = Listener(door, Memory(1000), connections=8)
        await listener.open(ANYWHERE)
        visitors = [
            await asyncio.open_connection("127.0.0.1", listener.port, local_addr=(address, 0))
            for address in ("127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.2")
        ]
        greetings = [(await reader.readline()).decode() for reader, _ in visitors]
        for _, writer in visitors:
            writer.close()
        await listener.close()
        return greetings

    greetings = asyncio.run(run())
    assert [each[:3] for each in greetings] == ["220", "220", "421", "220"]
    assert "your address" in greetings[2]
