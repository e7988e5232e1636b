"""Messages as a Maildir: a file each, in a folder or in a tar that is written as it is sent."""

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from comitia.archive.exports.chosen import Chosen
from comitia.archive.exports.leaving import bytes_of
from comitia.archive.models import Message

PARTS = ("cur", "new", "tmp")


def write_maildir(chosen: Chosen, folder: Path) -> None:
    """Make the Maildir `folder`."""
    for part in PARTS:
        (folder / part).mkdir(parents=True)
    for batch in chosen.batches():
        for message in batch:
            data = bytes_of(message)
            path = folder / "cur" / _name(message, len(data))
            path.write_bytes(data)
            # Mail programs take a file's time for that of receipt.
            at = message.received_at.timestamp()
            os.utime(path, (at, at))


def tarred_maildir(chosen: Chosen) -> Iterator[bytes]:
    """The Maildir as a tar, piece by piece."""
    out = _Pieces()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for part in PARTS:
            archive.addfile(_entry(f"{chosen.name}/{part}", tarfile.DIRTYPE, 0o700))
        for batch in chosen.batches():
            for message in batch:
                data = bytes_of(message)
                name = f"{chosen.name}/cur/{_name(message, len(data))}"
                info = _entry(name, tarfile.REGTYPE, 0o600)
                info.size = len(data)
                info.mtime = int(message.received_at.timestamp())
                archive.addfile(info, io.BytesIO(data))
                if piece := out.taken():
                    yield piece
    yield out.taken()


def _name(message: Message, size_bytes: int) -> str:
    """Programs sort by the number with which a name begins, so the archive's order stays."""
    return f"{message.number:010}.{message.pk}.{message.group.name},S={size_bytes}:2,S"


def _entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.mode = kind, mode
    return info


class _Pieces(io.RawIOBase):
    """What the tar writes, until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
