"""An Exim of our own in front of Comitia, as docs/exim.md sets it up.

Needs Debian's exim4-daemon-light: installed, or fetched into build/ by `make exim`, since it cannot
be installed beside Postfix.
"""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection

import pytest

from tests.postfix import open_folder

ROOT = Path(__file__).parents[1]
FETCHED = ROOT / "build" / "exim"
DOCUMENT = ROOT / "docs" / "exim.md"
LIBRARIES = FETCHED / "usr" / "lib" / "x86_64-linux-gnu"

# Where it runs, in the place of what the package would have chosen.
PLACES = """\
exim_path = {program}
exim_user = mail
exim_group = mail
never_users =
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
tls_advertise_hosts =
keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
"""


def documented(lmtp_port: int, relay_port: int) -> str:
    """The configuration that docs/exim.md shows, with this test's ports; no DNS is asked."""
    shown = DOCUMENT.read_text(encoding="utf-8").split("```exim\n")[1].split("```")[0]
    for there, here in (
        ("port = 8024", f"port = {lmtp_port}"),
        (
            "  driver = dnslookup\n",
            "  driver = manualroute\n  route_list = * 127.0.0.1\n  self = send\n",
        ),
        ("  ignore_target_hosts = 0.0.0.0 : 127.0.0.0/8 : ::1\n", ""),
        (
            "remote_smtp:\n  driver = smtp\n",
            f"remote_smtp:\n  driver = smtp\n  port = {relay_port}\n  allow_localhost\n",
        ),
    ):
        assert there in shown, f"the document shows {there!r}"
        shown = shown.replace(there, here)
    return shown


@dataclass
class Exim:
    """A running instance: where it listens and what it logged."""

    folder: Path
    smtp_port: int

    @property
    def log(self) -> str:
        return "\n".join(
            path.read_text(errors="replace") for path in sorted((self.folder / "log").glob("*log"))
        )


def program() -> str | None:
    """The Exim there is."""
    fetched = FETCHED / "usr" / "sbin" / "exim4"
    return str(fetched) if fetched.exists() else shutil.which("exim4")


@contextmanager
def running(*, smtp_port: int, lmtp_port: int, relay_port: int) -> Iterator[Exim]:
    """Exim handing mail for comitia.example to LMTP at `lmtp_port`; the rest to a relay."""
    found = program()
    if found is None or os.geteuid() != 0:
        pytest.skip("needs Exim (make exim), and root")
    with open_folder("exim-") as folder:
        user = pwd.getpwnam("mail")
        for each in (folder / "spool", folder / "log"):
            each.mkdir()
            os.chown(each, user.pw_uid, user.pw_gid)
        config = folder / "exim.conf"
        places = PLACES.format(program=found, folder=folder, smtp=smtp_port)
        config.write_text(places + documented(lmtp_port, relay_port))
        with (folder / "said-at-start").open("w") as said:
            daemon = subprocess.Popen(
                [found, "-C", str(config), "-bdf", "-q1s"],
                env=os.environ | _as_if_installed(folder),
                stderr=said,
            )
        exim = Exim(folder, smtp_port)
        try:
            _wait_until_it_answers(exim, daemon)
            yield exim
        finally:
            daemon.terminate()
            daemon.wait(20)


def _as_if_installed(folder: Path) -> dict[str, str]:
    """What a fetched Exim lacks: its libraries, and the account that the package would make."""
    wrapper = LIBRARIES / "libnss_wrapper.so"
    if not wrapper.exists():
        return {}
    accounts = folder / "passwd"
    user = pwd.getpwnam("mail")
    accounts.write_text(
        Path("/etc/passwd").read_text()
        + f"Debian-exim:x:{user.pw_uid}:{user.pw_gid}::/nonexistent:/usr/sbin/nologin\n"
    )
    groups = folder / "group"
    groups.write_text(Path("/etc/group").read_text() + f"Debian-exim:x:{user.pw_gid}:\n")
    return {
        "LD_LIBRARY_PATH": str(LIBRARIES),
        "LD_PRELOAD": str(wrapper),
        "NSS_WRAPPER_PASSWD": str(accounts),
        "NSS_WRAPPER_GROUP": str(groups),
    }


def _wait_until_it_answers(exim: Exim, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if daemon.poll() is not None:
            break
        with suppress(OSError), create_connection(("127.0.0.1", exim.smtp_port), 1) as door:
            if door.recv(3) == b"220":
                return
        time.sleep(0.1)
    said = (exim.folder / "said-at-start").read_text()
    pytest.fail(f"Exim does not answer: {said}{exim.log}")
