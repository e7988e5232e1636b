"""Plays the dialogues kept beside this file, one behaviour each, against a real socket.

door lmtp [setting=value …]     which door; message_bytes, recipients, silence_seconds,
                                keep=full|busy|dies, look_up=fails,
                                messages_a_minute, recipients_a_minute
C: text                         the client sends text and CR LF
R: text                         the client sends text as it is, escapes (\\r \\n \\x00 *N) undone
S: pattern                      the server says a line that fits (* and ? as in a shell)
SILENT                          the server says nothing
CLOSED                          the server hangs up
LEAVE                           the client hangs up
KEPT n                          so many messages were kept in all
FROM, TO, DATA: text            what the last one kept is, escapes undone
# text                          a remark
"""

import asyncio
import codecs
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from comitia.config.environment import HostPort
from comitia.lmtp.dialogue import Door
from comitia.lmtp.rate import Allowance
from comitia.lmtp.server import Listener
from comitia.lmtp.wire import Memory
from comitia.mail.receive import Incoming, NotKept

DIALOGUES = sorted(Path(__file__).parent.glob("*.txt"))


def undone(text: str) -> bytes:
    """`text` with its escapes undone; `*N` at its end repeats the last character N times."""
    repeat = re.search(r"\*(\d+)$", text)
    if repeat:
        text = text[: repeat.start()]
    data = codecs.escape_decode(text.encode())[0]
    assert isinstance(data, bytes)
    return data + data[-1:] * (int(repeat[1]) - 1) if repeat else data


class Scene:
    """A door with a spool that remembers, or fails as told."""

    def __init__(self, line: str) -> None:
        _, protocol, *settings = line.split()
        options = dict(setting.split("=") for setting in settings)
        self.kept: list[Incoming] = []
        self.keeping = options.pop("keep", "well")
        self.looking_up = options.pop("look_up", "works")
        memory_bytes = int(options.pop("memory_bytes", 10_000_000))
        silence = float(options.pop("silence_seconds", 5))
        connections = int(options.pop("connections", 10))
        messages, to = (int(options.pop(f"{n}_a_minute", 0)) for n in ("messages", "recipients"))
        self.door = Door(
            protocol={"lmtp": "LMTP", "smtp": "ESMTP"}[protocol],
            host="mail.comitia.example",
            keep=self.keep,
            recipient_refused=self.refused,
            silence_seconds=silence,
            allowance=Allowance(messages=messages, recipients=to),
            **{"message_bytes": 1_000_000} | {name: int(value) for name, value in options.items()},
        )
        self.listener = Listener(self.door, Memory(memory_bytes), connections=connections)

    async def keep(self, incoming: Incoming) -> list[int]:
        if self.keeping == "full":
            raise NotKept("database or disk is full")
        if self.keeping == "busy":
            raise NotKept("database is locked")
        if self.keeping == "dies":
            raise RuntimeError("a fault of ours")
        self.kept.append(incoming)
        return [len(self.kept)]

    async def refused(self, local_part: str, domain: str) -> str | None:
        if self.looking_up == "fails":
            raise RuntimeError("no database")
        if domain != "comitia.example":
            return "550 5.7.1 We do not relay"
        return (
            None
            if local_part.lower().startswith("t09tsag178")
            else "550 5.1.1 No such address here"
        )


async def play(script: list[str]) -> None:
    scene = Scene(script[0])
    await scene.listener.open(HostPort("127.0.0.1", 0))
    reader, writer = await asyncio.open_connection("127.0.0.1", scene.listener.port)
    try:
        for number, line in enumerate(script[1:], 2):
            where = f"line {number}: {line}"
            said_by = re.fullmatch(r"(\w+):? ?(.*)", line)
            assert said_by, where
            word, text = said_by.groups()
            match word:
                case "C":
                    writer.write(text.encode("utf-8", "surrogateescape") + b"\r\n")
                case "R":
                    writer.write(undone(text))
                case "S":
                    said = await asyncio.wait_for(reader.readline(), 3)
                    assert said.endswith(b"\r\n"), where
                    assert fnmatchcase(said.decode().rstrip("\r\n"), text), f"{where}\n{said!r}"
                case "SILENT":
                    with pytest.raises(TimeoutError):
                        await asyncio.wait_for(reader.read(1), 0.2)
                case "CLOSED":
                    assert await asyncio.wait_for(reader.read(), 3) == b"", where
                case "LEAVE":
                    writer.close()
                    await asyncio.sleep(0.05)
                case "KEPT":
                    assert len(scene.kept) == int(text), where
                case "FROM":
                    assert scene.kept[-1].mail_from == text, where
                case "TO":
                    assert list(scene.kept[-1].rcpt_to) == text.split(), where
                case "DATA":
                    assert scene.kept[-1].data == undone(text), f"{where}\n{scene.kept[-1].data!r}"
                case _:
                    pytest.fail(f"{where}: not understood")
    finally:
        writer.close()
        await scene.listener.close(grace_seconds=1)


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_dialogue(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    asyncio.run(play([line for line in lines if line.strip() and not line.startswith("#")]))
