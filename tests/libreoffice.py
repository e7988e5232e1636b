"""A LibreOffice of our own without a window: opens our files, decides on changes, tells the text.

Needs Debian's `libreoffice-writer-nogui` and `python3-uno`. It has a folder of its own, listens on
a pipe only, and is ended by its process id. Starting takes seconds: use it from a fixture of the
module's or the session's scope, in tests marked slow.
"""

import json
import os
import selectors
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest

Kind = Literal["docx", "odt", "pdf"]
# The system's own Python, for which Debian packs `uno`; the environment's is another.
_SYSTEM_PYTHON = "/usr/bin/python3"
_DESK = Path(__file__).with_name("libreoffice_desk.py")
MOST_SECONDS = 120


class CannotOpen(AssertionError):
    """LibreOffice refused a file, or what was asked of it."""


class Office:
    """A running LibreOffice. Files are given and taken as bytes."""

    def __init__(self, folder: Path, desk: "subprocess.Popen[str]", process: int) -> None:
        self.process = process
        self._folder = folder
        self._desk = desk
        self._files = 0

    def open_and_save(self, data: bytes, *, name: str = "a.docx", kind: Kind = "docx") -> bytes:
        """The file as LibreOffice writes it again. Raises CannotOpen."""
        return self._saved(data, name, kind)

    def accept_all(self, data: bytes, *, name: str = "a.docx", kind: Kind = "docx") -> bytes:
        """The file with every tracked change accepted. Raises CannotOpen."""
        return self._saved(data, name, kind, changes="accept")

    def reject_all(self, data: bytes, *, name: str = "a.docx", kind: Kind = "docx") -> bytes:
        """The file with every tracked change rejected. Raises CannotOpen."""
        return self._saved(data, name, kind, changes="reject")

    def text_of(
        self, data: bytes, *, name: str = "a.docx", changes: Literal["", "accept", "reject"] = ""
    ) -> str:
        """A paragraph a line, a tab behind its label; cells in the order of reading; no notes.

        `changes` decides on all tracked changes first. Raises CannotOpen.
        """
        return str(self._ask(file=str(self._file(data, name)), changes=changes)["text"])

    def notes_of(self, data: bytes, *, name: str = "a.docx", changes: str = "") -> list[str]:
        """The texts of footnotes, then of endnotes."""
        return list(self._ask(file=str(self._file(data, name)), changes=changes)["notes"])

    def _saved(self, data: bytes, name: str, kind: Kind, changes: str = "") -> bytes:
        source = self._file(data, name)
        target = source.with_name(f"saved.{kind}")
        self._ask(file=str(source), to=str(target), kind=kind, changes=changes)
        return target.read_bytes()

    def _file(self, data: bytes, name: str) -> Path:
        self._files += 1
        folder = self._folder / str(self._files)
        folder.mkdir()
        path = folder / name
        path.write_bytes(data)
        return path

    def _ask(self, **question: str) -> dict[str, Any]:
        assert self._desk.stdin is not None
        self._desk.stdin.write(json.dumps(question) + "\n")
        self._desk.stdin.flush()
        found = _answer(self._desk, self.process)
        if "error" in found:
            raise CannotOpen(found["error"])
        return found


@contextmanager
def running() -> Iterator[Office]:
    """LibreOffice, ready; skips the test where it is not installed, but never in CI."""
    if not _is_there():
        if os.environ.get("CI"):
            pytest.fail("in CI LibreOffice and python3-uno must be installed")
        pytest.skip("needs Debian's libreoffice-writer-nogui and python3-uno")
    # The environment's Python must not lend its packages to the system's.
    clean = {key: held for key, held in os.environ.items() if not key.startswith("PYTHON")}
    with (
        TemporaryDirectory(prefix="libreoffice-", ignore_cleanup_errors=True) as name,
        subprocess.Popen(
            [_SYSTEM_PYTHON, str(_DESK), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean,
        ) as desk,
    ):
        try:
            started = _answer(desk)
            yield Office(Path(name), desk, int(started["pid"]))
        finally:
            desk.terminate()
            desk.wait(timeout=30)


def _is_there() -> bool:
    if shutil.which("soffice") is None or not Path(_SYSTEM_PYTHON).exists():
        return False
    asked = subprocess.run([_SYSTEM_PYTHON, "-c", "import uno"], capture_output=True)
    return asked.returncode == 0


def _answer(desk: "subprocess.Popen[str]", process: int = 0) -> dict[str, Any]:
    assert desk.stdout is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(desk.stdout, selectors.EVENT_READ)
        if not waiting.select(MOST_SECONDS):
            # What works on and on would outlive the desk, and take the machine's memory.
            if process:
                with suppress(ProcessLookupError):
                    os.killpg(process, signal.SIGKILL)
            desk.kill()
            pytest.fail(f"LibreOffice does not answer within {MOST_SECONDS} seconds")
    line = desk.stdout.readline()
    if not line:
        pytest.fail("LibreOffice ended unasked")
    found: dict[str, Any] = json.loads(line)
    return found
