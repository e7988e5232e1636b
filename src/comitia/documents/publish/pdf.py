"""A paper as PDF/A-2a and PDF/UA-1 in one: for the archive, and for those who listen.

Typst sets it, in a process of its own with limits, from a template of ours; the words are data to
it and never its language. A paper with tracked changes gives a redline.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from comitia.documents.publish.cover import Cover, ready
from comitia.documents.publish.fonts import FontsMissing, font_folders, missing_packages
from comitia.documents.publish.pdf_data import PdfData
from comitia.papers.blocks import Paper

CPU_SECONDS = 60
_MODULE = "comitia.documents.publish.pdf_worker"
_HERE = Path(__file__).parent
_SOURCE = _HERE.parents[2]


class CannotSet(Exception):
    """The paper could not be set as PDF; other formats do not depend on it."""


def pdf_file(paper: Paper, cover: Cover, *, seconds: int = CPU_SECONDS) -> bytes:
    """The file. The same paper and the same fonts give the same bytes.

    Raises FontsMissing, TooLargeToPublish; CannotSet where setting takes more time or memory than
    is given, or fails.
    """
    if packages := missing_packages():
        raise FontsMissing(packages)
    data = PdfData(ready(paper, cover))
    made = data.made()
    with TemporaryDirectory(prefix="comitia-pdf-") as name:
        folder = Path(name)
        shutil.copyfile(_HERE / "paper.typ", folder / "paper.typ")
        shown = json.dumps(made, ensure_ascii=False)
        (folder / "data.json").write_text(shown, encoding="utf-8")
        for file, held in data.files.items():
            (folder / file).write_bytes(held)
        return _worked(folder, seconds)


def _worked(folder: Path, seconds: int) -> bytes:
    fonts = [str(each) for each in font_folders() if each.is_dir()]
    environment = {"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _MODULE, str(seconds), str(folder), *fonts],
            capture_output=True,
            env=environment,
            timeout=2 * seconds + 10,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotSet(_TOO_LONG) from error
    if done.stdout.startswith(b"%PDF-"):
        return done.stdout
    if done.returncode in {-24, -9}:
        raise CannotSet(_TOO_LONG)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"detail": done.stderr[-1_000:].decode("utf-8", "replace")}
    raise CannotSet(f"This paper could not be set as PDF. {answer.get('detail', '')}".strip())


_TOO_LONG = (
    "This paper takes more time or memory to set as PDF than is given. Divide it into parts."
)
