"""Laws 1 and 2: whatever is killed, and whenever, what was acknowledged reaches every member once.

The processes are those that `comitia serve` runs, on SQLite and on a PostgreSQL that is killed too.
Posts keep coming over several connections while one process after another gets kill -9 and is
started again. Then everything may come to rest, and is counted.
"""

import asyncio
import email
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from tests import postgres
from tests.lmtp_client import LmtpClient, on_the_wire
from tests.mail.posting import message
from tests.program import Program
from tests.relay import Relay

pytestmark = pytest.mark.slow
SEED = 174
MEMBERS = 10
CONNECTIONS = 4
# Between a copy's acceptance by the relay and the writing down of it lies a tenth of a second.
REPEATS_A_KILL = 100
INDEX = "message-not-indexed"

ADD_MEMBERS = f"""
import django; django.setup()
from comitia.base import clock
from comitia.groups.enrolment import Newcomer, enrol
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM
from comitia.people.models import Entity
group, entity = Group.objects.get(), Entity.objects.get(name="Example Telecom")
enrol(
    group=group, by=SYSTEM, welcome=False, at=clock.now(),
    newcomers=[Newcomer(f"m{{n}}@extel.example", f"M {{n}}", entity, "en")
               for n in range({MEMBERS} - group.memberships.filter(state="active").count())],
)
"""
STATE = """
import django, json; django.setup()
from hashlib import sha256
from pathlib import Path
from django.db.models import Count
from comitia.archive.models import Message
from comitia.base.packing import unpack
from comitia.config.tasks import RECURRING
from comitia.groups.models import Membership
from comitia.jobs.models import Job
from comitia.mail.models import Arrival
from comitia.outbox.models import Batch, Copy
recurring = [each.kind for each in RECURRING]
print(json.dumps({
    "moving": Job.objects.exclude(kind__in=recurring).exclude(kind__startswith="reconcile.")
        .exclude(state="parked").count()
        + Batch.objects.filter(open=True).count() + Copy.objects.filter(state="deferred").count(),
    "parked": list(Job.objects.filter(state="parked").values_list("kind", "reason"))
        + list(Copy.objects.exclude(state="delivered").values_list("state", "reply")),
    "outcomes": {row["outcome"]: row["n"] for row in
                 Arrival.objects.values("outcome").annotate(n=Count("id"))},
    "archive": [sha256(unpack(m.raw.packed)).hexdigest()
                for m in Message.objects.select_related("raw")],
    "members": list(Membership.objects.filter(state="active").values_list("address", flat=True)),
}))
"""
RECONCILE = """
import django, json; django.setup()
from comitia.base import clock
from comitia.reconcile.actions import examine
report = examine(at=clock.now())
print(json.dumps({name: [each.values for each in found] for name, found in report.found.items()}))
"""


@dataclass
class Posters:
    """Several connections that post numbered messages until told to stop, whatever happens."""

    port: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    """The hash of each acknowledged message, by its subject."""
    sent: int = 0
    enough: bool = False

    async def post(self) -> None:
        while not self.enough:
            with suppress(OSError, TimeoutError):
                await self._post_over_one_connection()
            await asyncio.sleep(0.1)

    async def _post_over_one_connection(self) -> None:
        client = await LmtpClient.call(self.port)
        try:
            while not self.enough:
                self.sent += 1
                subject = f"No. {self.sent}"
                data = on_the_wire(message(subject=subject, body=f"{subject}\r\n" * 50))
                (answer, *_) = await client.post(data, ["t09demo@comitia.example"])
                if answer.startswith("250 2.6.0"):
                    self.acknowledged[subject] = sha256(data).hexdigest()
                await asyncio.sleep(0.15)
        finally:
            await client.hang_up()


async def kill_and_start(
    comitia: Program, kills: int, others: dict[str, Callable[[], None]]
) -> int:
    """Kill so many processes, one after another; how often it was the sender."""
    chance = random.Random(SEED)
    of_mail = 0
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.05, 1.2))
        name = chance.choice(["mail", "mail", "work", "work", "web", *others])
        if name in others:
            await asyncio.to_thread(others[name])
            continue
        of_mail += name == "mail"
        await asyncio.to_thread(comitia.kill, name)
        await asyncio.to_thread(comitia.start, name)
    return of_mail


