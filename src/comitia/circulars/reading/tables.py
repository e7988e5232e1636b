"""Where the timetable is, and its cut into cells: a table, a list, a table flattened to lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comitia.circulars.reading.lines import Line, Text
from comitia.papers.dates import When, parse_when, when_at
from comitia.papers.folding import fold, folded
from comitia.papers.labels import label_of
from comitia.papers.terms import Terms

_CELLS = re.compile(r"[ \u00a0]*(?:\t[\t \u00a0]*|\|[ \u00a0]*|[ \u00a0]{3,}|\u3000+)")
_RULES = re.compile(r"[\s|:+=_-]+")
_SPLITS = re.compile(r"[:\uff1a]\s*|\s+[-\u2013\u2014]+\s+|[\u2013\u2014]\s+|[,;\uff0c]\s*")
_MOST_ROWS = 200
_LONGEST_GAP_LINES = 4


@dataclass(frozen=True)
class Cell:
    """A cell: its span without blanks at the ends."""

    start: int
    end: int


@dataclass
class Draft:
    """A row while it is gathered: the cells of its "when", of its action, of others."""

    when: Cell | None
    parsed: When | None
    action: list[Cell]
    actor: Cell | None = None
    recipient: Cell | None = None


class Finder:
    """Finds the timetable among some lines."""

    def __init__(self, text: Text, terms: Terms, lines: Sequence[Line]) -> None:
        self._text = text
        self._terms = terms
        self._lines = lines
        self._rows = terms.section("rows")
        self._intro = terms.word("words", "timetable")
        self._hope = terms.word("letter", "look_forward")
        self._bound = max(1, len(lines))

    def find(self) -> tuple[tuple[int, int], list[Draft], bool] | None:
        """The region's first and last line (by index), its drafts, and whether it was flat."""
        for start in self._starts():
            stop = self._stop(start)
            grid = self._grid(start, stop)
            if grid is not None:
                return (start, stop), grid, False
            drafts, end = self._flat(start, stop)
            if sum(draft.parsed is not None for draft in drafts) >= 2:
                return (start, end), drafts, True
            if drafts and drafts[0].parsed is not None and self._announced(start):
                return (start, end), drafts, True
        return None

    def _announced(self, start: int) -> bool:
        """Whether a line just above speaks of a timetable."""
        above = [line for line in self._lines[max(0, start - 4) : start] if not line.blank]
        return any(self._intro.find(line.folded.text) for line in above[-2:])

    def _starts(self) -> Iterator[int]:
        """Where a timetable may begin: below a line that announces one, then wherever dates are."""
        announced = [
            index + 1
            for index, line in enumerate(self._lines)
            if not line.blank and self._intro.find(line.folded.text)
        ]
        announced.sort(key=lambda index: not self._lines[index - 1].text.endswith((":", "\uff1a")))
        for index in announced:
            start = self._filled(index)
            for _ in range(3):
                if start >= len(self._lines):
                    break
                if self._is_row(self._lines[start]) or self._is_grid_line(self._lines[start]):
                    yield start
                    break
                if self._is_row_behind(start):
                    yield start
                    break
                start = self._filled(start + 1)
        dated = [index for index, line in enumerate(self._lines) if self._is_row(line)]
        for place, index in enumerate(dated):
            if place + 1 < len(dated) and dated[place + 1] - index <= _LONGEST_GAP_LINES:
                yield self._with_head(index)
                return

    def _with_head(self, index: int) -> int:
        """The first line of a table, with the names of its columns above its first date."""
        first = index
        for above in range(index - 1, max(-1, index - 4), -1):
            line = self._lines[above]
            if not line.blank and self._head(self._cells(line)):
                first = above
        return first

    def _filled(self, index: int) -> int:
        while index < len(self._lines) and self._lines[index].blank:
            index += 1
        return index

    def _is_row(self, line: Line) -> bool:
        if line.blank or len(line.text) > 400:
            return False
        when, _ = self._when_of(line)
        return when is not None

    def _is_grid_line(self, line: Line) -> bool:
        return len(self._cells(line)) >= 2

    def _is_row_behind(self, index: int) -> bool:
        """Whether the line after the next blank ones is a date: a table with the action first."""
        following = self._filled(index + 1)
        return following < len(self._lines) and self._is_row(self._lines[following])

    def _stop(self, start: int) -> int:
        """Where the letter goes on: a numbered paragraph or the closing words."""
        last_number = self._paragraph_before(start)
        for index in range(start, len(self._lines)):
            line = self._lines[index]
            if line.blank:
                continue
            label = label_of(line.text)
            if (
                label is not None
                and last_number is not None
                and label.style == "number"
                and label.rank == last_number + 1
                and not line.indent
                and self._when_of(line)[0] is None
                and index > start
            ):
                return index
            hope = self._hope.at(line.folded.text, 0)
            if index > start and hope is not None and self._when_of(line)[0] is None:
                return index
        return len(self._lines)

    def _paragraph_before(self, start: int) -> int | None:
        for line in reversed(self._lines[:start]):
            label = label_of(line.text) if not line.blank else None
            if label is not None and label.style == "number" and not line.indent:
                return label.rank
        return None

    def _cells(self, line: Line) -> list[Cell]:
        cells = []
        place = line.start
        for cut in [*_CELLS.finditer(self._text.raw, line.start, line.end), None]:
            end = cut.start() if cut else line.end
            cell = self._trimmed(place, end)
            if cell is not None:
                cells.append(cell)
            place = cut.end() if cut else end
        return cells

    def _trimmed(self, start: int, end: int) -> Cell | None:
        raw = self._text.raw
        while start < end and (raw[start].isspace() or raw[start] == "|"):
            start += 1
        while end > start and (raw[end - 1].isspace() or raw[end - 1] == "|"):
            end -= 1
        return Cell(start, end) if start < end else None

    def _fold(self, cell: Cell) -> str:
        return fold(self._text.raw[cell.start : cell.end], cell.start).text

    def _parse(self, cell: Cell) -> When | None:
        shown = self._fold(cell).strip(" .:;,\u3002")
        return parse_when(shown, self._terms.language)

    # A table whose lines have cells -------------------------------------------------------

    def _grid(self, start: int, stop: int) -> list[Draft] | None:
        """Rows of cells parted by tabs, bars or wide gaps; None if the lines are not such."""
        table = []
        for index in range(start, min(stop, start + 4 * _MOST_ROWS)):
            line = self._lines[index]
            if line.blank or _RULES.fullmatch(line.text):
                continue
            cells = self._cells(line)
            if (
                cells
                and label_of(self._text.raw[cells[0].start : cells[0].end] + " ")
                and len(cells) > 2
            ):
                first = self._parse(cells[0])
                if first is None and len(self._fold(cells[0])) <= 4:
                    cells = cells[1:]
            table.append((index, cells))
        wide = [cells for _, cells in table if len(cells) >= 2]
        if len(wide) < 2:
            return None
        head = self._head(wide[0])
        column = self._when_column(wide[1:] if head else wide)
        if column is None:
            return None
        return self._grid_drafts(table, column, head)

    def _head(self, cells: Sequence[Cell]) -> dict[int, str]:
        """What the columns are called, if the first row names them."""
        names = {}
        for index, cell in enumerate(cells):
            term = self._rows.is_whole(self._fold(cell).strip(" .:"))
            if term is not None:
                names[index] = term.key
        return names if len(names) >= 2 or (names and self._parse(cells[0]) is None) else {}

    def _when_column(self, rows: Sequence[Sequence[Cell]]) -> int | None:
        width = max((len(row) for row in rows), default=0)
        counts = {
            column: sum(len(row) > column and self._parse(row[column]) is not None for row in rows)
            for column in range(min(width, 6))
        }
        best = max(counts, key=lambda column: (counts[column], -column), default=None)
        return best if best is not None and counts[best] * 2 >= len(rows) else None

    def _grid_drafts(
        self, table: Sequence[tuple[int, list[Cell]]], column: int, head: dict[int, str]
    ) -> list[Draft]:
        drafts: list[Draft] = []
        for position, (_, cells) in enumerate(table):
            if head and position == 0:
                continue
            if len(cells) < 2:
                if not cells:
                    continue
                when = self._parse(cells[0])
                if when is not None:
                    drafts.append(Draft(cells[0], when, []))
                elif drafts and not self._hope.at(self._fold(cells[0]), 0):
                    drafts[-1].action.append(cells[0])
                else:
                    break
                continue
            place = min(column, len(cells) - 1)
            draft = Draft(cells[place], self._parse(cells[place]), [])
            for index, cell in enumerate(cells):
                if index == place:
                    continue
                name = head.get(index, "")
                if name == "actor" and draft.actor is None:
                    draft.actor = cell
                elif name == "recipient" and draft.recipient is None:
                    draft.recipient = cell
                elif name != "number":
                    draft.action.append(cell)
            drafts.append(draft)
        return drafts[:_MOST_ROWS]

    # A table flattened to lines, or a list ------------------------------------------------

    def _flat(self, start: int, stop: int) -> tuple[list[Draft], int]:
        blocks = self._blocks(start, stop)
        if self._action_first(blocks):
            return self._reversed(blocks, stop)
        drafts: list[Draft] = []
        end = start
        for block in blocks:
            if len(drafts) >= _MOST_ROWS:
                break
            taken = self._take_block(block, drafts)
            if taken is None:
                break
            end = taken
        return drafts, end

    def _blocks(self, start: int, stop: int) -> list[list[Line]]:
        blocks: list[list[Line]] = []
        gathered: list[Line] = []
        for line in self._lines[start:stop]:
            if line.blank:
                if gathered:
                    blocks.append(gathered)
                gathered = []
            else:
                gathered.append(line)
        return [*blocks, gathered] if gathered else blocks

    def _action_first(self, blocks: Sequence[Sequence[Line]]) -> bool:
        """Whether each row ends with its date rather than beginning with it."""
        if not blocks or self._is_row(blocks[0][0]):
            return False
        ends = [block for block in blocks if len(block) > 1 and self._parse_line(block[-1])]
        begins = [block for block in blocks if self._is_row(block[0])]
        return len(ends) >= 2 and len(ends) > len(begins)

    def _parse_line(self, line: Line) -> When | None:
        return self._parse(Cell(line.start, line.end))

    def _reversed(self, blocks: Sequence[Sequence[Line]], stop: int) -> tuple[list[Draft], int]:
        drafts: list[Draft] = []
        end = stop
        for block in blocks:
            action: list[Cell] = []
            for line in block:
                when = self._parse_line(line)
                if when is not None and action:
                    drafts.append(Draft(Cell(line.start, line.end), when, action))
                    action = []
                    end = line.number
                else:
                    action.append(Cell(line.start, line.end))
        return drafts, self._index_after(end)

    def _index_after(self, number: int) -> int:
        return sum(line.number <= number for line in self._lines)

    def _take_block(self, block: Sequence[Line], drafts: list[Draft]) -> int | None:
        """Add a block's rows; None where the timetable has ended before it."""
        dated = [line for line in block if self._is_row(line)]
        if not dated:
            return self._take_undated(block, drafts)
        last = block[0]
        listed = sum(label_of(line.text) is not None for line in dated) * 2 > len(dated)
        for line in block:
            when, cell = self._when_of(line)
            if when is not None and cell is not None:
                rest = self._rest(line, cell)
                drafts.append(Draft(cell, when, [rest] if rest else []))
            elif self._is_head(line) and not drafts:
                continue
            elif not drafts or (listed and label_of(line.text) is not None):
                drafts.append(self._undated(line))
            elif self._ends_letter(line, drafts):
                break
            else:
                drafts[-1].action.append(Cell(line.start, line.end))
            last = line
        return self._index_after(last.number)

    def _undated(self, line: Line) -> Draft:
        """An entry of a list that begins with no date: what stands before a colon is its "when"."""
        start = self._after_bullet(line)
        colon = re.compile(r"\s*[:\uff1a]\s*").search(self._text.raw, start, line.end)
        if colon is None or colon.start() - start > 60 or colon.end() >= line.end:
            return Draft(None, None, [Cell(start, line.end)])
        return Draft(Cell(start, colon.start()), None, [Cell(colon.end(), line.end)])

    def _take_undated(self, block: Sequence[Line], drafts: list[Draft]) -> int | None:
        """A block without a date: the action of the row before it, a heading, or an odd row."""
        if all(self._is_head(line) for line in block):
            return self._index_after(block[-1].number)
        if drafts and not drafts[-1].action:
            drafts[-1].action += [Cell(line.start, line.end) for line in block]
            return self._index_after(block[-1].number)
        later = [
            line for line in self._lines if line.number > block[-1].number and self._is_row(line)
        ]
        if not drafts or not later or self._ends_letter(block[0], drafts):
            return None
        if len(block) >= 2 and len(block[0].text) <= 60:
            first = Cell(block[0].start, block[0].end)
            rest = [Cell(line.start, line.end) for line in block[1:]]
            drafts.append(Draft(first, None, rest))
        else:
            drafts[-1].action += [Cell(line.start, line.end) for line in block]
        return self._index_after(block[-1].number)

    def _is_head(self, line: Line) -> bool:
        return self._rows.is_whole(line.folded.text.strip(" .:")) is not None

    def _ends_letter(self, line: Line, drafts: Sequence[Draft]) -> bool:
        """Whether a line after an action is the letter's own last sentence."""
        if self._hope.find(line.folded.text[:60]):
            return True
        stops = ("\u3002", ".", "!", "\uff01")
        if not line.text.endswith(stops) or not drafts[-1].action:
            return False
        ended = [
            draft
            for draft in drafts
            if draft.action
            and self._text.raw[draft.action[-1].start : draft.action[-1].end].endswith(stops)
        ]
        return not ended and len(line.text) > 60 and len(drafts) >= 2

    def _when_of(self, line: Line) -> tuple[When | None, Cell | None]:
        """The date a line is or begins with (or, as "Interim report: May 2012", ends with)."""
        start = self._after_bullet(line)
        cells = [each for each in self._cells(line) if each.end > start]
        if not cells:
            return None, None
        first = Cell(max(start, cells[0].start), cells[0].end)
        if first.start >= first.end:
            return None, None
        whole = self._parse(first)
        if whole is not None and "words" not in whole.gaps:
            if "year" not in whole.gaps or len(cells) > 1 or self._short(first):
                return whole, first
            return None, None
        if found := self._prefixed(first):
            return found
        if whole is not None and self._terms.word("dates", "meeting").find(self._fold(first)):
            return whole, first
        return self._suffixed(line, start) or (None, None)

    def _short(self, cell: Cell) -> bool:
        return cell.end - cell.start <= 40

    def _after_bullet(self, line: Line) -> int:
        label = label_of(line.text)
        if label is None or label.style == "omission" or not label.marked:
            return line.start
        bare = self._text.raw[line.start : line.start + label.length].strip().isdigit()
        if bare and parse_when(folded(line.text), self._terms.language):
            return line.start
        return line.start + label.length

    def _prefixed(self, cell: Cell) -> tuple[When, Cell] | None:
        view = fold(self._text.raw[cell.start : cell.end], cell.start)
        for cut in _SPLITS.finditer(self._text.raw, cell.start, cell.end):
            index = view.index(cut.start())
            when = parse_when(view.text[:index].strip(), self._terms.language)
            if when is None or "words" in when.gaps or when.first.month is None:
                continue
            if "year" in when.gaps and cut[0].strip() not in {":", "\uff1a"}:
                continue
            longer = when_at(view.text, 0, self._terms.language)
            if longer is not None and longer.length > len(view.text[:index].strip()):
                when = longer
            return when, Cell(cell.start, view.span(0, when.length)[1])
        when = when_at(view.text, 0, self._terms.language)
        if when is None or "year" in when.gaps or when.first.month is None:
            return None
        rest = view.text[when.length :].lstrip(" ,.;:-")
        if not rest or len(rest) < 3:
            return None
        return when, Cell(cell.start, view.span(0, when.length)[1])

    def _suffixed(self, line: Line, start: int) -> tuple[When, Cell] | None:
        raw = self._text.raw
        if label_of(line.text) is None and "\t" not in line.text:
            return None
        cuts = [*re.finditer(r"[:\uff1a(\uff08\t]|\s[-\u2013\u2014]\s", raw[start : line.end])]
        for cut in reversed(cuts):
            cell = self._trimmed(start + cut.end(), line.end)
            if cell is None:
                continue
            shown = Cell(cell.start, cell.end - (raw[cell.end - 1] in ")\uff09.;"))
            when = self._parse(shown)
            if when is not None and "year" not in when.gaps:
                return when, shown
            break
        return None

    def _rest(self, line: Line, cell: Cell) -> Cell | None:
        """The rest of a line beside its date, without the signs that part them."""
        raw = self._text.raw
        start, end = cell.end, line.end
        if cell.start > self._after_bullet(line) + 1:
            start, end = self._after_bullet(line), cell.start
        while start < end and (
            raw[start].isspace() or raw[start] in ":;,.-\u2013\u2014|)\uff1a\uff0c\u3001\uff09"
        ):
            start += 1
        while end > start and (
            raw[end - 1].isspace() or raw[end - 1] in ":(\uff08\uff1a|-\u2013\u2014"
        ):
            end -= 1
        return Cell(start, end) if start < end else None
