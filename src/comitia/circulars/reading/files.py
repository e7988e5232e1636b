"""Read a circular from a file or from its bytes: what it is, its text, then what it says."""

import os
import stat
from pathlib import Path

from comitia.circulars.reading.convert import convert
from comitia.circulars.reading.read import read_circular
from comitia.circulars.reading.reading import Reading, Source
from comitia.circulars.reading.refusals import Empty, NotAFile, TooLarge
from comitia.circulars.reading.source import MOST_FILE_BYTES, decode, kind_of


def read_circular_file(path: str | os.PathLike[str], *, language: str | None = None) -> Reading:
    """Read a circular from a text, DOCX or PDF file. Raises CannotRead, by its class saying why."""
    return read_circular_bytes(_bytes_of(Path(path)), language=language)


def read_circular_bytes(data: bytes, *, language: str | None = None) -> Reading:
    """Read a circular from the bytes of such a file. Raises CannotRead."""
    if len(data) > MOST_FILE_BYTES:
        raise TooLarge(found=f"{len(data):,} bytes", limit=f"{MOST_FILE_BYTES:,}")
    if not data.strip():
        raise Empty
    kind = kind_of(data)
    if kind == "text":
        decoded = decode(data)
        source = Source("text", decoded.encoding, decoded.assumed)
        return read_circular(decoded.text, language=language, source=source)
    return read_circular(convert(data, kind), language=language, source=Source(kind))


def _bytes_of(path: Path) -> bytes:
    """A file's bytes, its size looked at first. A folder, a pipe or a device is not opened."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise NotAFile(name=path.name)
        if about.st_size > MOST_FILE_BYTES:
            raise TooLarge(found=f"{about.st_size:,} bytes", limit=f"{MOST_FILE_BYTES:,}")
        with path.open("rb") as opened:
            return opened.read(MOST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NotAFile(name=path.name) from error
