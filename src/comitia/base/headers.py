"""The header of a message as bytes: its fields, one by one, and where its body begins (RFC 5322).

Reading is tolerant and never raises; the fields' bytes put together are the header's bytes, so that
a header can be edited without touching the rest.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

# What comes after so much is body to us. Real headers of 65 kB exist.
MOST_HEADER_BYTES = 1_000_000

_EOL = rb"(?:\r\n|\r|\n)"
_FOLDED = rb"[^\r\n]*(?:" + _EOL + rb"[ \t][^\r\n]*)*(?:" + _EOL + rb"|\Z)"
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:" + _FOLDED)
_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
_LINE = re.compile(rb"\n(?![ \t])")
_SEPARATOR = re.compile(rb">?From " + _FOLDED)
_ANY = re.compile(rb"[^\r\n]" + _FOLDED)
_FOLD = re.compile(rb"[\r\n]+(?=[ \t])")


class Field(NamedTuple):
    """One field with its folds and line ends. `name` is lower case; empty for a line that is none.

    Such are the mbox separator on top, and a first line that continues nothing.
    """

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        """What follows the colon, unfolded, blanks around it removed."""
        text = (self.raw.partition(b":")[2] if self.name else self.raw).strip()
        return _FOLD.sub(b"", text) if b"\n" in text or b"\r" in text else text


_field: Callable[[tuple[str | None, bytes]], Field] = partial(tuple.__new__, Field)
# What stands before a field's value, and its name: mail has few hundred, in few ways of writing.
_NAMES: dict[bytes, str] = {}
MOST_NAMES = 2_000


def split(data: bytes) -> tuple[list[Field], int]:
    """The fields of `data` and the offset of what follows them.

    The offset is that of the blank line where there is one (it belongs to neither), else that of
    the first line that cannot be a field.
    """
    end = min(len(data), MOST_HEADER_BYTES)
    blank = _blank_line(data, end)
    if blank > 0:
        usual = _usual(data[:blank])
        if usual is not None:
            return usual, blank
    return _split_one_by_one(data, end)


def _blank_line(data: bytes, end: int) -> int:
    """Where the first line that is blank begins before `end`, be its end LF or CRLF; else -1."""
    found = data.find(b"\n\n", 0, end)
    if data.find(b"\r", 0, found if found >= 0 else end) >= 0:
        dos = data.find(b"\n\r", 0, found if found >= 0 else end)
        found = dos if dos >= 0 else found
    return found + 1 if found >= 0 else -1


def _usual(head: bytes) -> list[Field] | None:
    """The fields of a header in which every line is one or continues one; None of any other."""
    if b"\r" in head and head.count(b"\r") != head.count(b"\r\n"):
        return None
    lines = _LINE.split(head[:-1])
    names = [_NAMES.get(line[: line.find(b":") + 1]) for line in lines]
    if None in names:
        names = [_name(line) for line in lines]
        if None in names:
            return None
    raws = [line + b"\n" for line in lines]
    # As Field(name, raw) for each, at a third of the time: a header has forty, an archive millions.
    return list(map(_field, zip(names, raws, strict=True)))


def _name(line: bytes) -> str | None:
    """The name of the field that a line begins, in lower case; None where it begins none."""
    match = _NAME.match(line)
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    if len(_NAMES) < MOST_NAMES and len(match[0]) < 80:
        _NAMES[match[0]] = name
    return name


def _split_one_by_one(data: bytes, end: int) -> tuple[list[Field], int]:
    fields: list[Field] = []
    place = 0
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


def firsts(fields: Sequence[Field]) -> dict[str, Field]:
    """The first field of each name."""
    return {field.name: field for field in reversed(fields)}


def by_name(fields: Iterable[Field]) -> dict[str, list[Field]]:
    """All fields of each name, in order."""
    found: dict[str, list[Field]] = {}
    for field in fields:
        if field.name in found:
            found[field.name].append(field)
        else:
            found[field.name] = [field]
    return found


def first(fields: Iterable[Field], name: str) -> bytes | None:
    """The value of the first field called `name`, or None."""
    return next((field.value for field in fields if field.name == name), None)


def every(fields: Iterable[Field], name: str) -> list[bytes]:
    """The values of all fields called `name`, in order."""
    return [field.value for field in fields if field.name == name]
