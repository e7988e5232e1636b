"""Word and PDF into text in a process of its own, with limits: a bad file ends it, never us.

Run as a module it reads the file from its input and answers one JSON object on its output."""

import json
import os
import subprocess
import sys
from pathlib import Path

from comitia.circulars.reading.refusals import REFUSALS, CannotRead, Damaged, TooMuchWork

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 20
WALL_SECONDS = 40
_MOST_OUTPUT_BYTES = 16_000_000
_MODULE = "comitia.circulars.reading.convert"
_SOURCE = Path(__file__).resolve().parents[3]


def text_of(data: bytes, kind: str) -> str:
    """The text of a DOCX or a PDF, in this process and without limits on time and memory."""
    if kind == "docx":
        from comitia.circulars.reading.docx import docx_text

        return docx_text(data)
    from comitia.circulars.reading.pdf import pdf_text

    return pdf_text(data)


def convert(data: bytes, kind: str) -> str:
    """The text of a DOCX or a PDF, taken out by a limited process. Raises CannotRead."""
    name = {"docx": "Word", "pdf": "PDF"}[kind]
    environment = {"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _MODULE, kind],
            input=data,
            capture_output=True,
            env=environment,
            timeout=WALL_SECONDS,
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
        raise Damaged(kind=name, detail="reading it failed") from error
    if "refused" in answer:
        raise REFUSALS.get(answer["refused"], CannotRead)(**answer["facts"])
    return str(answer["text"])


_SIGXCPU = 24
_SIGKILL = 9


def _limit() -> None:
    """Bound this process. Linux and the BSDs; elsewhere the caller's time limit remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    kind = sys.argv[1]
    data = sys.stdin.buffer.read()
    _limit()
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
