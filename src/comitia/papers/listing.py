"""The names of the files in an archive, with their sizes. Nothing is unpacked to anywhere."""

import gzip
import struct
import tarfile
from io import BytesIO

from comitia.papers.package import opened_zip
from comitia.papers.refusals import Damaged, Empty, TooLarge

_MOST_NAMES = 2_000
_MOST_NAME_LETTERS = 300
_MOST_UNPACKED_BYTES = 300_000_000


def zip_names(data: bytes) -> str:
    """A line for each file of a ZIP: size, tab, name. Raises Damaged, Empty."""
    with opened_zip(data, "ZIP") as archive:
        held = archive.infolist()
    return _lines([(each.filename, each.file_size) for each in held[:_MOST_NAMES]], len(held))


def tar_names(data: bytes) -> str:
    """A line for each file of a TAR, compressed or not: size, tab, name. Raises Damaged, Empty."""
    found: list[tuple[str, int]] = []
    count = 0
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r|*") as archive:
            for each in archive:
                if each.offset > _MOST_UNPACKED_BYTES:
                    raise TooLarge(
                        found=f"more than {_MOST_UNPACKED_BYTES:,} bytes once unpacked",
                        limit=f"{_MOST_UNPACKED_BYTES:,}",
                    )
                count += 1
                if count <= _MOST_NAMES:
                    found.append((each.name, each.size))
    except TooLarge:
        raise
    except Exception as error:
        # Of what is cut off, the beginning is told. zlib and lzma have errors of their own, which
        # no common class holds.
        if not found:
            raise Damaged(kind="TAR", detail="it cannot be opened as one") from error
    return _lines(found, count)


def gzip_name(data: bytes) -> str:
    """The one file in a GZIP, which may be a TAR: then those in it. Raises Damaged, Empty."""
    try:
        with gzip.open(BytesIO(data)) as opened:
            head = opened.read(512)
    except (OSError, EOFError, ValueError, struct.error) as error:
        raise Damaged(kind="GZIP", detail="it cannot be opened as one") from error
    except Exception as error:
        raise Damaged(kind="GZIP", detail="a part of it is cut off or spoilt") from error
    if head[257:262] == b"ustar":
        return tar_names(data)
    # The last four octets are the size, modulo 2**32 (RFC 1952, 2.3.1).
    size = struct.unpack("<I", data[-4:])[0] if len(data) >= 4 else 0
    name = ""
    if data[3:4] and data[3] & 0x08 and not data[3] & 0x04:
        name = data[10:400].split(b"\0", 1)[0].decode("latin-1")
    return _lines([(name, size)], 1)


def _lines(found: list[tuple[str, int]], count: int) -> str:
    if not found:
        raise Empty
    lines = [f"{size}\t{_name(name)}" for name, size in found]
    if count > len(found):
        lines.append(f"\t… {count}")
    return "\n".join(lines)


def _name(name: str) -> str:
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    return shown[:_MOST_NAME_LETTERS]
