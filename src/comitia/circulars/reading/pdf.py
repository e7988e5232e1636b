"""The text of a PDF, page by page and within bounds; what repeats on every page is left out."""

import re
import unicodedata
from collections import Counter

import pypdfium2

from comitia.circulars.reading.refusals import Damaged, Empty, Encrypted, TooLarge

_MOST_PAGES = 200
_MOST_CHARACTERS = 2_000_000
_FIGURES = re.compile(r"\d+")
_SOFT_BREAK = re.compile("[\u0002\ufffe\u00ad]\r?\n?")


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
            text = str(words.get_text_bounded())
            words.close()
            page.close()
        except pypdfium2.PdfiumError as error:
            raise Damaged(kind="PDF", detail=f"its page {number + 1} is broken") from error
        total += len(text)
        if total > _MOST_CHARACTERS:
            raise TooLarge(
                found=f"more than {_MOST_CHARACTERS:,} characters", limit=f"{_MOST_CHARACTERS:,}"
            )
        text = _SOFT_BREAK.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        pages.append([_plain(line).rstrip() for line in text.split("\n")])
    return pages


def _plain(line: str) -> str:
    """A line without the ligatures and the shaped Arabic letters that PDFs store."""
    if not any("\ufb00" <= letter <= "\ufeff" for letter in line):
        return line
    return "".join(
        unicodedata.normalize("NFKC", letter) if "\ufb00" <= letter <= "\ufefc" else letter
        for letter in line
    )


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
