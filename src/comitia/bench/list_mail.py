"""Mail of a real list for the benches, as much of it as is wanted; our own where none is at hand.

The real list is grown by passing over it again under new Message-IDs, answers included, so that
words, sizes and threads stay as people make them.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from comitia.archive.mbox import Boxed, boxed, unbox
from comitia.bench.lmtp_load import message

# Beside the checkout, from wherever the bench is run.
_SHARED = Path(__file__).parents[4] / "shared"
REAL = _SHARED / "data" / "mail" / "linux-stm32-10000.mboxrd.gz"
A_PASS = 10_000
_IDS = re.compile(rb"(?im)^(?:message-id|references|in-reply-to)[ \t]*:.*(?:\n[ \t].*)*")
_ID = re.compile(rb"<([^<>\s@]+)")


def source() -> str:
    """What the mail is, for the line of a bench."""
    return "a real list (linux-stm32)" if REAL.is_file() else "made-up mail"


def write_box(path: Path, *, messages: int, number: int = 0) -> int:
    """Write pass `number` over the list, up to `messages`, as an mboxrd; the bytes of its mail."""
    size_bytes = 0
    with path.open("wb") as out:
        for count, each in enumerate(_one_pass(number)):
            if count == messages:
                break
            size_bytes += len(each.data)
            out.write(boxed(each))
    return size_bytes


def _one_pass(number: int) -> Iterator[Boxed]:
    if not REAL.is_file():
        for place in range(A_PASS):
            data = message(number * A_PASS + place).replace(b"\r\n", b"\n")
            yield Boxed("From bench@comitia.example Fri Apr  1 12:00:00 2011", data)
        return
    with gzip.open(REAL) as box:
        for each in unbox(box):
            yield each if number == 0 else Boxed(each.from_line, _renamed(each.data, number))


def _renamed(data: bytes, number: int) -> bytes:
    """The message under another id, and those it cites too."""
    header, blank, body = data.partition(b"\n\n")
    mark = rb"<\1.%d" % number
    header = _IDS.sub(lambda field: _ID.sub(mark, field[0]), header)
    return header + blank + body
