"""Compressed files and archives of files, read as they come, without unpacking to disk."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from comitia.archive.sources.found import BadSource

_MAGIC: dict[bytes, Callable[[Path], object]] = {
    b"\x1f\x8b": gzip.open,
    b"\xfd7": lzma.open,
    b"BZ": bz2.open,
}


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, decompressed where they are compressed. Raises BadSource."""
    with path.open("rb") as file:
        opener = _MAGIC.get(file.read(2))
    try:
        with cast(IO[bytes], opener(path) if opener else path.open("rb")) as stream:
            yield stream
    except (EOFError, OSError, lzma.LZMAError) as error:
        raise BadSource(f"{path} is broken off or damaged: {error}.") from error


def is_tar(start: bytes) -> bool:
    """Whether these first 512 octets are those of a tar."""
    return start[257:262] == b"ustar"


def tar_members(stream: IO[bytes], name: str) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a tar, each open for as long as it is looked at. Raises BadSource."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if member.isfile():
                    content = archive.extractfile(member)
                    if content is not None:
                        yield f"{name}/{member.name}", content
    except tarfile.TarError as error:
        raise BadSource(f"{name} is no whole tar archive: {error}.") from error


def zip_members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a ZIP, by name. Raises BadSource."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda each: each.filename):
                if not info.is_dir():
                    with archive.open(info) as content:
                        yield f"{path}/{info.filename}", content
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise BadSource(f"{path} cannot be unpacked: {error}.") from error
