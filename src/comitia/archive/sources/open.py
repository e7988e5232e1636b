"""Any path with mail in it, whatever its form."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

from comitia.archive.mbox import TooLarge
from comitia.archive.sources import boxes, folders, git, packed
from comitia.archive.sources.found import BadSource, Found, Tell
from comitia.archive.sources.kinds import NO_MAIL, refusal

START = 4096
# Files called so are mail even where their first line does not look it.
MAIL_ENDINGS = frozenset({".eml", ".mbox", ".mbx", ".mail"})
# A message in a box, compressed, in a tar, compressed, in a ZIP: deeper is nothing that people do.
MOST_DEPTH = 5
# pipermail keeps each month twice.
_MONTH, _PACKED_MONTH = ".txt", ".txt.gz"


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
                twin = entry.with_name(entry.name.removesuffix(".gz"))
                if entry.name.endswith(_PACKED_MONTH) and twin.is_file():
                    tell(str(entry), _said_twice(twin.name))
                    continue
                try:
                    yield from _file(entry, tell)
                except BadSource as error:
                    tell(str(entry), str(error))


def _file(path: Path, tell: Tell, *, named: bool = False) -> Iterator[Found]:
    """A file; one that was `named` is taken for mail whatever it looks like."""
    bounds = packed.Bounds()
    with path.open("rb") as file:
        raw = packed.Counted(file, bounds)
        yield from _Opening(tell, bounds).stream(str(path), raw, named=named)


@dataclass
class _Opening:
    """What is known while one file is opened, with all that is packed in it."""

    tell: Tell
    bounds: packed.Bounds
    # Months of pipermail by name, and what was in them where they came packed.
    months: dict[str, set[bytes]] = field(default_factory=dict)

    def stream(
        self, name: str, raw: io.RawIOBase, *, named: bool = False, depth: int = 0
    ) -> Iterator[Found]:
        buffered = io.BufferedReader(raw, boxes.BLOCK)
        start = buffered.peek(START)[:START]
        if why := refusal(name, start):
            self._leave(name, why, named=named)
            return
        inside = packed.unpacked(buffered, start, name, self.bounds)
        is_archive = packed.is_tar(start) or packed.is_zip(start)
        if depth >= MOST_DEPTH and (inside or is_archive):
            self._leave(
                name, "It is packed in packed files too often. Unpack it first.", named=named
            )
        elif inside is not None:
            yield from self.stream(name, inside, named=named, depth=depth + 1)
        elif is_archive:
            yield from self._members(name, buffered, start, depth)
        elif name.lower().endswith(".emlx"):
            yield from boxes.apple_message(buffered, name)
        elif named or Path(name).suffix.lower() in MAIL_ENDINGS or boxes.looks_like_mail(start):
            try:
                yield from boxes.messages(buffered, name)
            except TooLarge as error:
                raise BadSource(f"{name}: {error}") from error
        else:
            self.tell(name, NO_MAIL)

    def _members(self, name: str, stream: IO[bytes], start: bytes, depth: int) -> Iterator[Found]:
        if packed.is_zip(start):
            members = packed.zip_members(stream, name, self.bounds)
        else:
            members = packed.tar_members(stream, name)
        for member, content in members:
            before = self.bounds.given
            try:
                if isinstance(content, BadSource):
                    raise content
                raw = packed.Unpacked(content, member, self.bounds)
                yield from self._each_month_once(member, raw, depth + 1)
            except BadSource as error:
                self.tell(member, str(error))
                # What one of them gave too much is not held against the others.
                self.bounds.given = before

    def _each_month_once(self, name: str, raw: io.RawIOBase, depth: int) -> Iterator[Found]:
        month = name.removesuffix(".gz")
        if not month.endswith(_MONTH):
            yield from self.stream(name, raw, depth=depth)
            return
        known = self.months.setdefault(month, set())
        if name != month and known:
            self.tell(name, _said_twice(Path(month).name))
            return
        # Packed by night, it may lack what came since: of the other one, only that is new.
        met = set(known)
        for each in self.stream(name, raw, depth=depth):
            digest = sha256(each.data).digest()[:16]
            known.add(digest)
            if digest not in met:
                yield each

    def _leave(self, name: str, why: str, *, named: bool) -> None:
        if named:
            raise BadSource(f"{name} is left out. {why}")
        self.tell(name, why)


def _said_twice(twin: str) -> str:
    return f"It holds the same mail as {twin}."
