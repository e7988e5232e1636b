"""The spool's promises: durable before it answers, shared writes, bounded, and it lives on."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from django.db import OperationalError

from comitia.archive.models import Raw
from comitia.base.clock import now
from comitia.base.packing import unpack
from comitia.jobs.models import Job
from comitia.mail.models import Arrival
from comitia.mail.receive import Incoming, NotKept, Spool


def incoming(data: bytes = b"Subject: hello\r\n\r\nhello\r\n", *to: str) -> Incoming:
    return Incoming(
        mail_from="bob@telecom.example",
        rcpt_to=to or ("t09tsag178@comitia.example",),
        data=data,
        received_at=now(),
        peer={"address": "127.0.0.1"},
    )


@pytest.mark.django_db(transaction=True)
def test_what_is_answered_is_in_the_database() -> None:
    async def keep() -> list[list[int]]:
        spool = Spool()
        ids = await asyncio.gather(
            spool.keep(incoming(b"one", "a@comitia.example", "b@comitia.example")),
            spool.keep(incoming(b"two")),
            spool.keep(incoming(b"two")),
        )
        await spool.close()
        return ids

    ids = asyncio.run(keep())
    assert [len(each) for each in ids] == [2, 1, 1]
    first = Arrival.objects.get(pk=ids[0][1])
    assert first.rcpt_to == "b@comitia.example"
    assert unpack(first.raw.packed) == b"one"
    assert Raw.objects.count() == 2, "equal bytes are kept once"
    asked = {job.payload["arrival_id"] for job in Job.objects.filter(kind="mail.travel")}
    assert asked == {one for each in ids for one in each}


@pytest.mark.django_db(transaction=True)
def test_bytes_that_were_kept_before_are_not_kept_again() -> None:
    async def keep() -> None:
        spool = Spool()
        await spool.keep(incoming(b"same"))
        await spool.keep(incoming(b"same"))
        await spool.close()

    asyncio.run(keep())
    assert Raw.objects.count() == 1
    assert Arrival.objects.count() == 2


class Recorder:
    """Stands for the database: notes what is written together, and fails or waits as told."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.error: Exception | None = None
        self.poison = b""
        self.go = threading.Event()
        self.go.set()

    def __call__(self, messages: Sequence[Incoming]) -> list[list[int]]:
        self.go.wait(10)
        self.batches.append(len(messages))
        if self.error:
            raise self.error
        if self.poison and any(message.data == self.poison for message in messages):
            raise ValueError("cannot be written")
        return [[1] for _ in messages]


def test_what_waits_is_written_together_within_bounds() -> None:
    async def keep() -> list[int]:
        database = Recorder()
        spool = Spool(commit=database, batch_messages=10, batch_bytes=100)
        database.go.clear()
        first = asyncio.create_task(spool.keep(incoming(b"first")))
        await asyncio.sleep(0.05)
        small = [asyncio.create_task(spool.keep(incoming(b"x"))) for _ in range(15)]
        large = [asyncio.create_task(spool.keep(incoming(b"x" * 80))) for _ in range(2)]
        await asyncio.sleep(0)
        database.go.set()
        await asyncio.gather(first, *small, *large)
        await spool.close()
        return database.batches

    assert asyncio.run(keep()) == [1, 10, 6, 1]


def test_a_busy_or_full_database_refuses_all_and_the_committer_lives_on() -> None:
    async def keep() -> list[object]:
        database = Recorder()
        spool = Spool(commit=database)
        database.error = OperationalError("database or disk is full")
        refused = await asyncio.gather(
            *(spool.keep(incoming()) for _ in range(5)), return_exceptions=True
        )
        database.error = None
        assert await spool.keep(incoming()) == [1]
        await spool.close()
        return list(refused)

    assert all(isinstance(each, NotKept) for each in asyncio.run(keep()))


def test_one_message_that_cannot_be_written_does_not_stop_the_others() -> None:
    async def keep() -> list[object]:
        database = Recorder()
        database.poison = b"poison"
        spool = Spool(commit=database)
        database.go.clear()
        tasks = [
            asyncio.create_task(spool.keep(incoming(data)))
            for data in (b"first", b"good", b"poison", b"good")
        ]
        await asyncio.sleep(0.05)
        database.go.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await spool.close()
        return list(results)

    first, good, poison, other = asyncio.run(keep())
    assert first == good == other == [1]
    assert isinstance(poison, NotKept)


def test_beyond_its_room_senders_wait_and_are_then_refused() -> None:
    async def keep() -> None:
        database = Recorder()
        spool = Spool(commit=database, waiting_bytes=100, room_seconds=0.2)
        database.go.clear()
        first = asyncio.create_task(spool.keep(incoming(b"x" * 90)))
        await asyncio.sleep(0)
        with pytest.raises(NotKept):
            await spool.keep(incoming(b"x" * 20))
        late = asyncio.create_task(spool.keep(incoming(b"x" * 20)))
        await asyncio.sleep(0.05)
        assert not late.done()
        database.go.set()
        assert await first == await late == [1]
        await spool.close()

    asyncio.run(keep())


def test_after_closing_nothing_is_taken() -> None:
    async def keep() -> None:
        spool = Spool(commit=Recorder())
        last = asyncio.create_task(spool.keep(incoming()))
        await asyncio.sleep(0)
        await spool.close()
        assert await last == [1]
        with pytest.raises(NotKept):
            await spool.keep(incoming())

    asyncio.run(keep())
