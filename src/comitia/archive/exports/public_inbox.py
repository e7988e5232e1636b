"""Messages as a public-inbox of version 2: a git repository in which each commit is a message.

Debian's public-inbox indexes and serves it; anyone can mirror it with git. The same archive gives
the same commits, so that a second export can be fetched into a mirror of the first.
"""

import shutil
import subprocess
from collections.abc import Iterator
from email.utils import parsedate_tz
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from comitia.archive.exports.chosen import Chosen
from comitia.archive.exports.leaving import bytes_of
from comitia.archive.models import Message
from comitia.base.headers import first, split

# So much goes into one repository (an "epoch"), as with public-inbox itself.
EPOCH_BYTES = 1_000_000_000


class NoGit(Exception):
    """git is not there, or would not take what it was given."""


def write_inbox(chosen: Chosen, folder: Path, *, epoch_bytes: int = EPOCH_BYTES) -> int:
    """Make the inbox `folder`; how many messages were passed over, since such an inbox holds the
    same bytes only once. Raises NoGit.
    """
    if shutil.which("git") is None:
        raise NoGit("This form is written by git, which is not installed: apt install git")
    (folder / "git").mkdir(parents=True)
    # Its presence tells public-inbox that this is version 2.
    (folder / "inbox.lock").touch()
    seen: set[bytes] = set()
    passed_over = 0
    epoch = _Epoch(folder, 0)
    try:
        for message, data in _each(chosen):
            digest = sha256(data).digest()[:16]
            if digest in seen:
                passed_over += 1
                continue
            seen.add(digest)
            if epoch.written_bytes and epoch.written_bytes + len(data) > epoch_bytes:
                epoch.finish()
                epoch = _Epoch(folder, epoch.number + 1)
            epoch.add(message, data)
        epoch.finish()
    finally:
        epoch.abandon()
    return passed_over


def _each(chosen: Chosen) -> Iterator[tuple[Message, bytes]]:
    for batch in chosen.batches():
        for message in batch:
            yield message, bytes_of(message)


class _Epoch:
    """One repository while git reads our stream into it."""

    def __init__(self, folder: Path, number: int) -> None:
        self.number = number
        self.written_bytes = 0
        repository = folder / "git" / f"{number}.git"
        _run("git", "init", "--quiet", "--bare", "--template=", str(repository))
        _run("git", f"--git-dir={repository}", "symbolic-ref", "HEAD", "refs/heads/master")
        self._importer = subprocess.Popen(
            ["git", f"--git-dir={repository}", "fast-import", "--quiet"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    @property
    def _stream(self) -> IO[bytes]:
        assert self._importer.stdin is not None
        return self._importer.stdin

    def add(self, message: Message, data: bytes) -> None:
        try:
            self._stream.write(_commit(message, data))
        except BrokenPipeError:
            self.finish()
        self.written_bytes += len(data)

    def finish(self) -> None:
        _, said = self._importer.communicate()
        if self._importer.returncode:
            raise NoGit(f"git fast-import failed: {said.decode(errors='replace').strip()}")

    def abandon(self) -> None:
        """End it where it has not ended by itself."""
        if self._importer.poll() is None:
            self._importer.kill()
            self._importer.communicate()


def _commit(message: Message, data: bytes) -> bytes:
    subject = (message.subject or "(no subject)").encode()
    author = _ident(message.from_name, message.from_address)
    keeper = _ident(message.group.name, f"{message.group.name}@{settings.MAIL_DOMAIN}")
    return b"".join(
        (
            b"commit refs/heads/master\n",
            b"author %b %b\n" % (author, _dated(message, data)),
            b"committer %b %d +0000\n" % (keeper, max(int(message.received_at.timestamp()), 0)),
            b"data %d\n%b\n" % (len(subject), subject),
            b"M 100644 inline m\ndata %d\n" % len(data),
            data,
            b"\n",
        )
    )


def _ident(name: str, address: str) -> bytes:
    """A name and an address as git takes them: without what parts them there."""
    name, address = ("".join(each.split("<")).replace(">", "") for each in (name, address))
    return f"{' '.join(name.split())} <{''.join(address.split())}>".lstrip().encode()


def _dated(message: Message, data: bytes) -> bytes:
    """The Date field as git writes times, in the author's own zone where it is a sensible one."""
    zone = 0
    try:
        said = parsedate_tz((first(split(data)[0], "date") or b"")[:200].decode("ascii", "replace"))
        zone = (said and said[9]) or 0
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    minutes = abs(zone) // 60
    if minutes >= 24 * 60:
        zone = minutes = 0
    sign = b"-" if zone < 0 else b"+"
    seconds = max(int(message.dated_at.timestamp()), 0)
    return b"%d %b%02d%02d" % (seconds, sign, minutes // 60, minutes % 60)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoGit(f"git refused: {done.stderr.strip()}")
