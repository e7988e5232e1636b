"""The text of a Word file, read by a bounded parser of our own: nothing in it is followed or run.

Tables become lines with tabs, automatic numbers become text, deleted text is left out."""

from dataclasses import dataclass, field

from comitia.papers.package import Reader, member, package, parse
from comitia.papers.refusals import Damaged, TooLarge

_MOST_CHARACTERS = 2_000_000
_DROPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "Fallback", "rubyBase", "rPrChange"}
)


@dataclass
class _Level:
    style: str = "decimal"
    text: str = "%1"
    start: int = 1


@dataclass
class _Numbering:
    """The lists of a file: of each, its levels; and the counters while paragraphs are read."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    counters: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, number: str, depth: int) -> str:
        """The next label of a list at a level; deeper levels begin anew."""
        kind = self.lists.get(number, "")
        levels = self.levels.get(kind, {})
        level = levels.get(depth)
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":
            return "\u2013"
        key = (kind, depth)
        self.counters[key] = self.counters.get(key, level.start - 1) + 1
        for other in [each for each in self.counters if each[0] == kind and each[1] > depth]:
            del self.counters[other]
        shown = level.text
        for place in range(9, 0, -1):
            if f"%{place}" in shown:
                above = levels.get(place - 1, _Level())
                value = self.counters.get((kind, place - 1), above.start)
                shown = shown.replace(f"%{place}", _figure(value, above.style))
        return shown


def _figure(value: int, style: str) -> str:
    value = max(1, min(value, 3_999))
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"}:
        roman = _roman(value)
        return roman if style == "upperRoman" else roman.lower()
    orders = {
        "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
        "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
        "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
        "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    }
    order = orders.get(style)
    if order:
        return order[(value - 1) % len(order)]
    return str(value)


def _roman(value: int) -> str:
    shown = ""
    for letters, size in (
        ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50),
        ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1),
    ):  # fmt: skip
        while value >= size:
            shown += letters
            value -= size
    return shown


def docx_text(data: bytes) -> str:
    """The text of a DOCX file. Raises Damaged, Encrypted, TooLarge."""
    with package(data, "Word") as archive:
        names = archive.namelist()
        main = next((name for name in names if name.lower() == "word/document.xml"), None)
        if main is None:
            raise Damaged(kind="Word", detail="it is a ZIP archive without a document in it")
        numbering = _Numbering()
        if "word/numbering.xml" in names:
            parse(
                member(archive, "word/numbering.xml", "Word"), _NumberingReader(numbering), "Word"
            )
        styles: dict[str, tuple[str, int]] = {}
        if "word/styles.xml" in names:
            parse(member(archive, "word/styles.xml", "Word"), _StyleReader(styles), "Word")
        reader = _DocumentReader(numbering, styles)
        parse(member(archive, main, "Word"), reader, "Word")
        return reader.text()


class _NumberingReader(Reader):
    def __init__(self, numbering: _Numbering) -> None:
        self._numbering = numbering
        self._abstract = ""
        self._number = ""
        self._level: _Level | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._abstract = attributes.get("abstractNumId", "")
        elif name == "lvl" and self._abstract and not self._number:
            self._level = _Level()
            depth = _whole(attributes.get("ilvl", "0"))
            self._numbering.levels.setdefault(self._abstract, {})[depth] = self._level
        elif self._level is not None and name == "numFmt":
            self._level.style = value
        elif self._level is not None and name == "lvlText":
            self._level.text = value[:40]
        elif self._level is not None and name == "start":
            self._level.start = _whole(value, 1)
        elif name == "num":
            self._number = attributes.get("numId", "")
        elif name == "abstractNumId" and self._number:
            self._numbering.lists[self._number] = value

    def end(self, name: str) -> None:
        if name == "lvl":
            self._level = None
        elif name == "abstractNum":
            self._abstract = ""
        elif name == "num":
            self._number = ""


class _StyleReader(Reader):
    """The lists that paragraph styles bring with them."""

    def __init__(self, styles: dict[str, tuple[str, int]]) -> None:
        self._styles = styles
        self._style = ""
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style, self._depth = attributes.get("styleId", ""), 0
        elif name == "ilvl" and self._style:
            self._depth = _whole(attributes.get("val", "0"))
        elif name == "numId" and self._style:
            self._styles[self._style] = (attributes.get("val", ""), self._depth)

    def end(self, name: str) -> None:
        if name == "style":
            self._style = ""


class _DocumentReader(Reader):
    def __init__(self, numbering: _Numbering, styles: dict[str, tuple[str, int]]) -> None:
        self._numbering = numbering
        self._styles = styles
        self._lines: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._cells: list[list[list[str]]] = []
        self._pieces: list[list[str]] = []
        self._list: list[tuple[str, int]] = []
        self._dropped = 0
        self._in_text = 0
        self._in_properties = 0
        self._characters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _DROPPED:
            self._dropped += 1
        if self._dropped:
            return
        value = attributes.get("val", "")
        if name == "p":
            self._pieces.append([])
            self._list.append(("", 0))
        elif name == "pPr":
            self._in_properties += 1
        elif self._in_properties and self._list:
            self._property(name, value)
        elif name == "t":
            self._in_text += 1
        elif name in {"tab", "ptab"} and self._pieces:
            self._pieces[-1].append("\t")
        elif name in {"br", "cr"} and self._pieces:
            self._pieces[-1].append("\n")
        elif name == "noBreakHyphen" and self._pieces:
            self._pieces[-1].append("-")
        elif name == "tr":
            self._cells.append([])
        elif name == "tc":
            self._paragraphs.append([])

    def _property(self, name: str, value: str) -> None:
        number, depth = self._list[-1]
        if name == "pStyle" and value in self._styles and not number:
            self._list[-1] = self._styles[value]
        elif name == "numId":
            self._list[-1] = (value, depth)
        elif name == "ilvl":
            self._list[-1] = (number, _whole(value))

    def end(self, name: str) -> None:
        if name in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
            return
        if self._dropped:
            return
        if name == "t":
            self._in_text = max(0, self._in_text - 1)
        elif name == "pPr":
            self._in_properties = max(0, self._in_properties - 1)
        elif name == "p" and self._pieces:
            self._end_paragraph()
        elif name == "tc" and self._paragraphs:
            if self._cells:
                self._cells[-1].append(self._paragraphs.pop())
            else:
                self._lines += self._paragraphs.pop()
        elif name == "tr" and self._cells:
            self._end_row()

    def letters(self, text: str) -> None:
        if self._in_text and not self._dropped and self._pieces:
            self._characters += len(text)
            if self._characters > _MOST_CHARACTERS:
                raise TooLarge(
                    found=f"more than {_MOST_CHARACTERS:,} characters",
                    limit=f"{_MOST_CHARACTERS:,}",
                )
            self._pieces[-1].append(text)

    def _end_paragraph(self) -> None:
        text = "".join(self._pieces.pop())
        number, depth = self._list.pop()
        if number and number != "0" and text.strip():
            label = self._numbering.label(number, depth)
            if label:
                text = f"{label}\t{text}"
        target = self._paragraphs[-1] if self._paragraphs else self._lines
        if self._paragraphs and not text.strip():
            return
        target.append(text)

    def _end_row(self) -> None:
        """A row on one line; cells of several paragraphs beside each other line by line."""
        cells = self._cells.pop()
        target = self._paragraphs[-1] if self._paragraphs else self._lines
        heights = {len(cell) for cell in cells if cell}
        if len(heights) == 1 and not any("\n" in part for cell in cells for part in cell):
            for height in range(next(iter(heights))):
                target.append("\t".join(cell[height] for cell in cells if cell))
            return
        single = [cell[0].replace("\n", " ") for cell in cells if len(cell) == 1]
        if single:
            target.append("\t".join(single))
        for cell in cells:
            if len(cell) > 1:
                target += cell

    def text(self) -> str:
        return "\n".join(self._lines)


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
