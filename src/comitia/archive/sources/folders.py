"""Folders of mail: Maildir, MH, and trees of files with a message or a box in each."""

import re
from collections.abc import Iterator
from pathlib import Path

from comitia.archive.sources.found import Found

# What mail programs keep beside the mail.
_NOT_MAIL = re.compile(
    r"(?i)\.|dovecot|maildirfolder|subscriptions$|courierimap|cyrus\.|.*\.(?:db|idx|index|lock|msf)$"
)
_NUMBER = re.compile(r"\d{1,9}")


def is_maildir(folder: Path) -> bool:
    """Whether it is a Maildir: mail lies in cur and new."""
    return (folder / "cur").is_dir() or (folder / "new").is_dir()


def is_mh(folder: Path) -> bool:
    """Whether it is an MH folder: its files are called by numbers."""
    names = [entry.name for entry in folder.iterdir() if entry.is_file()]
    numbers = [name for name in names if _NUMBER.fullmatch(name)]
    return bool(numbers) and len(numbers) * 2 > len([n for n in names if not n.startswith(".")])


def maildir(folder: Path) -> Iterator[Found]:
    """Its messages, oldest first by name, then those of its folders (Maildir++)."""
    files = [
        entry
        for part in ("cur", "new")
        if (folder / part).is_dir()
        for entry in (folder / part).iterdir()
        if entry.is_file() and not entry.name.startswith(".")
    ]
    for entry in sorted(files, key=lambda entry: (_first_number(entry.name), entry.name)):
        yield Found(entry.read_bytes(), "", str(entry))
    for below in sorted(folder.iterdir()):
        if below.is_dir() and below.name not in {"cur", "new", "tmp"} and is_maildir(below):
            yield from maildir(below)


def mh(folder: Path) -> Iterator[Found]:
    """Its messages by number."""
    files = [entry for entry in folder.iterdir() if _NUMBER.fullmatch(entry.name)]
    for entry in sorted(files, key=lambda entry: int(entry.name)):
        if entry.is_file():
            yield Found(entry.read_bytes(), "", str(entry))


def children(folder: Path) -> list[Path]:
    """What a tree holds besides what mail programs keep for themselves, by name."""
    return sorted(entry for entry in folder.iterdir() if not _NOT_MAIL.match(entry.name))


def _first_number(name: str) -> int:
    """A Maildir name begins with the second it was delivered."""
    found = re.match(r"\d{1,18}", name)
    return int(found[0]) if found else 0
