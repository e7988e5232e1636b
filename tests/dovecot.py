"""A Dovecot of our own with one account: its own configuration, mail and ports on loopback.

Needs Debian's package `dovecot-imapd` and, as Dovecot itself does, root.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.certificate import make_certificate
from tests.postfix import free_port, open_folder

USER, PASSWORD = "bob@examplia.example", "Übung macht den Meister"

CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
mail_location = maildir:{folder}/mail
namespace inbox {{
  inbox = yes
  separator = /
}}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
auth_mechanisms = plain login
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
"""


@dataclass
class Dovecot:
    """A running instance: where it listens, and whom to trust."""

    folder: Path
    imap_port: int
    imaps_port: int
    certificate: Path

    @property
    def log(self) -> str:
        path = self.folder / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def address(self, folder: str = "INBOX", *, scheme: str = "imaps", user: str = USER) -> str:
        port = self.imaps_port if scheme == "imaps" else self.imap_port
        return f"{scheme}://{user.replace('@', '%40')}@127.0.0.1:{port}/{folder}"

    def deliver(self, messages: Sequence[bytes], folder: str = "") -> None:
        """Lay messages into a folder of the account, as a delivery agent does."""
        box = self.folder / "mail" / (f".{folder}" if folder else "")
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True)
        for number, each in enumerate(messages):
            (box / "new" / f"{1300000000 + number}.{number}.x").write_bytes(each)
        for path in (self.folder / "mail", *(self.folder / "mail").rglob("*")):
            shutil.chown(path, "mail", "mail")


@contextmanager
def running() -> Iterator[Dovecot]:
    """Dovecot with the account of Bob."""
    if shutil.which("dovecot") is None or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("in CI Dovecot must be installed, and the tests run as root")
        pytest.skip("needs Debian's dovecot-imapd, and root")
    with open_folder("dovecot-") as folder:
        certificate, key = make_certificate(folder, "127.0.0.1")
        dovecot = Dovecot(folder, free_port(), free_port(), certificate)
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        configuration = folder / "dovecot.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=folder,
                certificate=certificate,
                key=key,
                imap=dovecot.imap_port,
                imaps=dovecot.imaps_port,
            )
        )
        dovecot.deliver([])
        server = subprocess.Popen(
            ["dovecot", "-F", "-c", str(configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _wait_until_it_answers(dovecot, server)
            yield dovecot
        finally:
            server.terminate()
            server.communicate(timeout=30)


def _wait_until_it_answers(dovecot: Dovecot, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", dovecot.imap_port), timeout=1) as door:
                if door.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    server.kill()
    pytest.fail(f"Dovecot does not answer: {server.communicate()[1]!r} {dovecot.log}")
