"""The mboxrd form of many messages in one file, byte for byte, and its older kin. Pure.

Between messages stands a line that begins with "From "; lines of a message that look like one, or
like one already quoted, have a ">" more (RFC 4155 and the "rd" way of quoting).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import SEEK_END, BytesIO

# What shows that a line is a separator: a time and a year; one of both where a header follows; or
# nothing but one word where a header follows.
_TIME = re.compile(rb"From .*\d{1,2}:\d{2}")
_YEAR = re.compile(rb"From .*\b\d{4}\b")
_WORD = re.compile(rb"From \S*[ \t]*\r?\n")
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:|>From ")
_BLANK = (b"\n\n", b"\n\r\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.I)
_HEADER_END = re.compile(rb"^\r?\n", re.MULTILINE)
# No separator is longer, and of the line after it no more is looked at.
MOST_SEPARATOR = 4096
MOST_FIELD = 256
# More than this cannot be kept in one row of either database.
MOST_MESSAGE = 900_000_000
# A length is believed within these bounds.
MOST_HEADER = 100_000
MOST_LENGTH = 200_000_000
# How `_separator` says that the line goes on in the next block.
_UNFINISHED = -1


class TooLarge(Exception):
    """A message that no database can keep."""

    def __str__(self) -> str:
        return f"a message of more than {MOST_MESSAGE // 1_000_000} MB cannot be kept."


@dataclass(frozen=True, slots=True)
class Boxed:
    """A message of a box; `from_line` is its separator without the line end, or empty."""

    from_line: str
    data: bytes = field(repr=False)


def unbox(blocks: Iterable[bytes]) -> Iterator[Boxed]:
    """The messages of an mboxrd that comes in `blocks` of any size; lines will do, too.

    What stands before the first separator is a message too, unless it is blank. Where a writer did
    not quote (mboxo's older kin, pipermail), a line that begins with From and looks like none is
    text. Of a box of any size no more is held than a message and a block.

    Content-Length (mboxcl, mboxcl2) is believed over separators as long as each message of the box
    so far had the length it says: in a box that quotes, nobody can hide others' mail behind it.
    Raises TooLarge.
    """
    window = _Window(blocks)
    message = _Message("", begun=False)
    lengths_hold = quotes = True
    while True:
        # Up to `done` the window has gone into messages, up to `looked` it holds no separator.
        done = looked = 0
        while True:
            place = window.next_from(looked)
            end = window.separator(place) if place >= 0 else 0
            if place < 0 or end == _UNFINISHED:
                break
            looked = end or place + 1
            if not end:
                continue
            message.add(window.piece(done, place), begins_line=window.begins(done), quotes=quotes)
            done = place
            if lengths_hold and message.begun:
                missing = message.missing()
                lengths_hold = missing is not None and window.parts_at(place + missing)
                if lengths_hold and missing:
                    # What was passed over is not quoted: this is an mboxcl2.
                    quotes = False
                    done = looked = place + missing
                    message.add(window.piece(place, done), begins_line=True, quotes=quotes)
                    continue
            if message.is_one:
                yield message.finished()
            message = _Message(_text(window.piece(place, end)), begun=True)
            done = end
        cut = place if place >= 0 else window.doubtful()
        message.add(window.piece(done, cut), begins_line=window.begins(done), quotes=quotes)
        window.drop(cut)
        if not window.more():
            break
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


class _Window:
    """What was read of a box and has not yet gone into messages."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._bytes = b""
        # What stood last before it; the start of a box is as good as a blank line.
        self._before = b"\n\n"
        self._begins_line = True
        self._ended = self._at_end = False

    def more(self) -> bool:
        """Read a block on; False once the end has been looked at, too."""
        block = next(self._blocks, None)
        if block is not None:
            self._bytes += block
            return True
        self._at_end, self._ended = True, self._at_end
        return not self._ended

    def piece(self, start: int, end: int) -> bytes:
        return self._bytes[start:end]

    def begins(self, place: int) -> bool:
        """Whether what goes on at `place`, where a piece was cut, goes on with a new line."""
        return place > 0 or self._begins_line

    def drop(self, cut: int) -> None:
        """Let go of what went into messages."""
        if cut:
            self._before = (self._before + self._bytes[max(cut - 3, 0) : cut])[-3:]
            self._begins_line = cut < len(self._bytes) or self._before.endswith(b"\n")
        self._bytes = self._bytes[cut:]

    def next_from(self, start: int) -> int:
        """Where at or after `start` a line begins with From and a blank, or -1."""
        if start == 0 and self._begins_line and self._bytes.startswith(b"From "):
            return 0
        return self._bytes.find(b"\nFrom ", max(start - 1, 0)) + 1 or -1

    def separator(self, place: int) -> int:
        """Where the separator at `place` ends; 0 if it is none, or _UNFINISHED."""
        end = self._bytes.find(b"\n", place, place + MOST_SEPARATOR) + 1
        if not end:
            if len(self._bytes) - place >= MOST_SEPARATOR:
                return 0
            if not self._at_end:
                return _UNFINISHED
            end = len(self._bytes)
        time = _TIME.match(self._bytes, place, end)
        year = _YEAR.match(self._bytes, place, end)
        parted = (self._before + self._bytes[max(place - 3, 0) : place]).endswith(_BLANK)
        if time and year and parted:
            return end
        following = self._bytes[end : end + MOST_FIELD]
        if not self._at_end and len(following) < MOST_FIELD and b"\n" not in following:
            return _UNFINISHED
        looks_it = (
            (time and year) or ((time or year) and parted) or _WORD.match(self._bytes, place, end)
        )
        return end if looks_it and _FIELD.match(following) else 0

    def parts_at(self, place: int) -> bool:
        """Whether at `place`, or after a blank line there, a message begins or the box ends."""
        while len(self._bytes) < place + MOST_SEPARATOR + MOST_FIELD and self.more():
            pass
        if place > len(self._bytes):
            return False
        for end in (b"\n", b"\r\n"):
            if self._bytes.startswith(end, place):
                place += len(end)
                break
        if place == len(self._bytes):
            return True
        return self._bytes.startswith(b"From ", place) and self.separator(place) > 0

    def doubtful(self) -> int:
        """Up to where the window can be used before more of its last line is there.

        Of a line quoted with so many ">" that they fill a block, the last one is all that matters.
        """
        start = self._bytes.rfind(b"\n") + 1
        if self._at_end or (start == 0 and not self._begins_line):
            return len(self._bytes)
        line = self._bytes[start:]
        unquoted = line.lstrip(b">")
        if len(unquoted) > 4 or not b"From ".startswith(unquoted):
            return len(self._bytes)
        return max(start, len(self._bytes) - len(unquoted) - 1)


class _Message:
    """A message while its pieces come. BytesIO gives up its bytes without copying them."""

    def __init__(self, from_line: str, *, begun: bool) -> None:
        self._from_line = from_line
        self._bytes = BytesIO()
        self._size = 0
        self.begun = begun
        # What began with a separator is a message, though it be empty.
        self.is_one = begun

    def add(self, piece: bytes, *, begins_line: bool, quotes: bool) -> None:
        self.is_one = self.is_one or bool(piece.strip())
        self._size += len(piece)
        if self._size > MOST_MESSAGE:
            raise TooLarge
        if quotes and b">From " in piece:
            piece = _unquoted(piece, begins_line)
        self._bytes.write(piece)

    def missing(self) -> int | None:
        """How much of the length it says is not there yet; None where it says none, or too little.

        A blank line that parts it from the next may be counted in or not.
        """
        end = self._end()
        self._bytes.seek(0)
        start = self._bytes.read(MOST_HEADER)
        self._bytes.seek(0, SEEK_END)
        head = _HEADER_END.search(start)
        said = _LENGTH.search(start, 0, head.start()) if head else None
        if head is None or said is None or int(said[1]) > MOST_LENGTH:
            return None
        missing = int(said[1]) - (self._size - head.end())
        if missing in {-1, -2} and end.endswith(_BLANK):
            return 0
        return missing if missing >= 0 else None

    def finished(self) -> Boxed:
        """The message without the blank line that parts it from the next."""
        size = self._bytes.seek(0, SEEK_END)
        end = self._end()
        if end in {b"\n", b"\r\n"}:
            self._bytes.truncate(0)
        elif end.endswith(b"\n\n"):
            self._bytes.truncate(size - 1)
        elif end == b"\n\r\n":
            self._bytes.truncate(size - 2)
        return Boxed(self._from_line, self._bytes.getvalue())

    def _end(self) -> bytes:
        self._bytes.seek(max(self._bytes.seek(0, SEEK_END) - 3, 0))
        return self._bytes.read()


def _unquoted(piece: bytes, begins_line: bool) -> bytes:
    start = 0 if begins_line else piece.find(b"\n") + 1
    if start == 0 and not begins_line:
        return piece
    return piece[:start] + _QUOTED.sub(rb"\1", piece[start:])


def _text(separator: bytes) -> str:
    return separator.removesuffix(b"\n").decode("latin-1")
