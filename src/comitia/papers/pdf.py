"""The text of a PDF, page by page and within bounds; what repeats on every page is left out."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2

from comitia.base.text import storable
from comitia.papers.blocks import Block, PageBreak, Paper, Paragraph, Run, Table
from comitia.papers.languages import language_of
from comitia.papers.layout import Placed, Sign, placed_lines
from comitia.papers.plain import blocks_of
from comitia.papers.refusals import Damaged, Empty, Encrypted, TooLarge
from comitia.papers.runs import labelled

MOST_PAGES = 500
_MOST_CHARACTERS = 2_000_000
# How much larger than most of the text a heading is, and how long it is at most.
_LARGER = 1.15
_HEADING_LINES, _HEADING_LETTERS = 4, 240
_MOST_LEVELS = 3
_APART = 1.35
_FIGURES = re.compile(r"\d+")


def pdf_text(data: bytes) -> str:
    """The text of a PDF. Raises Damaged, Encrypted, TooLarge; Empty where it has none (a scan)."""
    with opened(data) as document:
        pages = _without_repeats(_pages(document))
    lines: list[str] = []
    for page in pages:
        for line in page:
            lines += ["", line.text] if line.begins else [line.text]
    text = "\n".join(lines)
    if not text.strip():
        raise Empty
    return text


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF within bounds. Raises Damaged, Encrypted, TooLarge."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # A handler of rights that is not known is as closed as a password.
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Encrypted from error
        raise Damaged(kind="PDF", detail="it cannot be opened as one") from error
    try:
        if len(document) > MOST_PAGES:
            raise TooLarge(found=f"{len(document):,} pages", limit=f"{MOST_PAGES:,}")
        yield document
    finally:
        document.close()


def _pages(document: pypdfium2.PdfDocument) -> list[list[Placed]]:
    pages = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
            words = page.get_textpage()
            total += int(words.count_chars())
            if total > _MOST_CHARACTERS:
                raise TooLarge(
                    found=f"more than {_MOST_CHARACTERS:,} characters",
                    limit=f"{_MOST_CHARACTERS:,}",
                )
            signs = _signs(words)
            words.close()
            page.close()
        except pypdfium2.PdfiumError as error:
            raise Damaged(kind="PDF", detail=f"its page {number + 1} is broken") from error
        pages.append(placed_lines(signs))
    return pages


def pdf_paper(data: bytes) -> Paper:
    """The paper that a PDF shows, page by page. Raises as `pdf_text`.

    Headings are those that are set larger than most of the text, or surely numbered.
    """
    with opened(data) as document:
        pages = _without_repeats(_pages(document))
        title = " ".join(str(document.get_metadata_dict().get("Title", "")).split())[:500]
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    pitch = _pitch(pages)
    pages = [_begun(page, pitch) for page in pages]
    larger = sorted((size for size in sizes if size > _LARGER * usual), reverse=True)
    blocks: list[Block] = []
    for place, page in enumerate(pages):
        if place:
            blocks.append(PageBreak())
        blocks += _blocks(page, larger)
    if not any(isinstance(block, Paragraph | Table) for block in blocks):
        raise Empty
    return Paper(tuple(blocks), language=language_of(blocks, ()), title=storable(title))


def _pitch(pages: list[list[Placed]]) -> float:
    """How far lines of one paragraph stand apart, in sizes of their type: as the close ones do."""
    gaps = sorted(line.gap / line.size for page in pages for line in page if line.gap > 0)
    return max(1.0, gaps[len(gaps) // 10]) if gaps else 1.0


def _begun(lines: list[Placed], pitch: float) -> list[Placed]:
    """The lines, each beginning a block that stands further below than lines of one do."""
    return [
        replace(line, begins=line.begins or line.gap > _APART * pitch * line.size) for line in lines
    ]


def _blocks(lines: list[Placed], larger: list[float]) -> Iterator[Block]:
    """The blocks of a page; a line whose type is of another size begins one as a gap does."""
    waiting: list[list[str]] = []
    for group in _groups(lines):
        size = round(group[0].size, 1)
        text = " ".join(line.text.replace("\t", " ") for line in group)
        if size in larger and len(group) <= _HEADING_LINES and len(text) <= _HEADING_LETTERS:
            yield from blocks_of(waiting)
            waiting = []
            level = min(larger.index(size) + 1, _MOST_LEVELS)
            yield labelled(Paragraph((Run(text),), "heading", level))
        else:
            waiting.append([line.text for line in group])
    yield from blocks_of(waiting)


def _groups(lines: list[Placed]) -> list[list[Placed]]:
    groups: list[list[Placed]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        # Rows of a table stand further apart than lines, and have as many cells.
        goes_on = before is not None and (
            not line.begins or 0 < line.text.count("\t") == before.text.count("\t")
        )
        if before is not None and goes_on and abs(before.size - line.size) < 1:
            groups[-1].append(line)
        elif line.text.strip():
            groups.append([line])
    return groups


def _signs(words: pypdfium2.PdfTextPage) -> list[Sign]:
    """The signs of a page by their origins, which are sound where boxes and order are not."""
    raw = pypdfium2.raw
    signs: list[Sign] = []
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = raw.FS_MATRIX()
    spaced = False
    for index in range(words.count_chars()):
        letter = chr(_code(words, index))
        if not (letter.isprintable() or letter.isspace()) or letter in "\r\n":
            continue
        raw.FPDFText_GetCharOrigin(words, index, x, y)
        if letter.isspace():
            signs.append(Sign(" ", x.value, y.value, x.value, x.value, 1.0))
            spaced = True
            continue
        left, _, right, _ = words.get_charbox(index)
        raw.FPDFText_GetMatrix(words, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = max(1.0, float(raw.FPDFText_GetFontSize(words, index)) * scale)
        for part in _plain(letter):
            # Arabic vowel signs have origins of their own, and no reading depends on them.
            if unicodedata.category(part) != "Mn":
                signs.append(Sign(part, x.value, y.value, left, right, size, spaced))
        spaced = False
    return signs


def _code(words: pypdfium2.PdfTextPage, index: int) -> int:
    code = int(pypdfium2.raw.FPDFText_GetUnicode(words, index))
    return code if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else 0x20


def _plain(letter: str) -> str:
    """A letter without the ligatures and the shaped Arabic forms that PDFs store."""
    return unicodedata.normalize("NFKC", letter) if "\ufb00" <= letter <= "\ufefc" else letter


def _without_repeats(pages: list[list[Placed]]) -> list[list[Placed]]:
    """The lines, without those that head or foot most pages, whatever page number is in them."""
    if len(pages) < 3:
        return pages
    ends: Counter[str] = Counter()
    for page in pages:
        edges = (line.text for line in (*page[:2], *page[-2:]))
        ends.update({_FIGURES.sub("#", text) for text in edges if text.strip()})
    repeated = {line for line, count in ends.items() if count * 3 >= len(pages) * 2}
    return [
        [
            line
            for index, line in enumerate(page)
            if 2 <= index < len(page) - 2 or _FIGURES.sub("#", line.text) not in repeated
        ]
        for page in pages
    ]
