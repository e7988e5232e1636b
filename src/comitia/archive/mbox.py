"""The mboxrd form of many messages in one file, byte for byte. Pure.

Between messages stands a line that begins with "From "; lines of a message that look like one, or
like one already quoted, have a ">" more (RFC 4155 and the "rd" way of quoting).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# A separator ends with a day and a time, or at least a year; some writers add a zone.
_DATED = re.compile(rb"From .*(?:\d{1,2}:\d{2}|\b\d{4}\b).*")
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:|>From ")
_UNQUOTE = re.compile(rb">+From ")
_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Boxed:
    """A message of a box; `from_line` is its separator without the line end, or empty."""

    from_line: str
    data: bytes = field(repr=False)


def unbox(lines: Iterable[bytes]) -> Iterator[Boxed]:
    """The messages of an mboxrd, of which `lines` are the lines with their ends, one by one.

    What stands before the first separator is a message too, unless it is blank. Where a writer did
    not quote (mboxo's older kin, pipermail), a line that begins with From and is neither dated nor
    followed by a header is text.
    """
    from_line = ""
    message: list[bytes] = []
    begun = False
    for line, following in _with_next(lines):
        if line.startswith(b"From ") and (_DATED.match(line) or _FIELD.match(following)):
            if begun or b"".join(message).strip():
                yield Boxed(from_line, _without_separator(message))
            from_line, message, begun = line.removesuffix(b"\n").decode("latin-1"), [], True
        else:
            message.append(line[1:] if _UNQUOTE.match(line) else line)
    if begun or b"".join(message).strip():
        yield Boxed(from_line, _without_separator(message))


def boxed(message: Boxed) -> bytes:
    """A message as it stands in an mboxrd, with its separator and the blank line after it."""
    end = b"\r\n" if message.from_line.endswith("\r") else b"\n"
    data = message.data if message.data.endswith(b"\n") or not message.data else message.data + end
    from_line = message.from_line.encode("latin-1", "replace")
    return from_line + b"\n" + _QUOTE.sub(rb">\1", data) + end


def _with_next(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each line with the one after it."""
    rest = iter(lines)
    line = next(rest, None)
    while line is not None:
        following = next(rest, None)
        yield line, following or b""
        line = following


def _without_separator(lines: list[bytes]) -> bytes:
    if lines and lines[-1] in {b"\n", b"\r\n"}:
        lines = lines[:-1]
    return b"".join(lines)
