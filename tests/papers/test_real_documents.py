"""Documents of others (../shared/data/documents): text found or a refusal shown, nothing raised;
and what pandoc says that its Word files hold is held by our papers, word by word."""

import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from comitia.papers.blocks import Block, Equation, Note, Paper, Paragraph, Picture, Run, Table
from comitia.papers.cover import cover_of
from comitia.papers.docx.reading import docx_paper
from comitia.papers.kinds import kind_of
from comitia.papers.limited import paper_of
from comitia.papers.plain import paper_text
from comitia.papers.refusals import CannotRead

pytestmark = pytest.mark.slow

_LEFT_OUT = {
    "accept": {"deleted", "moved_away"},
    "reject": {"inserted", "moved_here"},
    "all": set[str](),
}
_TOLD = re.compile(
    r'(?:Str|Code \( "" , \[[^\]]*\] , \[ \] \)|CodeBlock \([^)]*\)) "((?:[^"\\]|\\.)*)"'
    r"|(Space|SoftBreak|LineBreak|Para|Plain|Header|DefinitionList)"
)
_ESCAPED = re.compile(r"\\(\d+|&|.)")


def members(shared: Path, name: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(shared / "data" / "documents" / f"{name}.tar.gz") as archive:
        for each in archive:
            if each.isfile():
                yield each.name, archive.extractfile(each).read()


def test_every_document_is_read_or_refused(shared: Path) -> None:
    names = ("itu", "mammoth", "pandoc-docx", "pdfjs", "py-pdf-samples", "tika-docs")
    files = [each for name in names for each in members(shared, name)]

    def outcome(file: tuple[str, bytes]) -> tuple[str, str]:
        name, data = file
        name = name.rpartition("/")[2]
        try:
            paper = paper_of(name, "", data)
        except CannotRead as refusal:
            return kind_of(name, "", data), refusal.code
        cover_of(paper)
        return kind_of(name, "", data), "text" if paper_text(paper) else "no text"

    with ThreadPoolExecutor(2) as pool:
        found = Counter(pool.map(outcome, files))
    assert found == {
        ("", "unknown_kind"): 2,
        ("doc", "encrypted"): 1,
        ("doc", "text"): 15,
        ("docx", "damaged"): 1,
        ("docx", "empty"): 1,
        ("docx", "no text"): 4,
        ("docx", "text"): 130,
        ("html", "unknown_kind"): 1,
        ("locked", "encrypted"): 2,
        ("odt", "encrypted"): 1,
        ("odt", "text"): 7,
        ("pdf", "damaged"): 5,
        ("pdf", "empty"): 20,
        ("pdf", "encrypted"): 9,
        ("pdf", "text"): 54,
        ("rtf", "text"): 1,
        ("text", "text"): 1,
    }


def words(blocks: Iterable[Block], notes: dict[str, Note], left_out: set[str]) -> Iterator[str]:
    """All words of blocks in order, with notes where they are cited."""

    def is_there(part: Block | Run) -> bool:
        return part.change is None or part.change.kind not in left_out

    for block in blocks:
        match block:
            case Paragraph():
                for run in block.runs:
                    if is_there(run):
                        yield run.text if not run.note else ""
                        if run.note in notes:
                            yield " "
                            yield from words(notes[run.note].blocks, notes, left_out)
                yield " "
            case Table() if is_there(block):
                for row in block.rows:
                    for cell in row.cells:
                        yield from words(cell.blocks, notes, left_out)
            case Equation() if is_there(block):
                yield f"{block.text} "
            case Picture() if is_there(block):
                yield f"{block.alt} "


def told_by(paper: Paper, left_out: set[str]) -> list[str]:
    notes = {note.key: note for note in paper.notes}
    said = " ".join(comment.text for comment in paper.comments)
    return re.findall(r"\w+", "".join(words(paper.blocks, notes, left_out)) + said)


def expected_by(native: str) -> list[str]:
    """The words in pandoc's own notation, whose strings are written as Haskell does."""
    found = _TOLD.findall(" ".join(native.replace("[", "[ ").split()))
    text = "".join(string if not blank else " " for string, blank in found)

    def letter(escaped: re.Match[str]) -> str:
        return chr(int(escaped[1])) if escaped[1].isdigit() else escaped[1].strip("&n")

    return re.findall(r"\w+", _ESCAPED.sub(letter, text))


def test_words_are_those_that_pandoc_finds(shared: Path) -> None:
    files = {Path(name).stem: data for name, data in members(shared, "pandoc-docx")}
    compared = alike = wanted = held = 0
    for name, native in members(shared, "pandoc-docx-expected"):
        stem, _, way = Path(name).stem.rpartition("_")
        if way not in _LEFT_OUT:
            stem, way = Path(name).stem, "accept"
        if stem not in files:
            continue
        ours = told_by(docx_paper(files[stem]), _LEFT_OUT[way])
        theirs = expected_by(native.decode())
        matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        wanted, held = wanted + len(theirs), held + same
        compared += 1
        alike += same == len(theirs)
    # What is not in the same place: titles, authors and captions that pandoc takes out of the
    # text or moves, comments, words for pictures, and a diagram that it says is one.
    assert (alike, compared) == (73, 84)
    assert held / wanted > 0.97
