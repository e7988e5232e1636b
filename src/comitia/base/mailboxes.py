"""Addresses out of header fields (RFC 5322, 3.4), by one pass that never raises or recurses."""

import re
from dataclasses import dataclass

from comitia.base.text import header_text, storable

# Far above any real field; a field of a megabyte is no list of addresses.
MOST_OCTETS = 200_000
# No address that mail can be sent to is longer (RFC 5321, 4.5.3.1.3: 256 with its brackets). Cut
# off, it would be another's, or none.
MOST_LETTERS = 254


_PIECES = re.compile(r"[^\\\"()<>,;:]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name for people and an address for machines. The address is as written, case and all."""

    name: str
    address: str


def mailboxes(value: bytes) -> list[Mailbox]:
    """Every address in a field's value, groups taken apart. What is no address is passed over."""
    reader = _Reader()
    for piece in _PIECES.findall(value[:MOST_OCTETS].decode("utf-8", "surrogateescape")):
        reader.take(piece)
    reader.finish()
    return reader.found


class _Reader:
    """Takes piece after piece: a mark of the grammar, or what stands between two marks."""

    def __init__(self) -> None:
        self.found: list[Mailbox] = []
        self._begin()

    def _begin(self) -> None:
        self._phrase: list[str] = []  # outside brackets, quotes removed: a name
        self._bare: list[str] = []  # the same with quotes: an address where no brackets follow
        self._bracketed: list[str] | None = None
        self._remark: list[str] = []
        self._quoted = self._in_brackets = self._escaped = False
        self._remark_depth = 0

    def take(self, piece: str) -> None:
        if self._escaped or (piece == "\\" and (self._quoted or self._remark_depth)):
            self._escaped = not self._escaped
            if not self._escaped:
                self._keep(piece)
        elif self._quoted:
            self._quoted = piece != '"'
            self._keep(piece, mark=piece == '"')
        elif piece == "(" or self._remark_depth:
            self._remark_depth += {"(": 1, ")": -1}.get(piece, 0)
            self._remark.append(piece)
        elif piece == '"':
            self._quoted = True
            self._keep(piece, mark=True)
        elif piece == "<":
            self._bracketed, self._in_brackets = [], True
        elif piece == ">":
            self._in_brackets = False
        elif self._in_brackets:
            self._keep(piece)
        elif piece in ",;":
            self.finish()
        elif piece == ":":
            self._begin()  # What came was a group's name.
        else:
            self._keep(piece)

    def _keep(self, piece: str, *, mark: bool = False) -> None:
        if self._remark_depth:
            self._remark.append(piece)
        elif self._in_brackets and self._bracketed is not None:
            self._bracketed.append(piece)
        else:
            self._bare.append(piece)
            if not mark:
                self._phrase.append(piece)

    def finish(self) -> None:
        """What was taken since the last comma is a mailbox, if it holds an address."""
        if self._bracketed is None:
            address, name = "".join(self._bare).strip(), "".join(self._remark)[1:-1]
        else:
            address = "".join(self._bracketed).strip()
            name = "".join(self._phrase).strip() or "".join(self._remark)[1:-1]
            if address.startswith("@") and ":" in address:
                address = address.partition(":")[2]  # A route (RFC 5322, 4.4).
        if not address.startswith('"'):
            address = "".join(address.split())
        address = storable(address)
        if "@" in address.strip("@") and len(address) <= MOST_LETTERS:
            text = header_text(name.encode("utf-8", "surrogateescape"))
            self.found.append(Mailbox(text, address))
        self._begin()
