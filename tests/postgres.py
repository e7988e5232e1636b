"""Runs a command beside a private PostgreSQL: `python -m tests.postgres COMMAND …`.

The server is Debian's, in a folder of its own, on a socket and a free loopback port; it ends with
the command. COMITIA_DATABASE tells the command where it is.
"""

import os
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))


class NotInstalled(Exception):
    """There is no PostgreSQL server on this machine."""


class NotStarted(Exception):
    """The server is installed and does not run; the text is what it said."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A PostgreSQL of our own, in a folder of its own, on a free loopback port."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.port = free_port()
        self.address = f"postgresql://comitia@127.0.0.1:{self.port}/postgres"
        self._folder = folder
        self._binaries = binaries
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root, so root lends it another account.
        self._as_other: list[str] = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def make(self) -> None:
        """Make its tables. Raises NotStarted."""
        command = [self._binaries / "initdb", "-D", self._folder / "data", "-U", "comitia"]
        done = subprocess.run(
            [*self._as_other, *command, "-A", "trust", "-N"], capture_output=True, text=True
        )
        if done.returncode:
            raise NotStarted(done.stderr)

    def start(self, seconds: float = 60) -> None:
        """Run it, and wait until it takes connections. Raises NotStarted."""
        options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self._folder)]
        command = [self._binaries / "postgres", "-D", self._folder / "data", *options]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as_other, *command, "-c", "max_connections=200"], stderr=log
            )
        deadline = time.monotonic() + seconds
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NotStarted((self._folder / "log").read_text())
            time.sleep(0.1)

    def _answers(self) -> bool:
        ready = [self._binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready).returncode == 0

    def kill(self) -> None:
        """kill -9 of the server; its children end when they see it gone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)


@contextmanager
def server() -> Iterator[Server]:
    """A running PostgreSQL that is gone afterwards. Raises NotInstalled, NotStarted."""
    if not BINARIES:
        raise NotInstalled("Debian's package postgresql")
    with tempfile.TemporaryDirectory(prefix="comitia-postgres-") as folder:
        ours = Server(Path(folder), BINARIES[-1])
        try:
            ours.make()
            ours.start()
            yield ours
        finally:
            ours.stop()


def main(command: list[str]) -> int:
    """Run the command with the server at hand; its status."""
    try:
        with server() as ours:
            env = {**os.environ, "COMITIA_DATABASE": ours.address}
            return subprocess.run(command, env=env, check=False).returncode
    except NotInstalled as missing:
        print(f"skipped, as {missing} is not installed: {' '.join(command)}")  # noqa: T201
        return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
