"""A connection as a stream of command lines and contents, bounded in size and in time."""

import asyncio
import ssl
from collections.abc import Callable

from comitia.lmtp.content import END

COMMAND_OCTETS = 4096
HIGH_WATER = 256 * 1024


class Closed(Exception):
    """The other side is gone, or was silent for too long."""


class Memory:
    """How many bytes of unfinished messages all connections may hold together."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.used_bytes = 0


class Wire(asyncio.Protocol):
    """Reads whole commands and whole contents; gathers answers so that one write sends many."""

    def __init__(self, begin: Callable[["Wire"], None], memory: Memory) -> None:
        self._begin = begin
        self._memory = memory
        self._buffer = bytearray()
        self._answers = bytearray()
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._drained = asyncio.Event()
        self._drained.set()
        self._gone = False
        self._paused = False
        self.is_secure = False
        self.transport: asyncio.Transport

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._begin(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._waiter is not None:
            self._wake()
        elif len(self._buffer) > HIGH_WATER and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        self._gone = True
        self._wake()
        # Half-closed: what was asked before is still answered. TLS has no such state.
        return not self.is_secure

    def connection_lost(self, error: Exception | None) -> None:
        self._gone = True
        self._drained.set()
        self._wake()

    def pause_writing(self) -> None:
        self._drained.clear()

    def resume_writing(self) -> None:
        self._drained.set()

    # What the dialogue calls.

    @property
    def peer(self) -> str:
        """The address of the other side, without its port."""
        name = self.transport.get_extra_info("peername")
        return str(name[0]) if name else ""

    def answer(self, reply: str) -> None:
        """Say `reply`, whose lines get their CRLF here. It leaves with the next read or flush."""
        self._answers += reply.replace("\n", "\r\n").encode("utf-8", "replace") + b"\r\n"

    async def flush(self, seconds: float) -> None:
        """Send what was answered; wait where the other side does not read. Raises Closed."""
        if self._answers:
            self.transport.write(bytes(self._answers))
            self._answers.clear()
        if not self._drained.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await self._drained.wait()
            except TimeoutError:
                raise Closed from None

    async def line(self, seconds: float) -> bytes | None:
        """The next command line with its line end, or None where it is too long. Raises Closed."""
        too_long = False
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > COMMAND_OCTETS:
                too_long = True
                self._buffer.clear()
            await self._more(seconds)
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return None if too_long or len(line) > COMMAND_OCTETS else line

    async def content(self, most_bytes: int, seconds: float, in_all_seconds: float) -> bytes | None:
        """What is sent up to the lone dot, without it, or None where that is too large.

        Raises Closed, also where the whole has not come after `in_all_seconds`, and MemoryError
        where all connections together hold too much; then too the content was read to its end.
        """
        deadline = self._loop.time() + in_all_seconds
        # The line end before the dot may be that of the DATA command itself.
        self._buffer[:0] = b"\r\n"
        looked = held = 0
        refused: BaseException | None = None
        too_large = False
        try:
            while (end := self._buffer.find(END, looked)) < 0:
                self._memory.used_bytes += len(self._buffer) - held
                held = len(self._buffer)
                too_large = too_large or held > most_bytes + 2
                if self._memory.used_bytes > self._memory.most_bytes:
                    refused = MemoryError()
                if too_large or refused:
                    del self._buffer[: max(0, held - len(END))]
                looked = max(0, len(self._buffer) - len(END))
                await self._more(min(seconds, deadline - self._loop.time()))
            with memoryview(self._buffer) as view:
                data = bytes(view[2 : end + 2]) if end else b""
            del self._buffer[: end + len(END)]
        finally:
            self._memory.used_bytes -= held
        if refused:
            raise refused
        return None if too_large or len(data) > most_bytes else data

    async def chunk(self, octets: int, most_bytes: int, seconds: float) -> bytes | None:
        """Exactly so many octets, or None where they are more than `most_bytes`; read they are.

        What is given counts as held until `release` is called. Raises Closed, and MemoryError where
        all connections together hold too much.
        """
        kept: bytearray | None = bytearray() if octets <= most_bytes else None
        refused: BaseException | None = None
        left = octets
        try:
            while left:
                if not self._buffer:
                    await self._more(seconds)
                    continue
                piece = self._buffer[:left]
                del self._buffer[: len(piece)]
                left -= len(piece)
                if kept is None:
                    continue
                self._memory.used_bytes += len(piece)
                kept += piece
                if self._memory.used_bytes > self._memory.most_bytes:
                    self.release(len(kept))
                    kept, refused = None, MemoryError()
        except Closed:
            self.release(len(kept or b""))
            raise
        if refused:
            raise refused
        return None if kept is None else bytes(kept)

    def release(self, octets: int) -> None:
        """So many octets of chunks are held no longer."""
        self._memory.used_bytes -= octets

    async def secure(self, context: ssl.SSLContext, seconds: float) -> None:
        """Go on under TLS (RFC 3207). Raises Closed where the other side cannot.

        What came in clear before is forgotten: anybody on the way may have put it there.
        """
        await self.flush(seconds)
        self._buffer.clear()
        try:
            transport = await self._loop.start_tls(
                self.transport, self, context, server_side=True, ssl_handshake_timeout=seconds
            )
        except (OSError, ssl.SSLError) as error:
            raise Closed from error
        if transport is None:
            raise Closed
        self.transport = transport
        self.is_secure = True

    def close(self) -> None:
        """Send what was answered, and hang up."""
        if self._answers and not self.transport.is_closing():
            self.transport.write(bytes(self._answers))
            self._answers.clear()
        self.transport.close()

    async def _more(self, seconds: float) -> None:
        await self.flush(seconds)
        if self._gone:
            raise Closed
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        self._waiter = self._loop.create_future()
        timer = self._loop.call_later(max(seconds, 0), self._give_up, self._waiter)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @staticmethod
    def _give_up(waiter: asyncio.Future[None]) -> None:
        if not waiter.done():
            waiter.set_exception(Closed())
