"""Lines of text out of signs and their places on a page: words, tabs between cells, blank lines
between paragraphs, rows of tables whose cells run over lines, and Arabic in reading order."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from comitia.base.text import is_han
from comitia.papers.labels import label_of

# In ems. Words of a justified line stand less than one apart, cells more.
_WORD_GAP = 0.3
_SPACED_WORD_GAP = 0.6
_CELL_GAP = 1.15
_SAME_LINE = 0.4
_PARAGRAPH_GAP = 1.45
_ROW_GAP = 1.2
_SAME_COLUMN = 0.8
_MIRRORED = str.maketrans("()[]{}\u00ab\u00bb<>", ")(][}{\u00bb\u00ab><")
_JOINS_FIGURES = frozenset(".,:/\u066b\u066c")


@dataclass(frozen=True)
class Sign:
    """A sign on a page: its letter, its origin on the base line, what it covers from left to right,
    and the size of its type. A blank that the file states is a sign that covers nothing."""

    letter: str
    x: float
    y: float
    left: float
    right: float
    size: float
    spaced: bool = False
    """Whether a blank stands before it in the file, which is how it is read from the left."""


@dataclass(frozen=True)
class _Cell:
    """Signs that stand together on one line."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class _Line:
    """The cells of one line in reading order, and where it stands."""

    cells: tuple[_Cell, ...]
    y: float
    size: float
    rtl: bool


@dataclass(frozen=True)
class Placed:
    """A line of a page: its text with tabs between cells, and how it stands."""

    text: str
    size: float
    """Of its type, in points."""
    begins: bool
    """Whether it stands apart from the line above."""
    gap: float = 0
    """How far it stands below the line above, in points; 0 of the first."""


def placed_lines(signs: Sequence[Sign]) -> list[Placed]:
    """The lines of a page from the top down."""
    lines = [_line(group) for group in _grouped(signs) if any(s.letter != " " for s in group)]
    gaps = [above.y - below.y for above, below in pairwise(lines)]
    usual = median(gaps) if gaps else 0.0
    lines = list(_with_rows_joined(lines))
    shown = []
    for index, line in enumerate(lines):
        gap = lines[index - 1].y - line.y if index else 0.0
        apart = not index or gap > _PARAGRAPH_GAP * max(usual, line.size)
        shown.append(Placed("\t".join(cell.text for cell in line.cells), line.size, apart, gap))
    return shown


def _grouped(signs: Sequence[Sign]) -> Iterator[list[Sign]]:
    """Signs by line, from the top down."""
    current: list[Sign] = []
    for sign in sorted(signs, key=lambda sign: -sign.y):
        if current and current[0].y - sign.y > _SAME_LINE * max(current[0].size, sign.size):
            yield current
            current = []
        current.append(sign)
    if current:
        yield current


def _line(signs: Sequence[Sign]) -> _Line:
    rtl = _is_rtl(signs)
    visible = sorted((s for s in signs if s.letter != " "), key=lambda sign: (sign.left, sign.x))
    size = median(sign.size for sign in visible)
    cells: list[list[Sign]] = [[]]
    reach = visible[0].left
    for sign in visible:
        if sign.left - reach > _CELL_GAP * size:
            cells.append([])
        reach = max(reach, sign.right)
        cells[-1].append(sign)
    blanks = [sign for sign in signs if sign.letter == " "]
    shown = [_cell(cell, blanks, size, rtl=rtl) for cell in cells]
    if rtl:
        shown.reverse()
    return _Line(tuple(shown), median(sign.y for sign in visible), size, rtl)


def _is_rtl(signs: Sequence[Sign]) -> bool:
    arabic = sum(_is_arabic(sign.letter) for sign in signs)
    latin = sum(sign.letter.isascii() and sign.letter.isalpha() for sign in signs)
    return arabic > latin


def _cell(signs: Sequence[Sign], blanks: Sequence[Sign], size: float, *, rtl: bool) -> _Cell:
    left, right = signs[0].left, max(sign.right for sign in signs)
    inner = [blank for blank in blanks if left < blank.x < right]
    # Where a file states its blanks, they are the truth; gaps then only add what they leave out.
    stated = any(sign.spaced for sign in signs[1:])
    gap = (_SPACED_WORD_GAP if stated else _WORD_GAP) * size
    if rtl:
        ordered = _lam_before_alef(sorted([*signs, *inner], key=_place)[::-1])
    else:
        ordered = sorted(signs, key=_place)
    pieces: list[str] = []
    before: Sign | None = None
    for sign in ordered:
        if sign.letter == " ":
            pieces.append(" ")
            continue
        if before is not None and pieces[-1] != " ":
            apart = before.left - sign.right if rtl else sign.left - before.right
            blank = apart > gap or (sign.spaced and not rtl)
            if blank and not (is_han(before.letter) and is_han(sign.letter)):
                pieces.append(" ")
        pieces.append(sign.letter)
        before = sign
    if rtl:
        pieces = _with_brackets_paired(_reading_order(pieces))
    return _Cell(" ".join("".join(pieces).split()), left, right)


