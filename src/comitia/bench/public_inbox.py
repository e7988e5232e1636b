"""The peer of the archive's benches: public-inbox, as Debian packs it, on the same mail."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from comitia.bench import house

NAME = "bench"


def is_installed() -> bool:
    """Whether its programs are there."""
    return shutil.which("public-inbox-index") is not None


def index_rate(here: dict[str, str], group: str, folder: Path, *, messages: int) -> float:
    """Messages a second that it indexes, full text, of a group's archive given to it as its own."""
    repository = folder / "repository"
    house.run(
        here,
        *("-m", "comitia", "export", "--group", group),
        *("--format", "public-inbox", "--output", str(repository)),
    )
    inbox, environment = set_up(folder)
    shutil.rmtree(inbox / "git")
    shutil.move(repository / "git", inbox / "git")
    begun = time.perf_counter()
    _run(environment, "public-inbox-index", "--indexlevel=full", "--jobs=2", str(inbox))
    return messages / (time.perf_counter() - begun)


def set_up(folder: Path) -> tuple[Path, dict[str, str]]:
    """An empty inbox and the environment in which its programs find it."""
    inbox = folder / "inbox"
    environment = os.environ | {"PI_CONFIG": str(folder / "config"), "HOME": str(folder)}
    address = f"{NAME}@comitia.example"
    _run(environment, "public-inbox-init", "-V2", NAME, str(inbox), f"http://x/{NAME}", address)
    return inbox, environment


def _run(environment: dict[str, str], *command: str) -> None:
    subprocess.run(command, env=environment, check=True, capture_output=True)
