"""Addresses out of header fields (RFC 5322, 3.4), by one pass that never raises or recurses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from comitia.base.text import header_text, storable

# Far above any real field; a field of a megabyte is no list of addresses.
MOST_OCTETS = 200_000
# No address that mail can be sent to is longer (RFC 5321, 4.5.3.1.3: 256 with its brackets). Cut
# off, it would be another's, or none.
MOST_LETTERS = 254
MOST_REMEMBERED = 4_000


_PIECES = re.compile(r"[^\\\"()<>,;:]+|.", re.DOTALL)
# A mailbox as nearly all are written: a name that is quoted whole or not at all, and an address in
# brackets; or an address alone.
_USUAL = re.compile(
    r"""(?:\A|(?<=,))
    (\s*+(?:(?:"([^"\\]*+)"\s*+|([^\\"()<>,;:]*+))<([^\\"()<>,;:]*+)>\s*+
            |([^\\"()<>,;:]*+))(?:,|\Z))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name for people and an address for machines. The address is as written, case and all."""

    name: str
    address: str


def mailboxes(value: bytes) -> list[Mailbox]:
    """Every address in a field's value, groups taken apart. What is no address is passed over."""
    # Mails of a thread go to the same people: two in three fields are as one just read.
    return list((_remembered if len(value) <= MOST_REMEMBERED else _read)(value))


def _read(value: bytes) -> tuple[Mailbox, ...]:
    text = value[:MOST_OCTETS].decode("utf-8", "surrogateescape")
    found = _usual(text)
    return tuple(_unusual(text) if found is None else found)


_remembered = lru_cache(maxsize=4_096)(_read)


def _usual(text: str) -> list[Mailbox] | None:
    """The mailboxes of a field in which all are as usual; None of any other."""
    matches = _USUAL.findall(text)
    if sum([len(whole) for whole, *_ in matches]) != len(text):
        return None
    boxes = [
        _person((quoted or phrase).strip(), (bracketed or bare).strip())
        for _, quoted, phrase, bracketed, bare in matches
    ]
    return [box for box in boxes if box is not None]


def _unusual(text: str) -> list[Mailbox]:
    reader = _Reader()
    for piece in _PIECES.findall(text):
        reader.take(piece)
    reader.finish()
    return reader.found


def _made(name: str, address: str) -> Mailbox | None:
    """A mailbox of a name and an address as they are written; None where that is no address."""
    if not address.startswith('"'):
        address = "".join(address.split())
    address = storable(address)
    if "@" not in address.strip("@") or len(address) > MOST_LETTERS:
        return None
    return Mailbox(header_text(name.encode("utf-8", "surrogateescape")), address)


_remembered_person = lru_cache(maxsize=8_192)(_made)


def _person(name: str, address: str) -> Mailbox | None:
    """As `_made`; the people of a list stand in one field after another."""
    short = len(name) + len(address) <= MOST_LETTERS
    return (_remembered_person if short else _made)(name, address)


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
        box = _made(name, address)
        if box is not None:
            self.found.append(box)
        self._begin()
