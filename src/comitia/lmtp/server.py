"""The two listeners, and how they end: nobody is cut off in the middle of a message."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Sequence

from comitia.config.environment import HostPort
from comitia.lmtp.dialogue import Dialogue, Door
from comitia.lmtp.rate import Allowance
from comitia.lmtp.recipients import Recipients
from comitia.lmtp.wire import Memory, Wire
from comitia.mail.receive import Spool

log = logging.getLogger(__name__)

CONNECTIONS = 200
MEMORY_BYTES = 512_000_000
GRACE_SECONDS = 10.0


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    """What STARTTLS needs. Raises OSError or ssl.SSLError where the files cannot be used."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


class Listener:
    """One door held open at one place, with at most so many visitors at a time.

    One address gets a quarter of the places at most, so that no one keeps the others out.
    """

    def __init__(self, door: Door, memory: Memory, *, connections: int = CONNECTIONS) -> None:
        self._door = door
        self._memory = memory
        self._connections = connections
        self._sessions: dict[asyncio.Task[None], tuple[Wire, Dialogue]] = {}
        self._server: asyncio.Server

    async def open(self, where: HostPort) -> None:
        """Listen at `where`. Raises OSError where that is not possible."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Wire(self._begin, self._memory), where.host, where.port, backlog=512
        )

    @property
    def port(self) -> int:
        """The port, also where it was asked for as 0."""
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Take no more visitors, send home those at rest, let the others finish their message."""
        self._server.close()
        deadline = asyncio.get_running_loop().time() + grace_seconds
        while self._sessions and asyncio.get_running_loop().time() < deadline:
            for wire, dialogue in list(self._sessions.values()):
                if dialogue.resting:
                    self._dismiss(wire, "421 4.3.2 Closing down; try again in a moment")
            await asyncio.sleep(0.02)
        for task in list(self._sessions):
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        await asyncio.sleep(0)  # Connections hang up in the loop's next turn.

    def _begin(self, wire: Wire) -> None:
        if len(self._sessions) >= self._connections:
            self._dismiss(wire, "421 4.3.2 Too many connections; try again later")
            return
        of_this_peer = sum(other.peer == wire.peer for other, _ in self._sessions.values())
        if of_this_peer >= max(1, self._connections // 4):
            self._dismiss(wire, "421 4.7.0 Too many connections from your address")
            return
        dialogue = Dialogue(wire, self._door)
        task = asyncio.get_running_loop().create_task(dialogue.run())
        self._sessions[task] = (wire, dialogue)
        task.add_done_callback(self._sessions.pop)

    def _dismiss(self, wire: Wire, reply: str) -> None:
        wire.answer(reply)
        wire.close()


async def serve(
    stop: asyncio.Event,
    *,
    lmtp: HostPort,
    smtp: HostPort,
    domain: str,
    message_bytes: int,
    spool: Spool,
    tls: ssl.SSLContext | None = None,
    allowance: Allowance | None = None,
    ready: "asyncio.Future[Sequence[int]] | None" = None,
) -> None:
    """Hold both doors open until `stop` is set; `ready` gets the two ports once both listen.

    `allowance` is for the SMTP door: who comes by LMTP is a server of ours.

    Raises OSError where one of the places is taken.
    """
    recipients = Recipients(domain)
    memory = Memory(max(MEMORY_BYTES, 2 * message_bytes))
    listeners = [
        Listener(
            Door(
                protocol=protocol,
                host=socket.gethostname() or "localhost",
                message_bytes=message_bytes,
                keep=spool.keep,
                recipient_refused=recipients.refused,
                tls=tls,
                allowance=None if protocol == "LMTP" else allowance,
            ),
            memory,
        )
        for protocol in ("LMTP", "ESMTP")
    ]
    opened: list[Listener] = []
    try:
        for listener, where in zip(listeners, (lmtp, smtp), strict=True):
            await listener.open(where)
            opened.append(listener)
        if ready is not None:
            ready.set_result([listener.port for listener in opened])
        await stop.wait()
    finally:
        await asyncio.gather(*(listener.close() for listener in opened))
        recipients.close()
