"""The peer of the archive's benches: the same mail in public-inbox, where that is installed."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comitia.bench.serving import served

NEEDED = ("public-inbox-init", "public-inbox-index", "public-inbox-httpd", "perl", "git")
# public-inbox-mda starts anew for each message; this is what it does, for all of them.
_IMPORT = """
use PublicInbox::Config; use PublicInbox::InboxWritable;
my $inbox = PublicInbox::Config->new->lookup_name('bench') or die 'no inbox';
open(my $file, '<', $ARGV[0]) or die $!;
PublicInbox::InboxWritable->new($inbox)->import_mbox($file, 'mboxrd');
"""


def is_there() -> bool:
    """Whether it is installed."""
    return all(shutil.which(each) for each in NEEDED)


def seconds_to_bring_in(folder: Path, mbox: Path) -> float:
    """How long it takes from the mail in `mbox` to its full index, phrases included."""
    return _filled(folder, mbox, level="full")[1]


@contextmanager
def serving(folder: Path, mbox: Path, *, workers: int, level: str = "basic") -> Iterator[int]:
    """Its web server over the mail in `mbox`; gives the port. The inbox is at /bench/."""
    # `basic` has no phrases; what the pages read is the same.
    environment, _seconds = _filled(folder, mbox, level=level)

    def start(port: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            ["public-inbox-httpd", "-l", f"127.0.0.1:{port}", "-W", str(workers)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    with served(start) as port:
        yield port


def _filled(folder: Path, mbox: Path, *, level: str) -> tuple[dict[str, str], float]:
    """An inbox with this mail: the environment of its programs, and how long it took to fill."""
    home = folder / "public-inbox"
    home.mkdir(parents=True)
    environment = os.environ | {"HOME": str(home), "PI_CONFIG": str(home / "config")}
    environment |= {"PI_EMERGENCY": str(home / "emergency"), "GIT_CONFIG_NOSYSTEM": "1"}
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        environment |= {f"{name}_NAME": "bench", f"{name}_EMAIL": "bench@comitia.example"}
    inbox = str(home / "bench")
    address = ("http://127.0.0.1/bench/", "bench@comitia.example")
    _run(environment, "public-inbox-init", "-V2", "-L", level, "bench", inbox, *address)
    begun = time.perf_counter()
    _run(environment, "perl", "-e", _IMPORT, str(mbox))
    _run(environment, "public-inbox-index", inbox)
    return environment, time.perf_counter() - begun


def _run(environment: dict[str, str], *command: str) -> None:
    subprocess.run(command, env=environment, check=True, capture_output=True)
