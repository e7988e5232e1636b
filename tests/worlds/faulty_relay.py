"""A relay that does what relays do on their worst days, by seed, and remembers all it did."""

import asyncio
import random
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field

from comitia.config.environment import HostPort
from comitia.outbox.deliver.access import Access

REFUSALS = (
    "421 4.3.2 going down",
    "450 4.2.1 mailbox busy",
    "450 4.7.1 greylisted",
    "451 4.3.0 trouble here",
    "451 4.4.1 no answer from there",
    "452 4.3.1 no room",
    "450 no code",
    "452 4.5.3 too many recipients",
    "450 5.1.1 a contradiction",
    "550 4.2.2 a contradiction",
    "550 5.1.1 no such user",
    "550 5.7.1 not from you",
    "552 5.2.2 full",
    "552 5.3.4 too large",
    "554 5.7.1 relay access denied",
    "554 no",
)
NONSENSE = ("hello", "250-half\r\nand half", "999 what", "2500 ok", "\xff\xfe\x00", "100 wait", "")
# What is the matter with an address for ever, by how it begins.
INCURABLE = {
    "gone": "550 5.1.1 no such user",
    "full": "452 4.2.2 full since long ago",
    "barred": "554 5.7.1 relay access denied",
}
STEPS_WITHOUT_MAIL = {"greeting", "ehlo"}


class Cut(Exception):
    """The connection is gone."""


@dataclass
class Told:
    """What one copy, named by its return path, was answered, and how often it was taken."""

    replies: list[tuple[str, str]] = field(default_factory=list)
    taken: int = 0
    unheard: int = 0
    """How often its content was read and no plain answer given."""


@dataclass
class FaultyRelay:
    """Faulty `faults` times, with this probability at each step; then in good health.

    `slow_seconds` is longer than the sender's patience.
    """

    chance: random.Random
    probability: float
    faults: int
    slow_seconds: float
    told: dict[str, Told] = field(default_factory=lambda: defaultdict(Told))
    _servers: set["asyncio.Task[None]"] = field(default_factory=set)

    async def __aenter__(self) -> "FaultyRelay":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for task in list(self._servers):
            task.cancel()
        await asyncio.gather(*self._servers, return_exceptions=True)

    @property
    def where(self) -> Access:
        return Access(HostPort(*self._server.sockets[0].getsockname()[:2]))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._servers.add(task)
        try:
            await Dialogue(self, reader, writer).run()
        except (Cut, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._servers.discard(task)
            writer.transport.abort()

    def fault(self) -> bool:
        """Whether something goes wrong now."""
        if self.faults <= 0 or self.chance.random() >= self.probability:
            return False
        self.faults -= 1
        return True


class Dialogue:
    """One connection."""

    def __init__(
        self, relay: FaultyRelay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.relay = relay
        self.chance = relay.chance
        self.reader = reader
        self.writer = writer
        self.pending = b""
        self.copy: Told | None = None

    async def run(self) -> None:
        await self.say("greeting", "220 relay.example")
        recipient = sender = ""
        while line := await self.line():
            verb = line[:4].upper()
            address = re.search("<(.*?)>", line)
            if verb == "EHLO":
                await self.say("ehlo", "250-relay.example\r\n250-PIPELINING\r\n250 8BITMIME")
            elif verb == "MAIL" and address:
                recipient, self.copy = "", self.relay.told[address[1]]
                sender = address[1] if await self.say("mail", "250 2.1.0 ok") else ""
            elif verb == "RCPT" and address and sender:
                known = INCURABLE.get(address[1].partition("-")[0], "250 2.1.5 ok")
                recipient = address[1] if await self.say("rcpt", known) else ""
            elif verb == "DATA" and recipient:
                if await self.say("data", "354 go on"):
                    await self.content()
            elif verb == "RSET":
                sender = recipient = ""
                await self.say("rset", "250 2.0.0 ok")
            elif verb == "QUIT":
                return
            else:
                await self.say("order", "503 5.5.1 not now")

    async def content(self) -> None:
        await self.flush()
        if self.relay.fault():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.reader.readline(), 0.02)
            raise Cut
        await self.reader.readuntil(b"\r\n.\r\n")
        assert self.copy is not None
        # Until it is known that a plain answer was given, the sender may be right to repeat it.
        self.copy.unheard += 1
        if self.relay.fault():
            taken = self.chance.random() < 0.5
            self.copy.taken += taken
            await self.misbehave("content", "250 2.0.0 taken" if taken else "")
            return
        self.copy.taken += 1
        self.copy.unheard -= 1
        self.send("250 2.0.0 taken")

    async def say(self, step: str, reply: str) -> bool:
        """Give the answer that is due, or do something worse; whether all is well."""
        if self.relay.fault():
            return await self.misbehave(step, reply)
        self.send(reply, step)
        return reply[0] in "23"

    async def misbehave(self, step: str, reply: str) -> bool:
        match self.chance.choices(range(6), [8, 1, 4, 8, 8, 40])[0]:
            case 0:
                await self.flush()
                raise Cut
            case 1:
                await self.flush()
                await asyncio.sleep(self.relay.slow_seconds * self.chance.choice([1.1, 2]))
            case 2:
                await self.flush()
                await asyncio.sleep(self.relay.slow_seconds * 0.05)
            case 3:
                self.send(self.chance.choice(NONSENSE))
                await self.flush()
                raise Cut
            case 4:
                reply = reply or "451 4.3.0 not taken"
                self.remember(step, reply)
                await self.in_pieces(reply)
                return reply[0] in "23"
            case _:
                reply = ""
        if not reply:
            reply = self.chance.choice(REFUSALS)
        self.send(reply, step)
        return reply[0] in "23"

    async def in_pieces(self, reply: str) -> None:
        """A long answer, a few octets at a time."""
        await self.flush()
        first = f"{reply[:3]}-{reply[4:]}\r\n" if reply[0] != "3" and "\n" not in reply else ""
        whole = f"{first}{reply}\r\n".encode()
        while whole:
            size = self.chance.randint(1, 12)
            self.writer.write(whole[:size])
            whole = whole[size:]
            await asyncio.sleep(0)

    def remember(self, step: str, reply: str) -> None:
        if self.copy is not None and step not in STEPS_WITHOUT_MAIL and reply[:1] in ("4", "5"):
            self.copy.replies.append((step, reply))

    def send(self, reply: str, step: str = "content") -> None:
        self.remember(step, reply)
        self.pending += reply.encode("latin-1") + b"\r\n"

    async def line(self) -> str:
        """The next command. Answers are held back while commands come, and leave as one."""
        try:
            line = await asyncio.wait_for(self.reader.readline(), 0.0005)
        except TimeoutError:
            await self.flush()
            line = await self.reader.readline()
        return line.decode()

    async def flush(self) -> None:
        pending, self.pending = self.pending, b""
        self.writer.write(pending)
        await self.writer.drain()
