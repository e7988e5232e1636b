"""Values in DER or BER (X.690) taken apart, as far as signatures need it. Bounded."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_DEPTH = 40
MOST_VALUES = 20_000

INTEGER, OCTETS, OID, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
_CONSTRUCTED = 0x20


class Malformed(Exception):
    """The bytes are not such a value."""


@dataclass
class Value:
    """A value: its tag, the bytes it holds, and all its bytes with tag and length."""

    tag: int
    content: bytes = field(repr=False)
    whole: bytes = field(repr=False)

    def __iter__(self) -> Iterator["Value"]:
        """The values within it."""
        place = 0
        for _ in range(MOST_VALUES):
            if place >= len(self.content):
                return
            value, place = read(self.content, place)
            yield value
        raise Malformed("too many values")

    def octets(self, depth: int = 0) -> bytes:
        """The bytes of a string of octets, which BER may hold in pieces."""
        if depth > MOST_DEPTH:
            raise Malformed("nested too deep")
        if not self.tag & _CONSTRUCTED:
            return self.content
        return b"".join([piece.octets(depth + 1) for piece in self])

    def oid(self) -> str:
        """An object identifier in figures and dots (8.19)."""
        if self.tag != OID or not self.content or len(self.content) > 60:
            raise Malformed("no object identifier")
        figures: list[int] = []
        number = 0
        for octet in self.content:
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                figures.append(number)
                number = 0
        if not figures:
            raise Malformed("no object identifier")
        first = min(figures[0] // 40, 2)
        return ".".join(map(str, (first, figures[0] - 40 * first, *figures[1:])))


def read(data: bytes, place: int = 0, depth: int = 0) -> tuple[Value, int]:
    """The value at a place, and where the next begins. Raises Malformed."""
    if depth > MOST_DEPTH:
        raise Malformed("nested too deep")
    if place + 2 > len(data):
        raise Malformed("cut off")
    tag, length = data[place], data[place + 1]
    if tag & 0x1F == 0x1F:
        raise Malformed("a tag of several bytes")
    begin = place + 2
    if length == 0x80:  # Of a length that is not told (8.1.3.6): until two zero bytes.
        at = begin
        for _ in range(MOST_VALUES):
            if data[at : at + 2] == b"\0\0":
                return Value(tag, data[begin:at], data[place : at + 2]), at + 2
            _, at = read(data, at, depth + 1)
        raise Malformed("too many values")
    if length & 0x80:
        count = length & 0x7F
        if count > 4:
            raise Malformed("longer than anything")
        length = int.from_bytes(data[begin : begin + count], "big")
        begin += count
    end = begin + length
    if end > len(data):
        raise Malformed("cut off")
    return Value(tag, data[begin:end], data[place:end]), end
