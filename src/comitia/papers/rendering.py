"""Pages of a PDF as pictures: what runs in the limited process for `pages`."""

import ctypes
import struct
import zlib

import pypdfium2

from comitia.papers.pdf import opened
from comitia.papers.refusals import Damaged, TooLarge

MOST_WIDTH, MOST_PIXELS = 2_400, 12_000_000


def count_of_pages(data: bytes) -> int:
    """How many pages a PDF has. Raises Damaged, Encrypted, TooLarge."""
    with opened(data) as document:
        return len(document)


def page_as_png(data: bytes, page: int, width: int) -> bytes:
    """A page, counted from 1, so many pixels wide. Raises Damaged, Encrypted, TooLarge."""
    with opened(data) as document:
        if not 1 <= page <= len(document):
            raise Damaged(kind="PDF", detail=f"it has no page {page}")
        try:
            shown = document[page - 1]
            points_wide, points_high = shown.get_size()
            scale = min(width, MOST_WIDTH) / max(points_wide, 1)
            if points_high * points_wide * scale * scale > MOST_PIXELS:
                raise TooLarge(
                    found=f"a page of {points_high:.0f} points", limit=f"{MOST_PIXELS:,}"
                )
            bitmap = shown.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        except pypdfium2.PdfiumError as error:
            raise Damaged(kind="PDF", detail=f"its page {page} is broken") from error
        octets = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
        return _png(octets, bitmap.width, bitmap.height, bitmap.stride)


def _png(octets: bytes, width: int, height: int, stride: int) -> bytes:
    """Rows of red, green, blue and a spare octet as a PNG (ISO/IEC 15948)."""
    rows = bytearray()
    for row in range(height):
        line = octets[row * stride : row * stride + width * 4]
        plain = bytearray(width * 3)
        for colour in range(3):
            plain[colour::3] = line[colour::4]
        rows += b"\0" + plain
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, held)
        for name, held in (
            (b"IHDR", head),
            (b"IDAT", zlib.compress(bytes(rows), 6)),
            (b"IEND", b""),
        )
    )


def _chunk(name: bytes, held: bytes) -> bytes:
    check = zlib.crc32(name + held)
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", check)
