"""Runs a command beside a private PostgreSQL: `python -m tests.postgres COMMAND …`.

The server is Debian's, in a folder of its own, on a socket and a free loopback port; it ends with
the command. COMITIA_DATABASE tells the command where it is.
"""

import os
import pwd
import shutil
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL of our own; its address as COMITIA_DATABASE wants it. Raises NotInstalled."""
    if not BINARIES:
        raise NotInstalled("Debian's package postgresql")
    binaries = BINARIES[-1]
    folder = Path(tempfile.mkdtemp(prefix="comitia-postgres-"))
    # The server refuses to run as root, so root lends it another account.
    as_other: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data, port = folder / "data", free_port()
    begin = [*as_other, binaries / "initdb", "-D", data, "-U", "comitia", "-A", "trust", "-N"]
    subprocess.run(begin, check=True, stdout=subprocess.DEVNULL)
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-c", "max_connections=200"]
    process = subprocess.Popen(
        [*as_other, binaries / "postgres", "-D", data, *options],
        stderr=(folder / "log").open("wb"),
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"postgresql://comitia@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run the command with the server at hand; its status."""
    try:
        with server() as address:
            env = {**os.environ, "COMITIA_DATABASE": address}
            return subprocess.run(command, env=env, check=False).returncode
    except NotInstalled as missing:
        print(f"skipped, as {missing} is not installed: {' '.join(command)}")  # noqa: T201
        return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
