"""A relay of our own that can be told to defer, refuse, hang up, stall or talk nonsense."""

import asyncio
import re
import ssl
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field

from comitia.config.environment import HostPort
from comitia.outbox.deliver.access import Access

# A plan hears (step, text, number taken so far) and gives a reply, HANG_UP, HANG (no more is said)
# or None (fine).
HANG_UP = "HANG UP"
HANG = "HANG"
Plan = Callable[[str, str, int], str | None]


@dataclass
class Relay:
    """Started by `async with`; `taken` holds (sender, recipient, content) of each 250."""

    plan: Plan = lambda step, text, number: None
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    sessions: int = 0
    port: int = 0
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")
    tls: ssl.SSLContext | None = None
    password: str = ""
    """Where there is one, nobody sends mail who has not given it."""
    heard: list[str] = field(default_factory=list)
    """Each command, with `(tls)` before what was said under TLS."""

    async def __aenter__(self) -> "Relay":
        self.server = await asyncio.start_server(self.talk, "127.0.0.1", self.port, limit=2**26)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.server.close()
        for writer in getattr(self, "writers", []):
            writer.close()

    @property
    def where(self) -> Access:
        return Access(HostPort(*self.server.sockets[0].getsockname()[:2]))

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.writers = [*getattr(self, "writers", []), writer]
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader, writer) -> None:
        async def say(step: str, text: str, usual: str) -> bool:
            reply = self.plan(step, text, len(self.taken))
            if reply == HANG:
                await writer.drain()
                await reader.read()
                raise ConnectionResetError
            if reply == HANG_UP:
                writer.transport.abort()
                raise ConnectionResetError
            writer.write((reply or usual).encode("latin-1") + b"\r\n")
            return (reply or usual)[0] in "23"

        await say("greeting", "", "220 relay.example")
        sender = recipient = ""
        secure, trusted = False, not self.password
        while line := (await reader.readline()).decode():
            self.heard.append(f"{'(tls) ' if secure else ''}{line.rstrip()}")
            verb = line[:4].upper()
            if verb == "EHLO":
                lines = ["relay.example", *self.offers]
                lines += ["STARTTLS"] if self.tls and not secure else []
                said = [f"250{' ' if n == len(lines) - 1 else '-'}{t}" for n, t in enumerate(lines)]
                await say("ehlo", line, "\r\n".join(said))
            elif verb == "STAR" and self.tls and not secure:
                writer.write(b"220 2.0.0 go on\r\n")
                await writer.start_tls(self.tls)
                secure = True
            elif verb == "AUTH":
                if line.split()[1].upper() == "LOGIN":
                    words = []
                    for asked in (b"VXNlcm5hbWU6", b"UGFzc3dvcmQ6"):
                        writer.write(b"334 " + asked + b"\r\n")
                        words.append(b64decode(await reader.readline()).decode())
                else:
                    words = b64decode(line.split()[2]).decode().split("\0")[1:]
                trusted = words == ["groups", self.password]
                writer.write(b"235 2.7.0 welcome\r\n" if trusted else b"535 5.7.8 no\r\n")
            elif verb == "MAIL" and not trusted:
                writer.write(b"530 5.7.0 sign in first\r\n")
            elif verb == "MAIL":
                good = await say("mail", line, "250 2.1.0 ok")
                sender = re.search("<(.*)>", line)[1] if good else ""
                recipient = ""
            elif verb == "RCPT" and not sender:
                writer.write(b"503 5.5.1 MAIL first\r\n")
            elif verb == "RCPT":
                good = await say("rcpt", line, "250 2.1.5 ok")
                recipient = re.search("<(.*)>", line)[1] if good else ""
            elif verb == "DATA":
                if not recipient:
                    writer.write(b"554 5.5.1 no valid recipients\r\n")
                elif await say("data", "", "354 go on"):
                    lines = []
                    while (line := await reader.readline()) != b".\r\n":
                        if not line:
                            return
                        lines.append(line)
                    if await say("content", recipient, "250 2.0.0 taken"):
                        self.taken.append((sender, recipient, b"".join(lines)))
            elif verb == "RSET":
                sender = recipient = ""
                writer.write(b"250 2.0.0 ok\r\n")
            elif verb == "QUIT":
                writer.write(b"221 2.0.0 bye\r\n")
                return
            else:
                writer.write(b"500 5.5.2 what?\r\n")
            await writer.drain()
