"""`comitia work` as it is run: a process of its own."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def at_rest(data: Path) -> bool:
    """Whether it has made its index and done each recurring job once."""
    with closing(sqlite3.connect(data / "comitia.sqlite3")) as reader:
        due = "SELECT count(*) FROM jobs_job WHERE run_at <= datetime('now')"
        return (data / "search").is_dir() and reader.execute(due).fetchone() == (0,)


def test_when_it_stops_the_database_is_one_file(tmp_path):
    env = {**os.environ, "COMITIA_DATA": str(tmp_path)}
    env.pop("COMITIA_DATABASE", None)
    subprocess.run([sys.executable, "-m", "comitia", "setup"], env=env, check=True)
    process = subprocess.Popen([sys.executable, "-m", "comitia", "work"], env=env)
    deadline = time.monotonic() + 60
    while not at_rest(tmp_path):
        assert time.monotonic() < deadline, "it does not come to rest"
        time.sleep(0.1)
    process.terminate()
    assert process.wait(20) == 0
    assert [each.name for each in tmp_path.glob("*.sqlite3*")] == ["comitia.sqlite3"]
