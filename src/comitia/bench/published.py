"""A report of 200 pages as DOCX and as PDF, beside LibreOffice making a PDF of the same DOCX."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from comitia.bench.drafts import WORDS_OF_200_PAGES, Writer
from comitia.documents.publish.cover import Cover
from comitia.documents.publish.docx import docx_file
from comitia.documents.publish.pdf import pdf_file
from comitia.papers.blocks import Block, Cell, Note, Paper, Paragraph, Row, Run, Table

MOST_SECONDS = 5
_TABLES, _NOTES, _ROWS, _COLUMNS = 40, 300, 12, 4
_PEER_SECONDS = 180
_COVER = Cover(body="Bench", number="R 1", title="A report of 200 pages", language="en")


def report(words: int = WORDS_OF_200_PAGES) -> Paper:
    """A report with headings, 40 tables and 300 notes."""
    texts = Writer().text(words)
    every_note = max(1, len(texts) // _NOTES)
    every_table = max(1, len(texts) // _TABLES)
    blocks: list[Block] = []
    notes: list[Note] = []
    for number, text in enumerate(texts):
        if number % 20 == 0:
            level = 1 if number % 100 == 0 else 2
            blocks.append(Paragraph((Run(text[:60]),), "heading", level, f"{number // 20 + 1}"))
        runs: tuple[Run, ...] = (Run(text),)
        if number % every_note == 0 and len(notes) < _NOTES:
            label = str(len(notes) + 1)
            notes.append(Note(label, label, (Paragraph((Run(text[:120]),)),)))
            runs += (Run(label, note=label),)
        blocks.append(Paragraph(runs))
        if number % every_table == 0:
            blocks.append(_table(texts[number]))
    return Paper(tuple(blocks), tuple(notes), language="en")


def _table(text: str) -> Table:
    cell = Cell((Paragraph((Run(text[:40]),)),))
    return Table(tuple(Row((cell,) * _COLUMNS, head=not row) for row in range(_ROWS)))


def published() -> list[dict[str, Any]]:
    """Both figures, and the peer's in the same run."""
    paper = report()
    docx_seconds, docx = _timed(lambda: docx_file(paper, _COVER))
    pdf_seconds, _ = _timed(lambda: pdf_file(paper, _COVER))
    peer = _libreoffice(docx)
    work = (
        f"a report of {WORDS_OF_200_PAGES} words, {_TABLES} tables and {len(paper.notes)} notes as"
    )
    limits = [{"name": "the most it may take", "value": MOST_SECONDS}]
    return [
        {
            "bench": f"documents-{kind}",
            "value": seconds,
            "unit": "s, one file, best of two",
            "work": f"{work} {what}",
            "peer": peer,
            "limits": limits,
        }
        for kind, what, seconds in (
            ("docx", "DOCX", docx_seconds),
            ("pdf", "PDF/A-2a and PDF/UA-1, its process included", pdf_seconds),
        )
    ]


def _timed(made: Callable[[], bytes]) -> tuple[float, bytes]:
    best, found = float("inf"), b""
    for _ in range(2):
        begun = time.perf_counter()
        found = made()
        best = min(best, time.perf_counter() - begun)
    return round(best, 3), found


def _libreoffice(docx: bytes) -> dict[str, Any]:
    """LibreOffice making a PDF, neither tagged nor for the archive, of the DOCX."""
    name = "LibreOffice, PDF of the same DOCX"
    program = shutil.which("soffice")
    if program is None:
        return {"name": f"{name} (is not installed here)", "value": 0}
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as folder:
        source = Path(folder, "report.docx")
        source.write_bytes(docx)
        house = f"-env:UserInstallation={Path(folder, 'house').as_uri()}"
        command = [program, house, "--headless", "--convert-to", "pdf", "--outdir", folder]
        begun = time.perf_counter()
        try:
            subprocess.run(
                [*command, str(source)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PEER_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"name": f"{name} (stopped, not done)", "value": _PEER_SECONDS}
        return {"name": name, "value": round(time.perf_counter() - begun, 3)}
