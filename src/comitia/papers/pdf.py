"""The text of a PDF, page by page and within bounds; what repeats on every page is left out."""

import ctypes
import math
import re
import unicodedata
from collections import Counter

import pypdfium2

from comitia.papers.layout import Sign, page_lines
from comitia.papers.refusals import Damaged, Empty, Encrypted, TooLarge

_MOST_PAGES = 200
_MOST_CHARACTERS = 2_000_000
_FIGURES = re.compile(r"\d+")


def pdf_text(data: bytes) -> str:
    """The text of a PDF. Raises Damaged, Encrypted, TooLarge; Empty where it has none (a scan)."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted from error
        raise Damaged(kind="PDF", detail="it cannot be opened as one") from error
    try:
        if len(document) > _MOST_PAGES:
            raise TooLarge(found=f"{len(document):,} pages", limit=f"{_MOST_PAGES:,}")
        pages = _pages(document)
    finally:
        document.close()
    text = "\n".join(_without_repeats(pages))
    if not text.strip():
        raise Empty
    return text


def _pages(document: pypdfium2.PdfDocument) -> list[list[str]]:
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
        pages.append(page_lines(signs))
    return pages


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


def _without_repeats(pages: list[list[str]]) -> list[str]:
    """All lines, without those that head or foot most pages, whatever page number is in them."""
    if len(pages) < 3:
        return [line for page in pages for line in page]
    ends: Counter[str] = Counter()
    for page in pages:
        ends.update({_FIGURES.sub("#", line) for line in (*page[:2], *page[-2:]) if line.strip()})
    repeated = {line for line, count in ends.items() if count * 3 >= len(pages) * 2}
    kept = []
    for page in pages:
        for index, line in enumerate(page):
            edge = index < 2 or index >= len(page) - 2
            if not (edge and _FIGURES.sub("#", line) in repeated):
                kept.append(line)
    return kept
