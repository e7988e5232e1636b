"""The words of spreadsheets, slides and OpenDocument files, within bounds.

A row of a table is a line with tabs; sheets and slides are told apart by a line of their own.
"""

import re
from zipfile import ZipFile

from comitia.papers.package import Reader, member, package, parse
from comitia.papers.refusals import Damaged, Empty, Encrypted, TooLarge

_MOST_CHARACTERS = 2_000_000
_MOST_SHEETS = 200
_MOST_REPEATED = 200
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,5})\.xml", re.IGNORECASE)
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,5})\.xml", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]{1,3}")


class _Counted(Reader):
    """A reader that stops where there is more text than anybody reads."""

    def __init__(self) -> None:
        self.characters = 0

    def count(self, text: str) -> str:
        self.characters += len(text)
        if self.characters > _MOST_CHARACTERS:
            raise TooLarge(
                found=f"more than {_MOST_CHARACTERS:,} characters", limit=f"{_MOST_CHARACTERS:,}"
            )
        return text


class _Shared(_Counted):
    """The texts that cells of a spreadsheet point at."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] | None = None
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []
        self._in_text = name == "t"

    def end(self, name: str) -> None:
        if name == "si" and self._pieces is not None:
            self.texts.append("".join(self._pieces))
            self._pieces = None
        self._in_text = False

    def letters(self, text: str) -> None:
        if self._in_text and self._pieces is not None:
            self._pieces.append(self.count(text))


class _Cells(_Counted):
    """The rows of one sheet."""

    def __init__(self, shared: list[str]) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._shared = shared
        self._row: list[str] = []
        self._kind = ""
        self._column = 0
        self._pieces: list[str] = []
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = []
        elif name == "c":
            self._kind = attributes.get("t", "")
            self._column = _column(attributes.get("r", ""), len(self._row))
            self._pieces = []
        self._in_value = name in {"v", "t"}

    def end(self, name: str) -> None:
        self._in_value = False
        if name == "c":
            value = "".join(self._pieces)
            if self._kind == "s":
                place = int(value) if value.isascii() and value.isdigit() else -1
                value = self._shared[place] if 0 <= place < len(self._shared) else ""
            if value:
                # Cells that are empty are not written; a far column stays near.
                empty = min(self._column - len(self._row), 30)
                self._row += [""] * max(empty, 0) + [self.count(" ".join(value.split()))]
        elif name == "row" and self._row:
            self.lines.append("\t".join(self._row))

    def letters(self, text: str) -> None:
        if self._in_value:
            self._pieces.append(self.count(text))


class _Names(Reader):
    """The names of the sheets, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and len(self.names) < _MOST_SHEETS:
            self.names.append(attributes.get("name", ""))


class _Slide(_Counted):
    """The paragraphs of one slide."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._in_text = name == "t"
        if name == "br":
            self._pieces.append("\n")

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "p":
            if text := "".join(self._pieces).strip():
                self.lines.append(text)
            self._pieces = []

    def letters(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(self.count(text))


class _OpenDocument(_Counted):
    """The paragraphs and tables of an OpenDocument file (ISO/IEC 26300)."""

    _ASIDE = frozenset({"tracked-changes", "annotation", "notes-configuration", "sequence-decls"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._cells: list[list[str]] = []
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._ASIDE:
            self._aside += 1
        elif name in {"p", "h"}:
            self._paragraphs.append([])
        elif name == "table-row":
            self._rows.append([])
        elif name in {"table-cell", "covered-table-cell"} and self._rows:
            self._cells.append([])
        elif name == "table" and attributes.get("name"):
            self.lines.append(f"— {attributes['name'][:200]} —")
        elif self._paragraphs and not self._aside:
            if name == "s":
                self._paragraphs[-1].append(" " * min(_whole(attributes.get("c", "1")), 100))
            elif name == "tab":
                self._paragraphs[-1].append("\t")
            elif name == "line-break":
                self._paragraphs[-1].append("\n")

    def end(self, name: str) -> None:
        if name in self._ASIDE:
            self._aside = max(self._aside - 1, 0)
        elif name in {"p", "h"} and self._paragraphs:
            text = "".join(self._paragraphs.pop())
            if self._cells:
                self._cells[-1].append(" ".join(text.split()))
            else:
                self.lines.append(text)
        elif name in {"table-cell", "covered-table-cell"} and self._rows and self._cells:
            self._rows[-1].append(" ".join(self._cells.pop()))
        elif name == "table-row" and self._rows:
            row = "\t".join(self._rows.pop()).rstrip("\t")
            if row:
                self.lines.append(row)

    def letters(self, text: str) -> None:
        if self._paragraphs and not self._aside:
            self._paragraphs[-1].append(self.count(text))


def xlsx_text(data: bytes) -> str:
    """The cells of a spreadsheet, sheet by sheet. Raises CannotRead."""
    kind = "Excel"
    with package(data, kind) as archive:
        shared, names = _Shared(), _Names()
        _read(archive, "xl/sharedStrings.xml", shared, kind)
        _read(archive, "xl/workbook.xml", names, kind)
        lines: list[str] = []
        for number, name in enumerate(_numbered(archive, _SHEET, kind)):
            cells = _Cells(shared.texts)
            _read(archive, name, cells, kind)
            title = names.names[number] if number < len(names.names) else str(number + 1)
            lines += [f"— {title} —", *cells.lines, ""]
    return _whole_text(lines)


def pptx_text(data: bytes) -> str:
    """The words of slides, slide by slide. Raises CannotRead."""
    kind = "PowerPoint"
    with package(data, kind) as archive:
        lines: list[str] = []
        for number, name in enumerate(_numbered(archive, _SLIDE, kind), 1):
            slide = _Slide()
            _read(archive, name, slide, kind)
            lines += [f"— {number} —", *slide.lines, ""]
    return _whole_text(lines)


def odf_text(data: bytes) -> str:
    """The text of an OpenDocument text, spreadsheet or presentation. Raises CannotRead."""
    kind = "OpenDocument"
    with package(data, kind) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names:
            manifest = b"".join(member(archive, "META-INF/manifest.xml", kind))
            if b"encryption-data" in manifest:
                raise Encrypted
        if "content.xml" not in names:
            raise Damaged(kind=kind, detail="it is a ZIP archive without a document in it")
        reader = _OpenDocument()
        _read(archive, "content.xml", reader, kind)
    return _whole_text(reader.lines)


def _read(archive: ZipFile, name: str, reader: Reader, kind: str) -> None:
    if name in archive.namelist():
        parse(member(archive, name, kind), reader, kind)


def _numbered(archive: ZipFile, pattern: re.Pattern[str], kind: str) -> list[str]:
    found = [
        (int(match[1]), name) for name in archive.namelist() if (match := pattern.fullmatch(name))
    ]
    if not found:
        raise Damaged(kind=kind, detail="it is a ZIP archive without a document in it")
    return [name for _, name in sorted(found)[:_MOST_SHEETS]]


def _column(reference: str, otherwise: int) -> int:
    """Which column a cell is in, counted from 0: C7 is in the third."""
    match = _COLUMN.match(reference)
    if match is None:
        return otherwise
    number = 0
    for letter in match[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _whole_text(lines: list[str]) -> str:
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise Empty
    return text
