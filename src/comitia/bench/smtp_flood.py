"""The raw limit of sending: an asyncio client that does nothing but speak pipelined SMTP.

    python -m comitia.bench.smtp_flood PORT CONNECTIONS COPIES OCTETS

prints the seconds from the first connection to the last answer. No database, no signing, the same
bytes to everybody: what a sender written in Python could reach at best.
"""

import asyncio
import sys
import time


class Flood(asyncio.Protocol):
    """One connection. The next envelope goes out with each content (RFC 2920)."""

    def __init__(self, copies: int, octets: int, done: "asyncio.Future[None]") -> None:
        self._left = copies
        self._unanswered = copies
        self._content = b"Subject: flood\r\n\r\n" + b"x" * 70 + b"\r\n"
        self._content = self._content * max(1, octets // len(self._content)) + b".\r\n"
        self._envelope = b"MAIL FROM:<a@bench.example>\r\nRCPT TO:<b@bench.example>\r\nDATA\r\n"
        self._done = done
        self._greeted = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the sink hung up"))

    def data_received(self, data: bytes) -> None:
        if not self._greeted and b"220 " in data:
            self._greeted = True
            self._transport.write(b"HELO bench.example\r\n" + self._next())
        for _ in range(data.count(b"354 ")):
            self._transport.write(self._content + self._next())
        # Of a message's four answers only the one to its content says that it is taken.
        self._unanswered -= data.count(b"2.0.0 Ok")
        if not self._unanswered and not self._done.done():
            self._done.set_result(None)

    def _next(self) -> bytes:
        self._left -= 1
        return self._envelope if self._left >= 0 else b""


async def flood(port: int, connections: int, copies: int, octets: int) -> float:
    """Send so many copies over so many connections; the seconds it took."""
    loop = asyncio.get_running_loop()
    each = copies // connections
    waits = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    for wait in waits:
        await loop.create_connection(
            lambda wait=wait: Flood(each, octets, wait),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*waits)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(asyncio.run(flood(*map(int, sys.argv[1:5]))))  # noqa: T201
