"""Files read by a process of its own, with limits: a bad one ends that process, never us.

Run as a module it reads the file from its input and answers one JSON object on its output.
"""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from comitia.papers.blocks import Paper
from comitia.papers.kinds import kind_of, told_kind
from comitia.papers.refusals import REFUSALS, CannotRead, Damaged, Empty, TooMuchWork, UnknownKind
from comitia.papers.wire import from_json, to_json

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 20
WALL_SECONDS = 40
MOST_TEXT_BYTES = 16_000_000
MOST_PAPER_BYTES = 64_000_000
_MODULE = "comitia.papers.limited"
_SOURCE = Path(__file__).resolve().parents[2]
_SIGNALS = {24: "time", 9: "memory", 25: "memory"}
"""SIGXCPU, SIGKILL and SIGXFSZ: of what there was too much."""


# Kind, what people call it, and what reads it: loaded only in the process that reads.
READERS: dict[str, tuple[str, str]] = {
    "docx": ("Word", "docx.text:docx_text"),
    "doc": ("Word 97", "word97:word97_text"),
    "pdf": ("PDF", "pdf:pdf_text"),
    "xlsx": ("Excel", "office:xlsx_text"),
    "pptx": ("PowerPoint", "office:pptx_text"),
    "odf": ("OpenDocument", "office:odf_text"),
    "odt": ("OpenDocument", "office:odf_text"),
    "rtf": ("Rich Text", "rtf:rtf_text"),
    "zip": ("ZIP", "listing:zip_names"),
    "tar": ("TAR", "listing:tar_names"),
    "gzip": ("GZIP", "listing:gzip_name"),
}
PAPERS: dict[str, tuple[str, str]] = {
    "docx": ("Word", "docx.reading:docx_paper"),
    "doc": ("Word 97", "word97:word97_paper"),
    "pdf": ("PDF", "pdf:pdf_paper"),
    "odt": ("OpenDocument", "odt.reading:odt_paper"),
    "rtf": ("Rich Text", "rtf:rtf_paper"),
    "markdown": ("Markdown", "encoded:markdown_file"),
    "text": ("text", "encoded:text_file"),
    "locked": ("locked", "encoded:locked_file"),
}
_PAGES: dict[str, tuple[str, str]] = {
    "count": ("PDF", "rendering:count_of_pages"),
    "picture": ("PDF", "rendering:page_as_png"),
}
_TASKS = {
    "text": (READERS, MOST_TEXT_BYTES),
    "paper": (PAPERS, MOST_PAPER_BYTES),
    "pages": (_PAGES, MOST_PAPER_BYTES),
}


def convert(data: bytes, kind: str, *, seconds: int = CPU_SECONDS) -> str:
    """The text of a file of a kind, taken out by a limited process. Raises CannotRead."""
    return str(asked("text", kind, data, seconds=seconds))


def convert_paper(data: bytes, kind: str, *, seconds: int = CPU_SECONDS) -> Paper:
    """The paper that a file of a kind holds, read by a limited process. Raises CannotRead."""
    paper = asked("paper", kind, data, seconds=seconds)
    assert isinstance(paper, Paper)
    return paper


def paper_of(name: str, media_type: str, data: bytes, *, seconds: int = CPU_SECONDS) -> Paper:
    """The paper that a file holds, whatever it is said to be. Raises CannotRead.

    Where its content is of another kind than its name says, it has the remark `other_kind`.
    """
    kind, told = kind_of(name, media_type, data), told_kind(name, media_type)
    paper = convert_paper(data, kind, seconds=seconds)
    if told and told != kind and {told, kind} != {"text", "markdown"}:
        paper = replace(paper, remarks=(*paper.remarks, "other_kind"))
    return paper


def asked(task: str, kind: str, data: bytes, *options: int, seconds: int) -> Any:
    """What a limited process answers when it is given a task. Raises CannotRead."""
    readers, most = _TASKS[task]
    if kind not in readers:
        raise UnknownKind(kind=kind)
    environment = {"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath}
    command = [sys.executable, "-P", "-m", _MODULE, task, kind, str(seconds), *map(str, options)]
    # The answer goes to a file, since the size of files can be limited and that of pipes cannot.
    with tempfile.TemporaryFile() as answered:
        try:
            done = subprocess.run(
                command,
                input=data,
                stdout=answered,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=seconds * (WALL_SECONDS // CPU_SECONDS),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TooMuchWork(resource="time") from error
        if -done.returncode in _SIGNALS:
            raise TooMuchWork(resource=_SIGNALS[-done.returncode])
        answered.seek(0)
        try:
            answer = json.loads(answered.read(most + 1))
            if "refused" not in answer:
                return from_json(answer["value"])
        except (ValueError, KeyError, TypeError) as error:
            # It died without a word: killed by a fault in the PDF library, most likely.
            raise Damaged(kind=readers[kind][0], detail="reading it failed") from error
    raise REFUSALS.get(answer["refused"], CannotRead)(**answer["facts"])


def _limit(seconds: int, most_bytes: int) -> None:
    """Bound this process. Linux and the BSDs; elsewhere the caller's time limit remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    _leave_network()


def _leave_network() -> None:
    """Go where there is no network. Where that is not permitted, nothing here asks for any."""
    new_user, new_network = 0x1000_0000, 0x4000_0000
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(new_network) != 0:
        # Without rights of its own a process may do so as the only one of a new name space.
        unshare(new_user | new_network)


def main() -> int:
    task, kind, seconds, *options = sys.argv[1:]
    readers, most = _TASKS[task]
    data = sys.stdin.buffer.read()
    _limit(int(seconds), most)
    module, _, name = readers[kind][1].partition(":")
    try:
        read: Callable[..., object] = getattr(import_module(f"comitia.papers.{module}"), name)
        value = read(data, *map(int, options))
        if isinstance(value, Paper) and not value.blocks:
            raise Empty
        answer: dict[str, object] = {"value": to_json(value)}
    except CannotRead as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": TooMuchWork.code, "facts": {"resource": "memory"}}
    except RecursionError:
        facts = {"kind": readers[kind][0], "detail": "its parts are nested too deep"}
        answer = {"refused": Damaged.code, "facts": facts}
    shown = json.dumps(answer).encode()
    if len(shown) > most:
        facts = {"resource": "memory"}
        shown = json.dumps({"refused": TooMuchWork.code, "facts": facts}).encode()
    sys.stdout.buffer.write(shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
