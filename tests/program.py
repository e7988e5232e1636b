"""Comitia as it is run: its own processes, on a data folder and ports of their own."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.postfix import free_port

PYTHON = sys.executable
ROOT = Path(__file__).parents[1]

MAKE_WORLD = """
import django; django.setup()
from tests.world import make_world
make_world()
"""
ARRIVALS = """
import django, json; django.setup()
from comitia.base.packing import unpack
from comitia.mail.models import Arrival
print(json.dumps([
    {"from": a.mail_from, "to": a.rcpt_to, "peer": a.peer, "outcome": a.outcome,
     "data": unpack(a.raw.packed).hex()}
    for a in Arrival.objects.select_related("raw").order_by("id")
]))
"""
SUNK = """
import django, json; django.setup()
from comitia.base.packing import unpack
from comitia.outbox.models import SunkMail
from comitia.outbox.sink import content
print(json.dumps([
    {"from": m.mail_from, "to": m.rcpt_to, "data": content(m).hex()}
    for m in SunkMail.objects.order_by("id")
]))
"""


class Program:
    """A data folder with the small world in it, and the processes that serve it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.lmtp_port, self.smtp_port, self.http_port = free_port(), free_port(), free_port()
        self.environment = os.environ | {
            "COMITIA_DATA": str(folder),
            "COMITIA_LMTP": f"127.0.0.1:{self.lmtp_port}",
            "COMITIA_SMTP": f"127.0.0.1:{self.smtp_port}",
            "COMITIA_HTTP": f"127.0.0.1:{self.http_port}",
            "COMITIA_BASE_URL": self.base_url,
            "COMITIA_SINK": "1",
            "COMITIA_DNS": "0",
            "DJANGO_SETTINGS_MODULE": "comitia.config.settings",
            **settings,
        }
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.run("-m", "comitia", "setup")
        self.run("-c", MAKE_WORLD)

    @property
    def base_url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.http_port}"

    def run(self, *arguments: str) -> str:
        """What a Python of this environment prints."""
        done = subprocess.run(
            [PYTHON, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str) -> None:
        """`comitia NAME`; `mail` and `web` are waited for until they listen."""
        process = subprocess.Popen(
            [PYTHON, "-m", "comitia", name],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.processes[name] = process
        assert process.stdout
        if name == "mail":
            assert "LMTP" in process.stdout.readline()
        if name == "web":
            self._until_it_answers(process)

    def _until_it_answers(self, process: subprocess.Popen[str], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.http_port), 1):
                return
            time.sleep(0.2)
        raise AssertionError("the pages are not served")

    def stop(self, name: str) -> None:
        """Ask it to end, and see that it ends well."""
        process = self.processes.pop(name)
        process.terminate()
        assert process.wait(30) == 0
        self._close(process)

    def kill(self, name: str) -> None:
        """kill -9."""
        process = self.processes.pop(name)
        process.kill()
        process.wait(10)
        self._close(process)

    def stop_all(self) -> None:
        for name in list(self.processes):
            self.stop(name)

    def arrivals(self) -> list[dict[str, Any]]:
        """What was kept, in order, `data` as bytes."""
        return self._rows(ARRIVALS)

    def sunk(self) -> list[dict[str, Any]]:
        """What the built-in sink has caught, in order."""
        return self._rows(SUNK)

    def mail_to(self, address: str, words: bytes, seconds: float = 30) -> bytes:
        """The newest mail that reaches `address` and holds `words`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for sunk in reversed(self.sunk()):
                if sunk["to"] == address and words in sunk["data"]:
                    return bytes(sunk["data"])
            time.sleep(0.5)
        pytest.fail(f"no mail with {words!r} reached {address}")

    def arrivals_when(self, number: int, seconds: float = 40) -> list[dict[str, Any]]:
        """The arrivals, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(found := self.arrivals()) < number and time.monotonic() < deadline:
            time.sleep(0.5)
        return found

    def _rows(self, script: str) -> list[dict[str, Any]]:
        import json

        rows: list[dict[str, Any]] = json.loads(self.run("-c", script))
        for row in rows:
            row["data"] = bytes.fromhex(row["data"])
        return rows

    @staticmethod
    def _close(process: subprocess.Popen[str]) -> None:
        if process.stdout:
            process.stdout.close()
