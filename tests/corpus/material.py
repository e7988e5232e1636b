"""The real mail in ../shared/data, message by message, named by set and member."""

import gzip
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

_SEPARATOR = re.compile(rb"(?m)^From (?=[^\n]*\d{4}\r?\n)")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a .tar.gz, or the messages of an .mboxrd.gz, with a name for each."""
    if path.name.endswith(".tar.gz"):
        with tarfile.open(path) as tar:
            for member in tar:
                if content := tar.extractfile(member):
                    yield f"{path.name}/{member.name}", content.read()
        return
    for number, chunk in enumerate(_SEPARATOR.split(gzip.decompress(path.read_bytes()))[1:]):
        message = chunk.partition(b"\n")[2].removesuffix(b"\n")
        yield f"{path.name}#{number}", _QUOTED_FROM.sub(rb"\1", message)


def small_sets(data: Path) -> Iterator[tuple[str, bytes]]:
    """Everything but the large list archives: some 3,500 files, mail or not."""
    for folder in ("mail", "bounces", "charsets"):
        for path in sorted((data / folder).glob("*.gz")):
            if not path.name.startswith("linux-stm32-") or "rare" in path.name:
                yield from members(path)
