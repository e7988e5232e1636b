"""Long documents: comparing, publishing, listing; each figure beside a peer in the same run.

A figure is a function that gives a bench's lines; FIGURES has them in order. To measure something
else of documents, add one.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from comitia.bench.drafts import WORDS_OF_200_PAGES, Writer, paper
from comitia.bench.published import published
from comitia.bench.register import register
from comitia.documents.redline import compare, summary
from comitia.papers.blocks import Paper

MOST_SECONDS = 2
_PEER_SECONDS = 60
_DIFFLIB = """
import sys
from difflib import SequenceMatcher
one, other = (open(name, encoding="utf-8").read().split() for name in sys.argv[1:])
SequenceMatcher(None, one, other, autojunk=True).get_opcodes()
"""


def run() -> list[dict[str, Any]]:
    """Measure, and give the bench's lines."""
    return [line for figure in FIGURES for line in figure()]


def redline(words: int = WORDS_OF_200_PAGES) -> dict[str, Any]:
    """Two texts of 200 pages, of which the one was edited into the other."""
    writer = Writer()
    old = writer.text(words)
    new = writer.edited(old)
    seconds, found = _compared(paper(old), paper(new))
    difflib, git = _peers(old, new)
    return {
        "bench": "documents-redline",
        "value": seconds,
        "unit": "s, one process, best of three",
        "work": f"redline by word of two texts of {words} words in {len(old)} paragraphs, 5 % "
        f"edited and 1 % moved; {len(summary(found))} changed paragraphs told",
        "peer": difflib,
        "limits": [git, {"name": "the most it may take", "value": MOST_SECONDS}],
    }


def redline_of_strangers(words: int = WORDS_OF_200_PAGES) -> dict[str, Any]:
    """The worst case: two texts of 200 pages with nothing but their words in common."""
    writer = Writer()
    old, new = writer.text(words), writer.text(words)
    seconds, _found = _compared(paper(old), paper(new), times=1)
    difflib, git = _peers(old, new)
    return {
        "bench": "documents-redline-nothing-in-common",
        "value": seconds,
        "unit": "s, one process",
        "work": f"two texts of {words} words each, no paragraph in common",
        "peer": difflib,
        "limits": [git],
    }


FIGURES: tuple[Callable[[], list[dict[str, Any]]], ...] = (
    lambda: [redline()],
    lambda: [redline_of_strangers()],
    register,
    published,
)


def _compared(old: Paper, new: Paper, *, times: int = 3) -> tuple[float, Paper]:
    best = float("inf")
    found = new
    for _ in range(times):
        begun = time.perf_counter()
        found = compare(old, new, author="Bench", at="2011-11-25T10:00:00Z")
        best = min(best, time.perf_counter() - begun)
    return round(best, 3), found


def _peers(old: list[str], new: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Python's difflib and git on the same words; both find no moves and lead nowhere back."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        one, other = Path(name, "old.txt"), Path(name, "new.txt")
        one.write_text("\n".join(old), encoding="utf-8")
        other.write_text("\n".join(new), encoding="utf-8")
        files = [str(one), str(other)]
        git = ["git", "diff", "--no-index", "--word-diff", "--patience", *files]
        return (
            _timed("Python's difflib on the words", [sys.executable, "-c", _DIFFLIB, *files]),
            _timed("git diff --word-diff, its process included", git),
        )


def _timed(name: str, command: list[str]) -> dict[str, Any]:
    begun = time.perf_counter()
    try:
        subprocess.run(command, stdout=subprocess.DEVNULL, timeout=_PEER_SECONDS, check=False)
    except FileNotFoundError:
        return {"name": f"{name} (is not installed here)", "value": 0}
    except subprocess.TimeoutExpired:
        return {"name": f"{name} (stopped, not done)", "value": _PEER_SECONDS}
    return {"name": name, "value": round(time.perf_counter() - begun, 3)}
