"""A Postfix of our own in front of Comitia: its own configuration, queue and ports.

Needs Debian's package `postfix` and, as Postfix itself does, root.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

# What docs/postfix.md tells administrators, with the paths and ports of a test.
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/lib
maillog_file = {folder}/postfix.log
maillog_file_prefixes = /tmp, /var
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.comitia.example
mydestination =
local_transport = error:no local mail here
alias_maps =
"""

MASTER = """\
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

DOCUMENT = Path(__file__).parents[1] / "docs" / "postfix.md"


def documented(lmtp_port: int, relay_port: int) -> str:
    """The configuration that docs/postfix.md shows, with this test's ports in the place of ours."""
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = text.split("```ini\n")[1].split("```")[0]
    assert "127.0.0.1:8024" in shown, "the document names the LMTP door"
    return shown.replace("127.0.0.1:8024", f"127.0.0.1:{lmtp_port}").replace(
        "relayhost =", f"relayhost = [127.0.0.1]:{relay_port}"
    )


@dataclass
class Postfix:
    """A running instance: where it listens and what it logged."""

    folder: Path
    smtp_port: int

    @property
    def log(self) -> str:
        path = self.folder / "postfix.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def queue(self) -> str:
        """What `mailq` says."""
        return _run(self.folder, "postqueue", "-p").stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A folder for a mail server's own accounts.

    It is not below pytest's, which the next run of pytest closes to all accounts but one.
    """
    with TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def running(
    *, lmtp_port: int, relay_port: int = 1, smtp_port: int | None = None
) -> Iterator[Postfix]:
    """Postfix handing mail for comitia.example to LMTP at `lmtp_port`; the rest to a relay."""
    if shutil.which("postfix") is None or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("in CI Postfix must be installed, and the tests run as root")
        pytest.skip("needs Debian's postfix, and root")
    with open_folder("postfix-") as folder:
        yield from _running(folder, smtp_port or free_port(), lmtp_port, relay_port)


def _running(folder: Path, smtp_port: int, lmtp_port: int, relay_port: int) -> Iterator[Postfix]:
    config = folder / "etc"
    for each in (config, folder / "queue", folder / "lib"):
        each.mkdir(parents=True)
    shutil.chown(folder / "lib", "postfix")
    main = MAIN.format(folder=folder) + documented(lmtp_port, relay_port)
    (config / "main.cf").write_text(main)
    (config / "master.cf").write_text(MASTER.format(smtp=smtp_port))
    started = _run(folder, "postfix", "start")
    postfix = Postfix(folder, smtp_port)
    try:
        assert started.returncode == 0, started.stderr + postfix.log
        _wait_until_it_answers(postfix)
        yield postfix
    finally:
        _run(folder, "postfix", "stop")


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program, *rest = command
    return subprocess.run(
        [program, "-c", str(folder / "etc"), *rest], capture_output=True, text=True, timeout=60
    )


def _wait_until_it_answers(postfix: Postfix) -> None:
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", postfix.smtp_port), timeout=1) as door:
                if door.recv(3) == b"220":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"Postfix does not answer: {postfix.log}")
