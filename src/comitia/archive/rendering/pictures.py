"""Pictures that came with a message: which are ones, by their first bytes, and where they stand."""

import struct
from collections.abc import Sequence

from comitia.archive.rendering.parts import Part

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
MOST_PICTURES = 200
# What browsers draw and nothing else: no SVG, which is a program.
KINDS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_SAID = KINDS | {"image/jpg", "image/pjpeg", "image/x-png", "application/octet-stream"}


def by_content_id(leaves: Sequence[Part]) -> dict[str, str]:
    """The paths of the pictures that a text may refer to, by Content-ID (RFC 2392)."""
    return {
        part.content_id: part.path
        for part in leaves[:MOST_PICTURES]
        if part.content_id and part.kind in _SAID
    }


def kind_of(data: bytes) -> str | None:
    """Which of the kinds these bytes are, whatever they were said to be; None: none of them."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def size_of(data: bytes) -> tuple[int, int] | None:
    """The width and height that a picture states; None where it states none."""
    kind = kind_of(data)
    try:
        if kind == "image/png" and data[12:16] == b"IHDR":
            return struct.unpack_from(">II", data, 16)
        if kind == "image/gif":
            return struct.unpack_from("<HH", data, 6)
        if kind == "image/jpeg":
            return _of_jpeg(data)
        if kind == "image/webp":
            return _of_webp(data)
    except struct.error:
        pass
    return None


def may_be_drawn(data: bytes) -> bool:
    """Whether a picture is of a size that a browser draws without harm."""
    if len(data) > MOST_BYTES:
        return False
    size = size_of(data)
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS


def _of_jpeg(data: bytes) -> tuple[int, int] | None:
    place = 2
    for _ in range(1_000):
        if place + 9 > len(data) or data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        alone = marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8
        if marker == 0xFF:
            place += 1
        else:
            place += 2 if alone else 2 + struct.unpack_from(">H", data, place + 2)[0]
    return None


def _of_webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (packed,) = struct.unpack_from("<I", data, 21)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(data) >= 30:
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    return None