def _place(sign: Sign) -> tuple[float, int]:
    """Left to right by origin; a vowel sign stands after the letter at its origin, seen from it."""
    return (sign.x, -1 if unicodedata.category(sign.letter) == "Mn" else 0)


def _lam_before_alef(signs: Sequence[Sign]) -> list[Sign]:
    """The ligature of lam and alef is one drawing with one origin: lam is read first."""
    ordered = list(signs)
    for index, (first, second) in enumerate(pairwise(signs)):
        alef = first.letter in "\u0627\u0623\u0625\u0622" and second.letter == "\u0644"
        if alef and abs(first.x - second.x) < 0.01 * first.size:
            ordered[index], ordered[index + 1] = second, first
    return ordered


def _with_brackets_paired(pieces: Sequence[str]) -> list[str]:
    """Brackets that open and close by turns: PDF libraries mirror some of them and some not."""
    places = [index for index, piece in enumerate(pieces) if piece in {"(", ")"}]
    paired = list(pieces)
    if len(places) % 2 == 0:
        for order, index in enumerate(places):
            paired[index] = ")" if order % 2 else "("
    return paired


def _reading_order(pieces: Sequence[str]) -> list[str]:
    """Signs from right to left, with Latin words and figures turned back to run from the left."""
    shown: list[str] = []
    place = 0
    while place < len(pieces):
        end = _foreign_end(pieces, place)
        if end > place:
            shown += list(reversed(pieces[place:end]))
            place = end
        else:
            shown.append(pieces[place].translate(_MIRRORED))
            place += 1
    return shown


def _foreign_end(pieces: Sequence[str], start: int) -> int:
    """Where a run of Latin letters ends that begins here, or else a figure; `start` if neither."""
    if not _is_foreign(pieces[start]):
        return start
    end = start
    last = start
    latin = False
    while end < len(pieces) and not _is_arabic(pieces[end]):
        if _is_foreign(pieces[end]):
            last = end + 1
            latin = latin or pieces[end].isalpha()
        end += 1
    if latin:
        return last
    end = start
    while end < len(pieces) and (
        pieces[end].isdigit()
        or (
            pieces[end] in _JOINS_FIGURES
            and end + 1 < len(pieces)
            and pieces[end + 1].isdigit()
            and pieces[end - 1].isdigit()
        )
    ):
        end += 1
    return end


def _is_arabic(piece: str) -> bool:
    return "\u0600" <= piece[0] <= "\u06ff" and piece[0].isalpha()


def _is_foreign(piece: str) -> bool:
    return piece.isdigit() or (piece[0].isalpha() and not _is_arabic(piece))


def _with_rows_joined(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines, with those joined to the line above that go on with the cells of one row."""
    gaps = [
        above.y - below.y
        for above, below in pairwise(lines)
        if len(above.cells) > 1 and above.y - below.y < 3 * above.size
    ]
    closest = min(gaps, default=0.0)
    # Only where rows stand apart can a line below the first column be told from a new row.
    limit = _ROW_GAP * closest if max(gaps, default=0.0) > _ROW_GAP * closest else 0.0
    row: _Line | None = None
    for line in lines:
        if row is not None and _goes_on(row, line, limit):
            row = _joined(row, line)
            continue
        if row is not None:
            yield row
        row = line
    if row is not None:
        yield row


def _goes_on(row: _Line, line: _Line, limit: float) -> bool:
    """Whether a line is more of the row above: in its columns, and closer than rows are."""
    if any(_is_listed(cell.text) for cell in line.cells):
        return False
    if not len(line.cells) <= len(row.cells) > 1 or row.y - line.y > 2 * row.size:
        return False
    columns = [_column(row, cell) for cell in line.cells]
    if None in columns or len(set(columns)) < len(columns):
        return False
    if 0 not in columns:
        return True
    label = label_of(row.cells[0].text + " ")
    labelled = label is not None and label.length >= len(row.cells[0].text)
    return not labelled and row.y - line.y < limit and len(line.cells) < len(row.cells)


def _is_listed(text: str) -> bool:
    label = label_of(text)
    return label is not None and label.marked


def _column(row: _Line, cell: _Cell) -> int | None:
    for index, above in enumerate(row.cells):
        edge = abs(above.right - cell.right) if row.rtl else abs(above.left - cell.left)
        if edge < _SAME_COLUMN * row.size:
            return index
    return None


def _joined(row: _Line, line: _Line) -> _Line:
    cells = list(row.cells)
    for cell in line.cells:
        column = _column(row, cell)
        if column is not None:
            above = cells[column]
            close = above.text.endswith(("-", "\u2013")) or is_han(cell.text[:1] or " ")
            cells[column] = replace(above, text=above.text + ("" if close else " ") + cell.text)
    return replace(row, cells=tuple(cells), y=line.y)
