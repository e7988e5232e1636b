"""Any path with mail in it, whatever its form."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from comitia.archive.sources import boxes, folders, git, packed
from comitia.archive.sources.found import BadSource, Found, Tell

START = 4096
# Files called so are mail even where their first line does not look it.
MAIL_ENDINGS = frozenset({".eml", ".mbox", ".mbx", ".mail"})
NO_MAIL = "no mail in it"


def messages_in(path: Path, tell: Tell = lambda name, why: None) -> Iterator[Found]:
    """Every message under `path`: a file of any form or a folder of any kind.

    `tell` hears of each file that is left out, and why. Raises BadSource where `path` itself cannot
    be read.
    """
    if not path.exists():
        raise BadSource(f"There is no {path}.")
    yield from _folder(path, tell) if path.is_dir() else _file(path, tell, named=True)


def _folder(folder: Path, tell: Tell) -> Iterator[Found]:
    repositories = git.repositories(folder)
    if repositories:
        for repository in repositories:
            yield from git.messages(repository)
    elif folders.is_maildir(folder):
        yield from folders.maildir(folder)
    elif folders.is_mh(folder):
        yield from folders.mh(folder)
    else:
        for entry in folders.children(folder):
            if entry.is_dir():
                yield from _folder(entry, tell)
            elif entry.is_file():
                try:
                    yield from _file(entry, tell)
                except BadSource as error:
                    tell(str(entry), str(error))


def _file(path: Path, tell: Tell, *, named: bool = False) -> Iterator[Found]:
    """A file; one that was `named` is taken for mail whatever it looks like."""
    if zipfile.is_zipfile(path):
        for name, content in packed.zip_members(path):
            yield from _stream(name, content, tell)
        return
    with packed.unpacked(path) as stream:
        yield from _stream(str(path), stream, tell, named=named)


def _stream(name: str, stream: IO[bytes], tell: Tell, *, named: bool = False) -> Iterator[Found]:
    buffered = io.BufferedReader(cast(io.RawIOBase, _Raw(stream)), boxes.BLOCK)
    start = buffered.peek(START)[:START]
    if packed.is_tar(start):
        for member, content in packed.tar_members(buffered, name):
            yield from _stream(member, content, tell)
    elif named or Path(name).suffix.lower() in MAIL_ENDINGS or boxes.looks_like_mail(start):
        yield from boxes.messages(buffered, name)
    else:
        tell(name, NO_MAIL)


class _Raw(io.RawIOBase):
    """A stream that is only read, so that it can be buffered and peeked into."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
