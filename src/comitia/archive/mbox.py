"""The mboxrd form of many messages in one file, byte for byte. Pure.

Between messages stands a line that begins with "From "; lines of a message that look like one, or
like one already quoted, have a ">" more (RFC 4155 and the "rd" way of quoting).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_UNQUOTE = re.compile(rb">+From ")
_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Boxed:
    """A message of a box; `from_line` is its separator without the line end, or empty."""

    from_line: str
    data: bytes = field(repr=False)


def unbox(lines: Iterable[bytes]) -> Iterator[Boxed]:
    """The messages of an mboxrd, of which `lines` are the lines with their ends, one by one.

    What stands before the first separator is a message too, unless it is blank.
    """
    from_line = ""
    message: list[bytes] = []
    begun = False
    for line in lines:
        if line.startswith(b"From "):
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


def _without_separator(lines: list[bytes]) -> bytes:
    if lines and lines[-1] in {b"\n", b"\r\n"}:
        lines = lines[:-1]
    return b"".join(lines)
