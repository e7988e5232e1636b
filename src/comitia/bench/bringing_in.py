"""Import: messages a second from an mbox to searchable and browsable, and what they take on disk.

`comitia import` and `comitia work` as they are run, each a process of its own, on a fresh SQLite
database. Beside it, in the same run: what public-inbox takes to index the same mail once it has it
(Debian's package), where that is installed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comitia.bench import house, list_mail, public_inbox
from comitia.search.store import Store, Unusable

PASSES = 2
PEER_MESSAGES = 2_000
MOST_SECONDS = 1_800

_DUE = """
import django; django.setup()
from django.utils.timezone import now
from comitia.jobs.models import Job
print(Job.objects.exclude(state="parked").filter(run_at__lte=now()).count())
"""


@dataclass(frozen=True)
class Brought:
    """How long it took until all was searchable, and the most memory that either process had.

    `cpu_seconds` is what both processes worked, whatever else the machine did meanwhile.
    """

    seconds: float
    cpu_seconds: float
    import_mb: float
    work_mb: float


def run(*, passes: int = PASSES, a_pass: int = list_mail.A_PASS) -> dict[str, Any]:
    """Measure, and give the bench's one line."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        folder = Path(name)
        here = house.build(folder / "house", "bench")
        box = folder / "list.mbox"
        raw_bytes = 0
        with box.open("wb") as whole:
            for number in range(passes):
                part = folder / "part.mbox"
                raw_bytes += list_mail.write_box(part, messages=a_pass, number=number)
                whole.write(part.read_bytes())
                part.unlink()
        messages = passes * a_pass
        with worker(here) as work:
            brought = bring_in(here, box, "bench", until=messages, worker=work)
        kept = bytes_kept(folder / "house")
        peer = _peer(folder, messages=min(PEER_MESSAGES, a_pass))
    return {
        "bench": "import",
        "value": round(messages / brought.seconds),
        "unit": "messages/s",
        "work": f"{messages} messages of {list_mail.source()}, {raw_bytes // messages} octets each,"
        f" from an mbox to searchable; {kept / raw_bytes:.0%} of their size on disk, index"
        f" included; memory {brought.import_mb:.0f} MB importing, {brought.work_mb:.0f} MB"
        " indexing",
        "peer": {
            "name": "public-inbox (git and Xapian, full text)"
            + ("" if peer else ": not installed"),
            "value": round(peer),
        },
    }


def _peer(folder: Path, *, messages: int) -> float:
    """What public-inbox does in a second, 0 where it is not installed."""
    if not public_inbox.is_there():
        return 0.0
    box = folder / "peer.mbox"
    list_mail.write_box(box, messages=messages)
    return messages / public_inbox.seconds_to_bring_in(folder, box)


@contextmanager
def worker(here: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`comitia work` once nothing waits for it but mail to index, and while it runs.

    Its start, and what it does once an hour or a day, are no cost of a message.
    """
    process = subprocess.Popen([sys.executable, "-m", "comitia", "work"], env=here)
    try:
        begun = time.perf_counter()
        # Until it has begun, what it does now and then is not due either.
        time.sleep(2)
        while int(house.run(here, "-c", _DUE)):
            if time.perf_counter() - begun > MOST_SECONDS or process.poll() is not None:
                raise RuntimeError("what waits to be done does not come to an end")
            time.sleep(0.5)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def bring_in(
    here: dict[str, str], box: Path, group: str, *, until: int, worker: subprocess.Popen[bytes]
) -> Brought:
    """Bring a box in and wait until the index holds `until` messages."""
    index = Store(Path(here["COMITIA_DATA"]) / "search")
    begun, worked = time.perf_counter(), _worked_seconds(worker.pid)
    importing = subprocess.Popen(
        [sys.executable, "-m", "comitia", "import", str(box), "--group", group, "--json"],
        env=here,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(importing.pid, 0)
    importing.returncode = os.waitstatus_to_exitcode(status)
    if importing.returncode:
        raise RuntimeError(f"comitia import ended with status {importing.returncode}")
    while _indexed(index) < until:
        if time.perf_counter() - begun > MOST_SECONDS or worker.poll() is not None:
            raise RuntimeError(f"the index stays at {_indexed(index)} of {until}")
        time.sleep(0.02)
    seconds = time.perf_counter() - begun
    worked = usage.ru_utime + usage.ru_stime + _worked_seconds(worker.pid) - worked
    return Brought(seconds, worked, usage.ru_maxrss / 1000, _peak_mb(worker.pid))


def bytes_kept(folder: Path) -> int:
    """What a house takes on disk: database and index."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def _indexed(index: Store) -> int:
    try:
        return int(index.searcher().num_docs)
    except Unusable:
        return 0


def _worked_seconds(pid: int) -> float:
    """The processor time of a process so far."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.is_file():
        return 0.0
    # Of what follows the name in brackets, the twelfth and thirteenth (proc_pid_stat(5)).
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.is_file():
        return 0.0
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1000
