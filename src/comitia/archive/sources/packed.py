"""Compressed files and archives of files, read as they come, without unpacking to disk.

What unpacks to far more than mail ever does is a trap, and is left there.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, cast

import zstandard

from comitia.archive.sources.found import BadSource

# Mail packs to a third, a tenth at best; this much is given before anyone counts.
FREE_BYTES = 200_000_000
MOST_TIMES = 200
# A ZIP inside of something is laid aside while it is read: in memory, or in a file.
IN_MEMORY_BYTES = 16_000_000

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OPENERS: dict[bytes, Callable[[IO[bytes]], object]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"\xfd7zXZ": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
    b"\x28\xb5\x2f\xfd": lambda stream: zstandard.ZstdDecompressor().stream_reader(
        stream, read_across_frames=True
    ),
}
_BROKEN = (
    EOFError, OSError, lzma.LZMAError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile,
    tarfile.TarError,
)  # fmt: skip


class Bounds:
    """How many bytes of one file were read, and how many came out of them, at all depths."""

    def __init__(self) -> None:
        self.read = 0
        self.given = 0

    def give(self, count: int) -> None:
        """So many more came out. Raises BadSource where that is too much."""
        self.given += count
        if self.given > max(FREE_BYTES, MOST_TIMES * self.read):
            raise BadSource(f"It unpacks to more than {MOST_TIMES} times its size: no mail does.")


class Counted(io.RawIOBase):
    """A file of which is counted how much of it was read; its places can be sought."""

    def __init__(self, file: IO[bytes], bounds: Bounds) -> None:
        self._file = file
        self._bounds = bounds

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._bounds.read += len(data)
        return len(data)


class Unpacked(io.RawIOBase):
    """What comes out of a stream called `name`. Raises BadSource where it is damaged."""

    def __init__(self, stream: IO[bytes], name: str, bounds: Bounds) -> None:
        self._stream = stream
        self._name = name
        self._bounds = bounds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        # As much as there is room for, so that what is peeked at is not a few bytes only.
        count = 0
        while count < len(buffer):
            try:
                data = self._stream.read(len(buffer) - count)
            except _BROKEN as error:
                raise BadSource(f"{self._name} is broken off or damaged: {error}.") from error
            if not data:
                break
            buffer[count : count + len(data)] = data
            count += len(data)
        self._bounds.give(count)
        return count


def unpacked(stream: IO[bytes], start: bytes, name: str, bounds: Bounds) -> io.RawIOBase | None:
    """What is in a compressed stream that begins so; None where it is not compressed."""
    for magic, opener in _OPENERS.items():
        if start.startswith(magic):
            try:
                return Unpacked(cast(IO[bytes], opener(stream)), name, bounds)
            except _BROKEN as error:
                raise BadSource(f"{name} is broken off or damaged: {error}.") from error
    return None


def is_tar(start: bytes) -> bool:
    """Whether these first 512 octets are those of a tar, be it of the oldest kind."""
    if start[257:262] == b"ustar":
        return True
    said = start[148:156].strip(b" \0")
    if len(start) < 512 or not said or not start[0] or not set(said) <= set(b"01234567"):
        return False
    return int(said, 8) == sum(start[:148]) + sum(start[156:512]) + 8 * ord(" ")


def is_zip(start: bytes) -> bool:
    """Whether a file that begins so is a ZIP."""
    return start.startswith(_ZIP)


def tar_members(stream: IO[bytes], name: str) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a tar, each open for as long as it is looked at. Raises BadSource."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if member.isfile():
                    content = archive.extractfile(member)
                    if content is not None:
                        yield f"{name}/{member.name}", content
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as error:
        raise BadSource(f"{name} is no whole tar archive: {error}.") from error


def zip_members(
    stream: IO[bytes], name: str, bounds: Bounds
) -> Iterator[tuple[str, IO[bytes] | BadSource]]:
    """The files of a ZIP, by name; for one that cannot be read, why. Raises BadSource."""
    try:
        with _seekable(stream) as whole, zipfile.ZipFile(whole) as archive:
            for info in sorted(archive.infolist(), key=lambda each: each.filename):
                if info.is_dir():
                    continue
                inside = f"{name}/{info.filename}"
                if info.flag_bits & 1:
                    yield inside, BadSource("It is locked by a password: unpack it first.")
                    continue
                try:
                    with archive.open(info) as content:
                        unpacking = Unpacked(content, inside, bounds)
                        yield inside, cast(IO[bytes], unpacking)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
                    yield inside, BadSource(f"It cannot be unpacked: {error}.")
    except (ValueError, OverflowError, NotImplementedError, *_BROKEN) as error:
        raise BadSource(f"{name} cannot be unpacked: {error}.") from error


@contextmanager
def _seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream itself where it is a file; else a copy of it, since a ZIP is read from its end."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as copy:
        while block := stream.read(1 << 18):
            copy.write(block)
        copy.seek(0)
        yield cast(IO[bytes], copy)
