"""`comitia serve` as a stranger starts it: real processes on free ports."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(tmp_path):
    env = {
        **os.environ,
        "COMITIA_DATA": str(tmp_path / "data"),
        "COMITIA_WEB_WORKERS": "1",
        **{f"COMITIA_{name}": f"127.0.0.1:{free_port()}" for name in ("HTTP", "LMTP", "SMTP")},
    }
    env.pop("COMITIA_DATABASE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "comitia", "serve"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process, env
    process.kill()
    process.wait()
    process.stdout.close()


def wait_until(condition, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def open_door(env, name) -> bool:
    host, port = env[f"COMITIA_{name}"].split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def test_it_greets_and_stops_in_good_order(served):
    process, env = served
    greeting = ""
    deadline = time.monotonic() + 60
    while "Data folder" not in greeting:
        assert time.monotonic() < deadline, greeting
        line = process.stdout.readline()
        assert line, greeting
        greeting += line
    assert env["COMITIA_LMTP"] in greeting
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not any(open_door(env, name) for name in ("HTTP", "LMTP", "SMTP"))


def test_its_processes_end_even_when_it_is_killed(served):
    process, env = served
    wait_until(lambda: all(open_door(env, name) for name in ("HTTP", "LMTP", "SMTP")))
    process.kill()
    wait_until(lambda: not any(open_door(env, name) for name in ("HTTP", "LMTP", "SMTP")))


def test_a_taken_port_is_said_with_the_setting_to_change(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        answer = subprocess.run(
            [sys.executable, "-m", "comitia", "serve"],
            env={**os.environ, "COMITIA_DATA": str(tmp_path), "COMITIA_HTTP": taken},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert answer.returncode == 1
    assert taken in answer.stderr
    assert "COMITIA_HTTP" in answer.stderr
