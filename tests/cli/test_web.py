"""`comitia web` as it is run: processes of its own."""

import socket
import time

import pytest

from tests.program import Program

pytestmark = pytest.mark.slow


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_killed_it_leaves_no_worker_behind_that_would_answer_by_old_code(tmp_path):
    comitia = Program(tmp_path)
    comitia.start("web")
    assert listens(comitia.http_port)
    comitia.kill("web")
    deadline = time.monotonic() + 20
    while listens(comitia.http_port):
        assert time.monotonic() < deadline, "somebody still answers"
        time.sleep(0.1)
