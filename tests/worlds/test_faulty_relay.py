"""Laws 1 and 2 while the relay fails in every way and the clock jumps.

Each seed is a world: a letter to a dozen members, a relay with a temper of its own, a sender that
is stopped and started, a clock moved by hours, back and forth. When all has come to rest, every
copy is delivered, bounced or parked, and what it became is what the relay said of it.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models import Min

from comitia.base import clock
from comitia.groups.enrolment import Newcomer, enrol
from comitia.groups.models import Membership
from comitia.jobs.models import Job
from comitia.ledger.actors import SYSTEM
from comitia.mail.tasks import copy_bounced
from comitia.outbox.actions import Recipient, queue_copies
from comitia.outbox.deliver import book, run
from comitia.outbox.deliver.session import Patience
from comitia.outbox.models import Batch, Copy, Letter
from comitia.outbox.personal import CopyRef, return_path
from tests.world import World, make_world
from tests.worlds.faulty_relay import INCURABLE, FaultyRelay, Told

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORLDS_AT_ONCE = 25
CONTENT = b"Subject: hello\r\nMessage-ID: <1@x.example>\r\n\r\nHello.\r\n.\r\n.and a dot\r\n" * 3
PATIENCE = Patience(
    connect_seconds=1,
    command_seconds=0.5,
    content_seconds=0.5,
    relay_pause_seconds=0.002,
    domain_pause_seconds=0.02,
)
# Beyond this a world does not come to rest; most take a tenth of it.
AT_MOST_SECONDS = 60


@pytest.fixture
def members(transactional_db: None) -> Iterator[list[Membership]]:
    """A dozen, some with an address that never works, on domains of their own and shared."""
    clock.shift_by(timedelta(0))
    world: World = make_world()
    names = [
        f"{name}-{n}@{place}.example"
        for n in range(3)
        for name in ("a", "b", *INCURABLE)
        for place in ("north" if n % 2 else "south",)
    ]
    newcomers = [Newcomer(each, each, world.telecom, "en") for each in names]
    yield list(
        enrol(
            group=world.group, newcomers=newcomers, by=SYSTEM, welcome=False, at=clock.now()
        ).added
    )
    clock.shift_by(timedelta(0))


async def aside(act: Callable[[], Any]) -> Any:
    """Ask the database in a thread, and leave no connection behind there."""

    def ask() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    return await asyncio.to_thread(ask)


def next_due() -> datetime | None:
    """When the next copy is due; None where all have ended."""
    if Batch.objects.filter(open=True).exists():
        return clock.now()
    due: datetime | None = Copy.objects.filter(state="deferred").aggregate(due=Min("run_at"))["due"]
    return due


def jump(span: timedelta) -> None:
    """Move the clock from where it stands."""
    clock.shift_by(clock.now() + span - datetime.now(UTC))


async def live(seed: int, relay: FaultyRelay) -> datetime:
    """Send until all copies have ended, while the clock and the sender suffer; the latest hour."""
    chance = random.Random(seed)
    latest = clock.now()
    stop = asyncio.Event()
    sender = asyncio.create_task(run(stop, relay=relay.where, keys=(), patience=PATIENCE))
    try:
        async with asyncio.timeout(AT_MOST_SECONDS):
            while (due := await aside(next_due)) is not None:
                assert not sender.done(), sender.result()
                if chance.random() < 0.05:
                    stop.set()
                    await sender
                    stop = asyncio.Event()
                    sender = asyncio.create_task(
                        run(stop, relay=relay.where, keys=(), patience=PATIENCE)
                    )
                if chance.random() < 0.1:
                    jump(timedelta(hours=chance.uniform(-6, 6)))
                elif due > clock.now():
                    # A day or so: five tries, and five days, come before a copy is given up.
                    jump(due - clock.now() + timedelta(hours=chance.uniform(8, 40)))
                latest = max(latest, clock.now())
                await asyncio.sleep(0.01)
    finally:
        stop.set()
        await sender
    return latest


def judge(letter: Letter, told: dict[str, Told], lasted: timedelta) -> None:
    """Hold what is written against what the relay remembers."""
    for batch in letter.batches.all():
        rows = {copy.index: copy for copy in batch.stragglers.all()}
        assert not batch.open
        for index, mark in enumerate(batch.outcomes):
            copy = rows.get(index)
            address = batch.recipients[index][0]
            heard = told.get(return_path(letter.bounces, CopyRef(batch.pk, index)), Told())
            where = f"{address}: {mark}, {copy and copy.state}, {copy and copy.reply}, {heard}"
            final = {step for step, reply in heard.replies if reply[0] == "5"}
            assert copy is None or book.LETTERS[copy.state] == mark, where  # type: ignore[index]
            assert mark in "dbp", where
            assert heard.taken <= 1 + heard.unheard, f"repeated without need: {where}"
            if mark == "d":
                assert heard.taken or heard.unheard, f"lost: {where}"
            elif heard.taken:
                assert heard.unheard, f"taken, and not written down: {where}"
            if mark == "b" and not final & {"rcpt", "content"}:
                assert copy is not None
                assert copy.attempts >= book.LEAST_TRIES, where
                assert lasted >= book.GIVE_UP_AFTER, where
            if mark == "p" and not final:
                assert lasted >= book.GIVE_UP_AFTER, where
            # What never works never seems to, unless a graver answer came first.
            kind = address.partition("-")[0]
            assert kind != "gone" or mark == "b" or final - {"rcpt"} or mark == "p", where
            assert kind != "barred" or mark == "p" or final, where
            assert kind not in INCURABLE or mark != "d", where


def one_world(seed: int, members: list[Membership]) -> dict[str, Told]:
    chance = random.Random(f"relay {seed}")
    queued_at = clock.now()
    letter = queue_copies(
        content=CONTENT,
        recipients=[Recipient(each.address, f"membership:{each.pk}") for each in members],
        bounces="t09demo-bounces",
        group="t09demo",
        once=f"world:{seed}",
        at=queued_at,
    )

    async def go() -> tuple[dict[str, Told], datetime]:
        async with FaultyRelay(
            chance,
            probability=chance.choice([0.02, 0.1, 0.3, 0.7]),
            faults=chance.choice([5, 15, 40]),
            slow_seconds=PATIENCE.command_seconds,
        ) as relay:
            latest = await live(seed, relay)
            return relay.told, latest

    told, latest = asyncio.run(go())
    judge(letter, told, latest - queued_at)
    return told


def heed_bounces(members: list[Membership], refused: set[str]) -> None:
    """Count what bounced, as `comitia work` does; who only heard "later" stays a member."""
    for job in Job.objects.filter(kind="mail.copy_bounced"):
        copy_bounced(**job.payload)
        job.delete()
    for each in Membership.objects.filter(pk__in=[each.pk for each in members]):
        assert each.state == "active" or each.address in refused, each.address


def live_through(seeds: range, members: list[Membership]) -> None:
    refused: set[str] = set()
    became: Counter[str] = Counter()
    for seed in seeds:
        try:
            told = one_world(seed, members)
            letter = Letter.objects.get(once=f"world:{seed}")
            for batch in letter.batches.all():
                became.update(batch.outcomes)
                for index, (address, _, _) in enumerate(batch.recipients):
                    heard = told[return_path(letter.bounces, CopyRef(batch.pk, index))]
                    if any(reply[0] == "5" for _, reply in heard.replies):
                        refused.add(address)
            heed_bounces(members, refused)
        except BaseException as error:
            error.add_note(f"in the world of seed {seed}")
            raise
    assert set(became) == {"d", "b", "p"}


@pytest.mark.parametrize("first", range(0, 200, WORLDS_AT_ONCE))
def test_every_copy_ends_as_the_relay_said(first: int, members: list[Membership]) -> None:
    live_through(range(first, first + WORLDS_AT_ONCE), members)


@pytest.mark.long
@pytest.mark.parametrize("first", range(1_000, 5_000, 200))
def test_thousands_of_worlds(first: int, members: list[Membership]) -> None:
    live_through(range(first, first + 200), members)
