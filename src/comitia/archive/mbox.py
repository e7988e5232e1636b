"""The mboxrd form of many messages in one file, byte for byte. Pure.

Between messages stands a line that begins with "From "; lines of a message that look like one, or
like one already quoted, have a ">" more (RFC 4155 and the "rd" way of quoting).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import SEEK_END, BytesIO
from itertools import chain

# A separator ends with a day and a time, or at least a year; some writers add a zone.
_DATED = re.compile(rb"From .*(?:\d{1,2}:\d{2}|\b\d{4}\b).*")
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:|>From ")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)
# No separator is longer, and of the line after it no more is looked at.
MOST_SEPARATOR = 4096
MOST_FIELD = 256
# How `_separator` says that the line goes on in the next block.
_UNFINISHED = -1


@dataclass(frozen=True, slots=True)
class Boxed:
    """A message of a box; `from_line` is its separator without the line end, or empty."""

    from_line: str
    data: bytes = field(repr=False)


def unbox(blocks: Iterable[bytes]) -> Iterator[Boxed]:
    """The messages of an mboxrd that comes in `blocks` of any size; lines will do, too.

    What stands before the first separator is a message too, unless it is blank. Where a writer did
    not quote (mboxo's older kin, pipermail), a line that begins with From and is neither dated nor
    followed by a header is text. Of a box of any size no more is held than a message and a block.
    """
    message = _Message("", begun=False)
    window = b""
    begins_line = True
    for block in chain(blocks, [None]):
        window += block or b""
        # Up to `done` the window has gone into messages, up to `looked` it holds no separator.
        done = looked = 0
        while True:
            place = _next_from(window, looked, begins_line)
            end = _separator(window, place, last=block is None) if place >= 0 else 0
            if place < 0 or end == _UNFINISHED:
                break
            looked = end or place + 1
            if end:
                message.add(window[done:place], begins_line=begins_line or done > 0)
                if message.is_one:
                    yield message.finished()
                message = _Message(_text(window[place:end]), begun=True)
                done = end
        cut = place if place >= 0 else _last_doubt(window, begins_line, last=block is None)
        message.add(window[done:cut], begins_line=begins_line or done > 0)
        if cut:
            begins_line = cut < len(window) or window.endswith(b"\n")
        window = window[cut:]
    if message.is_one:
        yield message.finished()


def boxed(message: Boxed) -> bytes:
    """A message as it stands in an mboxrd, with its separator and the blank line after it."""
    end = b"\r\n" if message.from_line.endswith("\r") else b"\n"
    data = message.data if message.data.endswith(b"\n") or not message.data else message.data + end
    from_line = message.from_line.encode("latin-1", "replace")
    if b"From " in data:
        data = _QUOTE.sub(rb">\1", data)
    return b"%b\n%b%b" % (from_line, data, end)


class _Message:
    """A message while its pieces come. BytesIO gives up its bytes without copying them."""

    def __init__(self, from_line: str, *, begun: bool) -> None:
        self._from_line = from_line
        self._bytes = BytesIO()
        # What began with a separator is a message, though it be empty.
        self.is_one = begun

    def add(self, piece: bytes, *, begins_line: bool) -> None:
        self.is_one = self.is_one or bool(piece.strip())
        self._bytes.write(_unquoted(piece, begins_line) if b">From " in piece else piece)

    def finished(self) -> Boxed:
        """The message without the blank line that parts it from the next."""
        size = self._bytes.seek(0, SEEK_END)
        self._bytes.seek(max(size - 3, 0))
        end = self._bytes.read()
        if end in {b"\n", b"\r\n"}:
            self._bytes.truncate(0)
        elif end.endswith(b"\n\n"):
            self._bytes.truncate(size - 1)
        elif end == b"\n\r\n":
            self._bytes.truncate(size - 2)
        return Boxed(self._from_line, self._bytes.getvalue())


def _next_from(window: bytes, start: int, begins_line: bool) -> int:
    """Where at or after `start` a line begins with From and a blank, or -1."""
    if start == 0 and begins_line and window.startswith(b"From "):
        return 0
    return window.find(b"\nFrom ", max(start - 1, 0)) + 1 or -1


def _separator(window: bytes, place: int, *, last: bool) -> int:
    """Where the separator at `place` ends; 0 if it is none, or _UNFINISHED if more is to come."""
    end = window.find(b"\n", place, place + MOST_SEPARATOR) + 1
    if not end:
        if len(window) - place >= MOST_SEPARATOR:
            return 0
        if not last:
            return _UNFINISHED
        end = len(window)
    if _DATED.match(window, place, end):
        return end
    following = window[end : end + MOST_FIELD]
    if not last and len(following) < MOST_FIELD and b"\n" not in following:
        return _UNFINISHED
    return end if _FIELD.match(following) else 0


def _last_doubt(window: bytes, begins_line: bool, *, last: bool) -> int:
    """Up to where the window can be used before more of its last line is there.

    Of a line quoted with so many ">" that they fill a block, the last one is all that matters.
    """
    start = window.rfind(b"\n") + 1
    if last or (start == 0 and not begins_line):
        return len(window)
    line = window[start:]
    unquoted = line.lstrip(b">")
    if len(unquoted) > 4 or not b"From ".startswith(unquoted):
        return len(window)
    return max(start, len(window) - len(unquoted) - 1)


def _unquoted(piece: bytes, begins_line: bool) -> bytes:
    start = 0 if begins_line else piece.find(b"\n") + 1
    if start == 0 and not begins_line:
        return piece
    return piece[:start] + _QUOTED.sub(rb"\1", piece[start:])


def _text(separator: bytes) -> str:
    return separator.removesuffix(b"\n").decode("latin-1")
