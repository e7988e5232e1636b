"""Law 8 on real mail: whatever is posted is answered, kept byte for byte, and comes to an end."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from comitia.archive.models import Message, Raw
from comitia.base import clock
from comitia.base.packing import unpack
from comitia.config.environment import HostPort
from comitia.jobs import actions as jobs
from comitia.jobs import worker
from comitia.jobs.models import Job
from comitia.lmtp.server import serve
from comitia.mail import tasks
from comitia.mail.models import Arrival, Held
from comitia.mail.moderate.actions import release
from comitia.mail.receive import Spool
from tests.corpus.material import members, small_sets
from tests.lmtp_client import on_the_wire, post_all
from tests.world import World, make_world

ANYWHERE = HostPort("127.0.0.1", 0)


@pytest.fixture
def open_world(transactional_db: None) -> World:
    return make_world()


def post_through_the_door(messages: list[bytes]) -> list[str]:
    async def run() -> list[str]:
        stop = asyncio.Event()
        ready: asyncio.Future[Sequence[int]] = asyncio.get_running_loop().create_future()
        spool = Spool()
        serving = asyncio.create_task(
            serve(
                stop,
                lmtp=ANYWHERE,
                smtp=ANYWHERE,
                domain="comitia.example",
                message_bytes=40_000_000,
                spool=spool,
                ready=ready,
            )
        )
        answers = await post_all((await ready)[0], messages, "t09demo@comitia.example")
        stop.set()
        await serving
        await spool.close()
        return answers

    return asyncio.run(run())


def walk_the_road() -> None:
    """As `comitia work` does it, until nothing waits."""
    while claimed := jobs.claim(["mail.travel"], limit=100, lease_seconds=600, at=clock.now()):
        for job in claimed:
            worker.do(job, tasks.travel)


def check(messages: list[bytes], world: World, caplog: pytest.LogCaptureFixture) -> None:
    sent = [on_the_wire(data) for data in messages]
    answers = post_through_the_door(sent)
    kept = [data for data, answer in zip(sent, answers, strict=True) if answer.startswith("250 ")]
    refused = [answer for answer in answers if not answer.startswith("250 ")]
    assert all(answer.startswith("550 5.6.0 ") for answer in refused), refused
    assert len(refused) * 100 <= len(sent)
    assert Arrival.objects.count() == len(kept)
    assert {unpack(raw.packed) for raw in Raw.objects.iterator()} == set(kept), "byte for byte"
    with caplog.at_level(logging.ERROR):
        walk_the_road()
    assert not Job.objects.filter(kind="mail.travel").exists(), "none failed, none is parked"
    outcomes = Counter(Arrival.objects.values_list("outcome", flat=True))
    assert not outcomes["waiting"]
    assert not outcomes["parked"]
    assert not Arrival.objects.exclude(outcome="archived").filter(reason="").exists()
    # What a moderator then releases is archived and sent on, whatever it is.
    for held in Held.objects.filter(state="waiting"):
        release(held=held, by=world.alice, at=clock.now())
    assert Message.objects.count() == Arrival.objects.filter(outcome="archived").count()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_sample_of_every_set(
    shared: Path, open_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    names = (shared / "data/mail/python-email-trouble.tsv").read_text().splitlines()[1:]
    trouble = tuple("/" + name.split("\t")[1] for name in names)
    found = [
        data
        for number, (name, data) in enumerate(small_sets(shared / "data"))
        if number % 60 == 0 or name.endswith(trouble)
    ]
    check(found, open_world, caplog)


@pytest.mark.slow
def test_all_small_sets(shared: Path, open_world: World, caplog: pytest.LogCaptureFixture) -> None:
    check([data for _, data in small_sets(shared / "data")], open_world, caplog)


@pytest.mark.slow
def test_a_lists_mail(shared: Path, open_world: World, caplog: pytest.LogCaptureFixture) -> None:
    path = shared / "data/mail/linux-stm32-2600.mboxrd.gz"
    check([data for _, data in members(path)], open_world, caplog)
