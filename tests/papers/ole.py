"""Compound files ([MS-CFB]) and Word 97 files in them, as small as they can be."""

import struct

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST = 4_096


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams, each filled up so that none is a small one."""
    chain: list[int] = []
    places: list[tuple[str, int, int]] = []
    body = b""
    for name, held in streams.items():
        filled = held.ljust(_SMALLEST, b"\0")
        filled += b"\0" * (-len(filled) % _SECTOR)
        begin, count = len(chain), len(filled) // _SECTOR
        chain += [*range(begin + 1, begin + count), _END]
        places.append((name, begin, len(filled)))
        body += filled
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    # The names are a list that always leads to the next.
    for number, (name, begin, size) in enumerate(places, 1):
        following = number + 1 if number < len(places) else _FREE
        entries.append(_entry(name, 2, begin, size, right=following))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = len(chain)
    sectors = len(entries) // 4
    chain += [*range(directory + 1, directory + sectors), _END, _FAT]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    assert len(fat) == _SECTOR
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, directory, 0, _SMALLEST, _END, 0, _END, 0)
    head += struct.pack("<109I", len(chain) - 1, *[_FREE] * 108)
    return head + body + b"".join(entries) + fat


def _entry(
    name: str, kind: int, begin: int, size: int, *, right: int = _FREE, child: int = _FREE
) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    made = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    made += struct.pack("<3I", _FREE, right, child) + bytes(36)
    return made + struct.pack("<IQ", begin, size)


def word97(
    pieces: list[str], notes: str = "", *, flags: int = 0, more: dict[str, bytes] | None = None
) -> bytes:
    """A Word file of pieces of text, by turns of eight and of sixteen bits a letter."""
    letters = bytearray(0x400)
    starts, where = [0], b""
    for number, piece in enumerate([*pieces, notes] if notes else pieces):
        place = len(letters)
        if number % 2:
            letters += piece.encode("utf-16-le")
        else:
            letters += piece.encode("cp1252")
            place = 0x4000_0000 | place * 2
        letters += b"\0" * (len(letters) % 2)
        where += struct.pack("<HIH", 0, place, 0)
        starts.append(starts[-1] + len(piece))
    table = struct.pack(f"<{len(starts)}I", *starts) + where
    # Before the piece table may stand what a fast save left.
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(table)) + table
    struct.pack_into("<6H", letters, 0, 0xA5EC, 193, 0, 0x040C, 0, flags)
    struct.pack_into("<2i", letters, 0x4C, sum(map(len, pieces)), len(notes))
    struct.pack_into("<2I", letters, 0x1A2, 0, len(clx))
    return ole({"WordDocument": bytes(letters), "0Table": clx, **(more or {})})
