"""Many messages in one file: mbox in its dialects, MMDF, LISTSERV's notebook logs; or just one.

A file is read line by line, so its size is of no account.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from comitia.archive.mbox import unbox
from comitia.archive.sources.found import Found

MMDF = b"\x01\x01\x01\x01"
# LISTSERV parts the messages of a log by 73 of them.
_LOG = re.compile(rb"={73}\s*$")
_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_SEPARATOR = re.compile(rb"^From .*\d{1,2}:\d{2}.*\n[!-9;-~]{1,76}[ \t]*:", re.MULTILINE)
_YEAR = re.compile(rb"\d{4}\s*$")


def messages(lines: Iterable[bytes], where: str) -> Iterator[Found]:
    """The messages of a file, by what its first line looks like."""
    rest = iter(lines)
    blank: list[bytes] = []
    first = b""
    for first in rest:
        if first.strip():
            break
        blank.append(first)
    whole = chain(blank, [first], rest)
    if first.startswith(b"From "):
        for boxed in unbox(whole):
            yield Found(boxed.data, boxed.from_line, where)
    elif first.rstrip(b"\r\n") == MMDF:
        yield from _parted(whole, lambda line: line.rstrip(b"\r\n") == MMDF, where)
    elif _LOG.match(first):
        yield from _parted(whole, lambda line: bool(_LOG.match(line)), where)
    else:
        data = b"".join(whole)
        if not where.endswith(".eml") and _SEPARATOR.search(data):
            # A box that begins with something else.
            for boxed in unbox(data.splitlines(keepends=True)):
                yield Found(boxed.data, boxed.from_line, where)
        elif data.strip():
            yield Found(data, "", where)


def looks_like_mail(start: bytes) -> bool:
    """Whether a file that begins so holds mail: by its first lines, whatever its name."""
    lines = [line for line in start.lstrip(b"\xef\xbb\xbf").splitlines() if line.strip()][:3]
    if not lines or b"\x00" in start[:200]:
        return False
    first = lines[0]
    if first.startswith((b"From ", MMDF)) or _LOG.match(first) or _HEADER.match(first):
        return True
    # Some exports begin with a year, or a word, on a line of its own.
    return len(lines) > 1 and bool(_YEAR.fullmatch(first) and _HEADER.match(lines[1]))


def _parted(
    lines: Iterable[bytes], is_separator: Callable[[bytes], bool], where: str
) -> Iterator[Found]:
    message: list[bytes] = []
    for line in lines:
        if is_separator(line):
            if b"".join(message).strip():
                yield Found(b"".join(message), "", where)
            message = []
        else:
            message.append(line)
    if b"".join(message).strip():
        yield Found(b"".join(message), "", where)