async def live_and_die(
    comitia: Program, relay: Relay, kills: int, others: dict[str, Callable[[], None]]
) -> None:
    """The whole story, from the first process to the last count."""
    for name in ("mail", "work", "web"):
        await asyncio.to_thread(comitia.start, name)
    posters = Posters(comitia.lmtp_port)
    posting = [asyncio.create_task(posters.post()) for _ in range(CONNECTIONS)]
    mail_kills = await kill_and_start(comitia, kills, others)
    posters.enough = True
    await asyncio.wait_for(asyncio.gather(*posting), 90)
    async with asyncio.timeout(300):
        while (state := await asyncio.to_thread(_state, comitia))["moving"]:
            await asyncio.sleep(1)
    async with asyncio.timeout(60):
        # The index follows the archive a moment later; nothing else may have to catch up.
        while set(found := await asyncio.to_thread(_disagreeing, comitia)) == {INDEX}:
            await asyncio.sleep(1)
    assert found == {}
    await asyncio.to_thread(comitia.stop_all)
    _judge(state, posters, relay, mail_kills=mail_kills, kills=kills)
    await asyncio.to_thread(comitia.run, "-m", "comitia", "verify")


def _state(comitia: Program) -> dict[str, object]:
    state: dict[str, object] = json.loads(comitia.run("-c", STATE))
    return state


def _disagreeing(comitia: Program) -> dict[str, object]:
    """What mail, archive, ledger, index and outbox do not agree on."""
    found: dict[str, object] = json.loads(comitia.run("-c", RECONCILE))
    return found


def _judge(state, posters: Posters, relay: Relay, *, mail_kills: int, kills: int) -> None:
    assert state["parked"] == []
    assert set(state["outcomes"]) == {"archived"}
    assert len(posters.acknowledged) > kills
    archive = Counter(state["archive"])
    assert set(posters.acknowledged.values()) <= set(archive), "acknowledged and not kept"
    assert set(archive.values()) == {1}, "kept twice"
    # What was kept and not acknowledged was under way when its server died.
    assert len(archive) - len(posters.acknowledged) <= CONNECTIONS * kills
    assert len(state["members"]) == MEMBERS
    taken = [(_subject(content), to) for _, to, content in relay.taken if _is_post(content)]
    copies = Counter(taken)
    subjects = {subject for subject, _ in taken}
    assert len(subjects) == len(archive)
    assert subjects >= set(posters.acknowledged)
    missing = {(subject, member) for subject in subjects for member in state["members"]} - {*copies}
    assert not missing
    assert len(taken) - len(copies) <= mail_kills * REPEATS_A_KILL


def _is_post(content: bytes) -> bool:
    """Whether it came over the reflector, and is no notice of ours."""
    return b"\r\nList-Id:" in content.partition(b"\r\n\r\n")[0]


def _subject(content: bytes) -> str:
    """What the author called it, without the list's prefix."""
    return str(email.message_from_bytes(content)["Subject"]).partition("] ")[2]


async def on_sqlite(folder: Path, kills: int) -> None:
    async with Relay() as relay:
        comitia = await asyncio.to_thread(make_world, folder, relay)
        await live_and_die(comitia, relay, kills, {})


async def on_postgresql(folder: Path, kills: int) -> None:
    with postgres.server() as database:

        def die_and_come_back() -> None:
            database.kill()
            # Its children may need a moment to see that it is gone.
            for _ in range(20):
                try:
                    return database.start()
                except postgres.NotStarted:
                    time.sleep(0.5)
            raise AssertionError("the database does not come back")

        async with Relay() as relay:
            comitia = await asyncio.to_thread(
                make_world, folder, relay, COMITIA_DATABASE=database.address
            )
            await live_and_die(comitia, relay, kills, {"database": die_and_come_back})


def make_world(folder: Path, relay: Relay, **settings: str) -> Program:
    """The small world with more members, its mail going to this relay."""
    comitia = Program(folder, COMITIA_SINK="0", COMITIA_RELAY=str(relay.where.where), **settings)
    comitia.run("-c", ADD_MEMBERS)
    return comitia


def test_on_sqlite(tmp_path: Path) -> None:
    asyncio.run(on_sqlite(tmp_path, kills=24))


def test_on_postgresql_which_is_killed_too(tmp_path: Path) -> None:
    asyncio.run(on_postgresql(tmp_path, kills=16))


@pytest.mark.long
def test_on_sqlite_for_long(tmp_path: Path) -> None:
    asyncio.run(on_sqlite(tmp_path, kills=300))


@pytest.mark.long
def test_on_postgresql_for_long(tmp_path: Path) -> None:
    asyncio.run(on_postgresql(tmp_path, kills=300))
