"""The header of a message as bytes: its fields, one by one, and where its body begins (RFC 5322).

Reading is tolerant and never raises; the fields' bytes put together are the header's bytes, so that
a header can be edited without touching the rest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# What comes after so much is body to us. Real headers of 65 kB exist.
MOST_HEADER_BYTES = 1_000_000

_EOL = rb"(?:\r\n|\r|\n)"
_FOLDED = rb"[^\r\n]*(?:" + _EOL + rb"[ \t][^\r\n]*)*(?:" + _EOL + rb"|\Z)"
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:" + _FOLDED)
_SEPARATOR = re.compile(rb">?From " + _FOLDED)
_ANY = re.compile(rb"[^\r\n]" + _FOLDED)
_FOLD = re.compile(rb"[\r\n]+(?=[ \t])")


@dataclass(frozen=True, slots=True)
class Field:
    """One field with its folds and line ends. `name` is lower case; empty for a line that is none.

    Such are the mbox separator on top, and a first line that continues nothing.
    """

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        """What follows the colon, unfolded, blanks around it removed."""
        text = self.raw.partition(b":")[2] if self.name else self.raw
        return _FOLD.sub(b"", text).strip()


def split(data: bytes) -> tuple[list[Field], int]:
    """The fields of `data` and the offset of what follows them.

    The offset is that of the blank line where there is one (it belongs to neither), else that of
    the first line that cannot be a field.
    """
    fields: list[Field] = []
    place = 0
    end = min(len(data), MOST_HEADER_BYTES)
    while place < end:
        found = _FIELD.match(data, place)
        if found is None:
            # A first line that is no field is skipped; a later one is where the body begins.
            found = (_SEPARATOR if place else _ANY).match(data, place)
            if found is None:
                break
            fields.append(Field("", found[0]))
        else:
            fields.append(Field(found[1].decode("ascii").lower(), found[0]))
        place = found.end()
    return fields, place


def body_of(data: bytes) -> bytes:
    """What follows the header and its blank line."""
    _, offset = split(data)
    blank = re.match(rb"\r\n|\r|\n", data[offset : offset + 2])
    return data[offset + blank.end() :] if blank else data[offset:]


def first(fields: Iterable[Field], name: str) -> bytes | None:
    """The value of the first field called `name`, or None."""
    return next((field.value for field in fields if field.name == name), None)


def every(fields: Iterable[Field], name: str) -> list[bytes]:
    """The values of all fields called `name`, in order."""
    return [field.value for field in fields if field.name == name]
