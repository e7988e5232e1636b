"""The text of a file by a process of its own, with limits: a bad file ends it, never us.

Run as a module it reads the file from its input and answers one JSON object on its output."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from comitia.papers.refusals import REFUSALS, CannotRead, Damaged, TooMuchWork, UnknownKind

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 20
WALL_SECONDS = 40
_MOST_OUTPUT_BYTES = 16_000_000
_MODULE = "comitia.papers.limited"
_SOURCE = Path(__file__).resolve().parents[2]


# Kind, what people call it, and what reads it: loaded only in the process that reads.
READERS: dict[str, tuple[str, str]] = {
    "docx": ("Word", "docx:docx_text"),
    "pdf": ("PDF", "pdf:pdf_text"),
    "xlsx": ("Excel", "office:xlsx_text"),
    "pptx": ("PowerPoint", "office:pptx_text"),
    "odf": ("OpenDocument", "office:odf_text"),
    "rtf": ("Rich Text", "rtf:rtf_text"),
    "zip": ("ZIP", "listing:zip_names"),
    "tar": ("TAR", "listing:tar_names"),
    "gzip": ("GZIP", "listing:gzip_name"),
}


def text_of(data: bytes, kind: str) -> str:
    """The text of a file of a kind, in this process and without limits on time and memory."""
    module, _, name = READERS[kind][1].partition(":")
    reader: Callable[[bytes], str] = getattr(import_module(f"comitia.papers.{module}"), name)
    return reader(data)


def convert(data: bytes, kind: str, *, seconds: int = CPU_SECONDS) -> str:
    """The text of a file of a kind, taken out by a limited process. Raises CannotRead."""
    if kind not in READERS:
        raise UnknownKind(kind=kind)
    environment = {"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _MODULE, kind, str(seconds)],
            input=data,
            capture_output=True,
            env=environment,
            timeout=seconds * (WALL_SECONDS // CPU_SECONDS),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooMuchWork(resource="time") from error
    if done.returncode == -_SIGXCPU or done.returncode == -_SIGKILL:
        raise TooMuchWork(resource="time" if done.returncode == -_SIGXCPU else "memory")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        # It died without a word: killed by a fault in the PDF library, most likely.
        raise Damaged(kind=READERS[kind][0], detail="reading it failed") from error
    if "refused" in answer:
        raise REFUSALS.get(answer["refused"], CannotRead)(**answer["facts"])
    return str(answer["text"])


_SIGXCPU = 24
_SIGKILL = 9


def _limit(seconds: int) -> None:
    """Bound this process. Linux and the BSDs; elsewhere the caller's time limit remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    kind, seconds = sys.argv[1], int(sys.argv[2])
    data = sys.stdin.buffer.read()
    _limit(seconds)
    try:
        answer: dict[str, object] = {"text": text_of(data, kind)}
    except CannotRead as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": TooMuchWork.code, "facts": {"resource": "memory"}}
    shown = json.dumps(answer).encode()
    if len(shown) > _MOST_OUTPUT_BYTES:
        facts = {"resource": "memory"}
        shown = json.dumps({"refused": TooMuchWork.code, "facts": facts}).encode()
    sys.stdout.buffer.write(shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
