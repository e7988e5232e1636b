"""A raw LMTP client: says what it is told, dot for dot, and keeps each answer."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

_LONE_LF = re.compile(rb"(?<!\r)\n")


def on_the_wire(data: bytes) -> bytes:
    """`data` as an MTA passes it on: lines ended by CR LF, the last one too. A lone CR stays."""
    data = _LONE_LF.sub(b"\r\n", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


class LmtpClient:
    """One connection, greeted."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def call(cls, port: int) -> "LmtpClient":
        client = cls(*await asyncio.open_connection("127.0.0.1", port))
        await client.answer()
        client.say(b"LHLO client.example")
        await client.answer()
        return client

    def say(self, command: bytes) -> None:
        self._writer.write(command + b"\r\n")

    async def answer(self) -> str:
        """The last line of the next answer."""
        while True:
            line = (await asyncio.wait_for(self._reader.readline(), 60)).decode()
            if not line:
                raise ConnectionError("the server is gone")
            if line[3:4] != "-":
                return line.rstrip()

    async def post(
        self, data: bytes, to: Sequence[str], mail_from: str = "x@mail.example"
    ) -> list[str]:
        """Send `data` (CR LF lines); the answer for each address, or what refused it."""
        self.say(f"MAIL FROM:<{mail_from}>".encode())
        for address in to:
            self.say(f"RCPT TO:<{address}>".encode())
        self.say(b"DATA")
        answers = [await self.answer() for _ in range(len(to) + 2)]
        if not answers[-1].startswith("354"):
            return answers
        stuffed = re.sub(rb"\A\.|(?<=\r\n)\.", b"..", data)
        self._writer.write(stuffed + b".\r\n")
        await self._writer.drain()
        return [await self.answer() for answer in answers[1:-1] if answer.startswith("250")]

    async def quit(self) -> None:
        self.say(b"QUIT")
        await self.answer()
        await self.hang_up()

    async def hang_up(self) -> None:
        """Close our side, whatever has become of the other."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


async def post_all(
    port: int, messages: Iterable[bytes], to: str, *, connections: int = 8
) -> list[str]:
    """Post every message over several connections; their answers in order."""
    numbered = list(enumerate(messages))
    answers: dict[int, str] = {}

    async def work() -> None:
        client = await LmtpClient.call(port)
        while numbered:
            number, data = numbered.pop()
            (answers[number],) = await client.post(data, [to])
        await client.quit()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(work())
    return [answers[number] for number in sorted(answers)]
