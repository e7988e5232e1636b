"""What an OpenPGP signature says of itself (RFC 9580): which key, and when. Nothing is verified."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from comitia.archive.rendering.parts import base64_bytes

MOST_BYTES = 100_000
MOST_PACKETS = 20
SIGNED_TEXT = "-----BEGIN PGP SIGNED MESSAGE-----"
ENCRYPTED_TEXT = "-----BEGIN PGP MESSAGE-----"

_ARMOUR = re.compile(
    rb"-----BEGIN PGP SIGNATURE-----[ \t]*\r?\n(.*?)(?:-----END PGP SIGNATURE|\Z)", re.DOTALL
)
_CHECKSUM = re.compile(rb"^=[A-Za-z0-9+/]{4}\s*\Z", re.MULTILINE)
_TAG_SIGNATURE = 2
_CREATED, _ISSUER, _FINGERPRINT = 2, 16, 33


@dataclass(frozen=True)
class Stated:
    """The key, by as much of its fingerprint as is given, in capital hexadecimal; and the time."""

    key: str
    signed_at: datetime | None


def stated(data: bytes) -> Stated | None:
    """What the first signature in `data` says, armoured or not; None where there is none."""
    data = data[:MOST_BYTES]
    armoured = _ARMOUR.search(data)
    if armoured:
        # Header lines of the armour end with a blank line (6.2).
        head, _, body = armoured[1].replace(b"\r\n", b"\n").partition(b"\n\n")
        body = body if b":" in head or not head.strip() else armoured[1]
        data = base64_bytes(_CHECKSUM.sub(b"", body.strip()))
    try:
        return next(
            (_signature(body) for tag, body in _packets(data) if tag == _TAG_SIGNATURE), None
        )
    except (IndexError, ValueError):
        return None


def _packets(data: bytes) -> list[tuple[int, bytes]]:
    """The tag and the content of each packet (4.2). Raises IndexError where one is cut off."""
    found: list[tuple[int, bytes]] = []
    place = 0
    while place < len(data) and len(found) < MOST_PACKETS:
        first = data[place]
        if not first & 0x80:
            break
        if first & 0x40:
            tag = first & 0x3F
            length, place = _length(data, place + 1)
        else:
            tag, kind = first >> 2 & 0x0F, first & 3
            if kind == 3:
                length, place = len(data) - place - 1, place + 1
            else:
                octets = 1 << kind
                length = int.from_bytes(data[place + 1 : place + 1 + octets], "big")
                place += 1 + octets
        found.append((tag, data[place : place + length]))
        place += length
    return found


def _length(data: bytes, place: int) -> tuple[int, int]:
    """A length of one, two or five octets (4.2.1), and what follows it."""
    first = data[place]
    if first < 192:
        return first, place + 1
    if first < 224:
        return ((first - 192) << 8) + data[place + 1] + 192, place + 2
    return int.from_bytes(data[place + 1 : place + 5], "big"), place + 5


def _signature(body: bytes) -> Stated:
    version = body[0]
    if version == 3:
        return Stated(body[7:15].hex().upper(), _instant(body[3:7]))
    wide = 4 if version == 6 else 2
    hashed = int.from_bytes(body[4 : 4 + wide], "big")
    begin = 4 + wide
    unhashed = int.from_bytes(body[begin + hashed : begin + hashed + wide], "big")
    after = begin + hashed + wide
    inside = {
        # What is not covered by the signature tells the key where nothing else does.
        **_subpackets(body[after : after + unhashed]),
        **_subpackets(body[begin : begin + hashed]),
    }
    fingerprint = inside.get(_FINGERPRINT, b"")[1:]
    key = fingerprint or inside.get(_ISSUER, b"")
    created = inside.get(_CREATED)
    return Stated(key.hex().upper(), _instant(created) if created else None)


def _subpackets(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    place = 0
    while place < len(data):
        length, place = _subpacket_length(data, place)
        if length < 1:
            break
        found.setdefault(data[place] & 0x7F, data[place + 1 : place + length])
        place += length
    return found


def _subpacket_length(data: bytes, place: int) -> tuple[int, int]:
    """As of packets, but for what stands for two octets (5.2.3.7)."""
    first = data[place]
    if 192 <= first < 255:
        return ((first - 192) << 8) + data[place + 1] + 192, place + 2
    return _length(data, place)


def _instant(octets: bytes) -> datetime | None:
    if len(octets) != 4:
        return None
    return datetime.fromtimestamp(int.from_bytes(octets, "big"), UTC)
