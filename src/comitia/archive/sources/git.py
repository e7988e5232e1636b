"""public-inbox's repositories (v1, v2): messages are blobs, read by git itself.

In v2 each commit changes the file `m` (a message comes) or `d` (one is removed); in v1 a message is
a file named by a hash. Messages come in the order of their commits.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from comitia.archive.sources.found import BadSource, Found

_CHANGE = re.compile(r":\d+ \d+ ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([AMD])\t(.+)")
_V1_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{38}")


def repositories(folder: Path) -> list[Path]:
    """The repositories of an inbox in their order: of v2 its epochs, of v1 itself; else none."""
    epochs = sorted(
        (each for each in (folder / "git").glob("*.git") if each.stem.isdecimal()),
        key=lambda each: int(each.stem),
    )
    if epochs:
        return epochs
    for each in (folder, folder / ".git"):
        if (each / "HEAD").is_file() and (each / "objects").is_dir():
            return [each]
    return []


def messages(repository: Path) -> Iterator[Found]:
    """The messages of one repository, those that were removed left out. Raises BadSource."""
    if shutil.which("git") is None:
        raise BadSource(f"{repository} is read by git, which is not installed: apt install git")
    blobs = _blobs(repository)
    with subprocess.Popen(
        _git(repository, "cat-file", "--batch"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        for blob in blobs:
            reader.stdin.write(f"{blob}\n".encode())
            reader.stdin.flush()
            answer = reader.stdout.readline().split()
            if len(answer) != 3:
                raise BadSource(f"{repository} lacks {blob}: run git fsck there.")
            data = reader.stdout.read(int(answer[2]))
            reader.stdout.read(1)
            yield Found(data, "", f"{repository}:{blob}")
        reader.stdin.close()


def _blobs(repository: Path) -> list[str]:
    """The blobs that are messages, each once."""
    done = subprocess.run(
        _git(repository, "log", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--format="),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadSource(f"{repository} is no repository that git can read: {done.stderr.strip()}")
    found: dict[str, None] = {}
    for line in done.stdout.splitlines():
        change = _CHANGE.fullmatch(line)
        if change is None:
            continue
        before, after, kind, name = change.groups()
        if name == "d":
            found.pop(after, None)
        elif kind == "D" and _V1_NAME.fullmatch(name):
            found.pop(before, None)
        elif kind != "D" and (name == "m" or _V1_NAME.fullmatch(name)):
            found[after] = None
    return list(found)


def _git(repository: Path, *words: str) -> list[str]:
    return ["git", "-c", "safe.directory=*", f"--git-dir={repository}", *words]
