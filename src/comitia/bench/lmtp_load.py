"""A client that posts over LMTP as fast as it is answered, in a process of its own.

    python -m comitia.bench.lmtp_load PORT CONNECTIONS MESSAGES ADDRESS

prints the seconds from the first MAIL to the last answer.
"""

import asyncio
import sys
import time

LINES = 55
BODY = "".join(
    f"Line {number} of a message as people write them, of some seventy letters.\r\n"
    for number in range(LINES)
)


def message(number: int) -> bytes:
    """Some five kilobytes, no two alike."""
    return (
        "Received: from pc.example by mx.example; Mon, 4 Apr 2011 10:00:00 +0200\r\n"
        f"From: Delegate {number % 50} <d{number % 50}@telecom.example>\r\n"
        "To: bench@comitia.example\r\n"
        f"Subject: Section {number % 7}, remark {number}\r\n"
        f"Message-ID: <{number}.{time.time_ns()}@telecom.example>\r\n"
        "Date: Mon, 4 Apr 2011 10:00:00 +0200\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"\r\n{BODY}{number}\r\n"
    ).encode()


class Refused(Exception):
    """The server did not take a message."""


class Poster(asyncio.Protocol):
    """One connection. Each complete answer is the sign to send what comes next."""

    def __init__(self, numbers: list[int], address: str, done: "asyncio.Future[None]") -> None:
        self._numbers = numbers
        self._envelope = (
            f"MAIL FROM:<d@telecom.example>\r\nRCPT TO:<{address}>\r\nDATA\r\n".encode()
        )
        self._done = done
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        lines = (self._buffer + data).split(b"\r\n")
        self._buffer = lines.pop()
        for line in lines:
            code, more = line[:3], line[3:4]
            if code == b"220":
                self._transport.write(b"LHLO bench.example\r\n")
            elif code == b"354":
                self._transport.write(message(self._numbers.pop()) + b".\r\n")
                self._state = "content"
            elif code == b"250" and more != b"-":
                self._next()
            elif code[:1] not in b"23" and not self._done.done():
                self._done.set_exception(Refused(line.decode()))

    _state = "hello"

    def _next(self) -> None:
        """After the hello and after each message's own answer, the next envelope goes out."""
        if self._state == "hello":
            self._state = "content"
        elif self._state == "mail":
            self._state = "rcpt"
            return
        elif self._state == "rcpt":
            self._state = "data"
            return
        if self._numbers:
            self._state = "mail"
            self._transport.write(self._envelope)
        elif not self._done.done():
            self._done.set_result(None)


async def load(port: int, connections: int, messages: int, address: str) -> float:
    """Post so many messages over so many connections; the seconds it took."""
    loop = asyncio.get_running_loop()
    numbers = list(range(messages))
    shares = [numbers[each::connections] for each in range(connections)]
    waits = [loop.create_future() for _ in shares]
    started = time.perf_counter()
    transports = [
        (
            await loop.create_connection(
                lambda share=share, wait=wait: Poster(share, address, wait),  # type: ignore[misc]
                "127.0.0.1",
                port,
            )
        )[0]
        for share, wait in zip(shares, waits, strict=True)
    ]
    await asyncio.gather(*waits)
    seconds = time.perf_counter() - started
    for transport in transports:
        transport.close()
    return seconds


if __name__ == "__main__":
    port, connections, messages = map(int, sys.argv[1:4])
    print(asyncio.run(load(port, connections, messages, sys.argv[4])))  # noqa: T201
