"""Many messages in one file: mbox in its dialects, MMDF, LISTSERV's notebook logs; or just one.

A file is read in blocks, so its size is of no account.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import chain
from typing import IO

from comitia.archive.mbox import MOST_MESSAGE, Boxed, TooLarge, unbox
from comitia.archive.sources.found import Found

BLOCK = 1 << 18
MMDF = b"\x01\x01\x01\x01"
# LISTSERV parts the messages of a log by 73 of them.
_LOG = re.compile(rb"={73}\s*$")
_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_WELL_KNOWN = re.compile(
    rb"^[ \t]*(from|to|subject|date|message-id|received|return-path|mime-version)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_SEPARATOR = re.compile(rb"^From .*\d{1,2}:\d{2}.*\n[!-9;-~]{1,76}[ \t]*:", re.MULTILINE)
_YEAR = re.compile(rb"\d{4}\s*$")


def messages(stream: IO[bytes], where: str) -> Iterator[Found]:
    """The messages of a file, by what its first line that is not blank looks like."""
    start = stream.read(BLOCK)
    while start and not start.strip() and (more := stream.read(BLOCK)):
        start += more
    # Some editors put a byte order mark before a box.
    if start.startswith(codecs.BOM_UTF8 + b"From "):
        start = start.removeprefix(codecs.BOM_UTF8)
    first = start.lstrip().split(b"\n", 1)[0]
    whole = chain([start], iter(lambda: stream.read(BLOCK), b""))
    if first.startswith(b"From "):
        yield from _numbered(unbox(whole), where)
    elif first.rstrip(b"\r") == MMDF:
        yield from _parted(whole, lambda line: line.rstrip(b"\r\n") == MMDF, where)
    elif _LOG.match(first):
        yield from _parted(whole, lambda line: bool(_LOG.match(line)), where)
    else:
        data = _joined(whole)
        if not where.endswith(".eml") and _SEPARATOR.search(data):
            # A box that begins with something else.
            blocks = (data[at : at + BLOCK] for at in range(0, len(data), BLOCK))
            yield from _numbered(unbox(blocks), where)
        elif data.strip():
            yield Found(data, "", where)


def apple_message(stream: IO[bytes], where: str) -> Iterator[Found]:
    """The message in an .emlx of Apple Mail: after a line that says how long it is."""
    said = stream.readline(64).strip()
    data = stream.read(int(said)) if said.isdigit() and len(said) < 12 else b""
    if data.strip():
        yield Found(data, "", where)


def looks_like_mail(start: bytes) -> bool:
    """Whether a file that begins so holds mail: by its first lines, whatever its name."""
    lines = [line for line in start.removeprefix(codecs.BOM_UTF8).splitlines() if line.strip()][:3]
    if not lines or b"\x00" in start[:200]:
        return False
    first = lines[0]
    if first.startswith((b"From ", MMDF)) or _LOG.match(first) or _HEADER.match(first):
        return True
    # Some exports begin with a year, or a word, on a line of its own.
    if len(lines) > 1 and _YEAR.fullmatch(first) and _HEADER.match(lines[1]):
        return True
    # Whatever stands first, a header with these in it is that of a message.
    head = _HEADER_END.split(start.lstrip(), maxsplit=1)[0]
    return len(set(map(bytes.lower, _WELL_KNOWN.findall(head)))) > 1


def _parted(
    blocks: Iterable[bytes], is_separator: Callable[[bytes], bool], where: str
) -> Iterator[Found]:
    yield from _numbered((Boxed("", data) for data in _parts(blocks, is_separator)), where)


def _parts(blocks: Iterable[bytes], is_separator: Callable[[bytes], bool]) -> Iterator[bytes]:
    message = BytesIO()
    for line in _lines(blocks):
        if not is_separator(line):
            message.write(line)
            continue
        if (data := message.getvalue()).strip():
            yield data
        message = BytesIO()
    if (data := message.getvalue()).strip():
        yield data


def _numbered(boxed: Iterable[Boxed], where: str) -> Iterator[Found]:
    for number, each in enumerate(boxed, 1):
        yield Found(each.data, each.from_line, f"{where}, message {number}")


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the blocks with their ends; of a very long line, its pieces."""
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        yield from (line + b"\n" for line in lines)
        if len(rest) > BLOCK:
            yield rest
            rest = b""
    if rest:
        yield rest


def _joined(blocks: Iterable[bytes]) -> bytes:
    # BytesIO gives up its bytes without copying them.
    whole = BytesIO()
    for block in blocks:
        if whole.tell() > MOST_MESSAGE:
            raise TooLarge
        whole.write(block)
    return whole.getvalue()
