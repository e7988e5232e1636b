"""The items of a section: which lines begin one, which go on with it, which are parts of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from comitia.circulars.reading.lines import Line, Text
from comitia.circulars.reading.quotes import OPENERS, Pairing, pair_quotes
from comitia.circulars.reading.reading import Item, Node, Warned
from comitia.papers.folding import one_line
from comitia.papers.labels import Label, anchor_of, as_latin, as_roman, label_of

_FARTHEST_GAP = 6


@dataclass
class _Piece:
    """An item or a part of one while its lines are gathered."""

    label: str
    anchor: str
    kind: str
    start: int
    text_start: int
    end: int
    parts: list["_Piece"] = field(default_factory=list)


@dataclass(frozen=True)
class _Start:
    """A line with the label it begins with, a quotation mark before that left out."""

    line: Line
    offset: int
    label: Label | None
    quoted: bool


class Gathering:
    """Gathers the lines of one section into items."""

    def __init__(self, text: Text, key: str, lines: Sequence[Line], start: int, end: int) -> None:
        self._text = text
        self._key = key.replace("_", "-")
        self._lines = lines
        self._start = start
        self._quotes: Pairing = pair_quotes(text.raw, start, end)
        self._pieces: list[_Piece] = []
        self._style: str | None = None
        self._last = 0
        self.warnings: list[Warned] = []

    def items(self) -> tuple[Item, ...]:
        begun = list(self._starts())
        if any(each.label and each.label.style == "letter" for each in begun):
            # In Russian texts a), b), c) are Latin letters, but some typists use the Cyrillic а.
            begun = [replace(each, label=as_latin(each.label)) for each in begun]
        for each in begun:
            self._take(each)
        if len(self._pieces) == 1 and not self._pieces[0].label:
            self._pieces[0].anchor = self._key
        return tuple(self._item(piece) for piece in self._pieces)

    def _starts(self) -> Iterator[_Start]:
        for line in self._lines:
            if line.blank or line.end <= self._start:
                continue
            start = max(line.start, self._start)
            shown = self._text.raw[start : line.end]
            offset = 0
            while offset < len(shown) and (shown[offset] in OPENERS or shown[offset].isspace()):
                offset += 1
            opens = offset > 0 and shown[offset - 1 : offset] in OPENERS
            label = label_of(shown[offset:])
            quoted = self._quotes.around(start + offset) is not None and (
                opens or self._quotes.around(start) is not None
            )
            yield _Start(line, start + offset, label, quoted)

    def _take(self, begun: _Start) -> None:
        """Add a line: a new item, a new part, or more of the piece before it."""
        label = begun.label
        current = self._pieces[-1] if self._pieces else None
        if label is None:
            self._go_on(begun, current)
        elif label.style == "omission":
            if current is None:
                self._go_on(begun, current)
            else:
                self._add_part(current, begun, label, "omission")
        elif begun.quoted and current is not None and not self._continues(label, begun):
            self._add_part(current, begun, label, "provision")
        elif self._begins_item(label):
            self._add_item(begun, label)
        elif current is not None and label.marked and current.label:
            self._add_part(current, begun, label, "item")
        else:
            self._go_on(begun, current)

    def _continues(self, label: Label, begun: _Start) -> bool:
        """Whether a label within straight marks, which may pair wrongly, is simply the next."""
        pair = self._quotes.around(begun.offset)
        return (
            pair is not None
            and pair.straight
            and label.style == self._style
            and label.rank == self._last + 1
        )

    def _begins_item(self, label: Label) -> bool:
        if self._style is None:
            return label.marked or label.rank == 1
        if label.style != self._style:
            return False
        if label.rank == self._last + 1:
            return True
        if label.rank == self._last and label.text.endswith(("bis", "ter", "quater")):
            return True
        roman = as_roman(label)
        if roman is not None and roman.rank in {1, 5, 10} and label.style == "letter":
            return False
        if self._style == "bullet":
            return True
        return label.marked and self._last < label.rank <= self._last + _FARTHEST_GAP

    def _add_item(self, begun: _Start, label: Label) -> None:
        if self._style is None:
            self._style = label.style
            if self._pieces:
                self._pieces[-1].anchor = f"{self._key}-intro"
        if label.style != "bullet":
            if label.rank > self._last + 1:
                place = self._text.place(begun.offset, begun.offset + label.length)
                facts = {"label": label.text, "heading": self._key}
                self.warnings.append(Warned("label_gap", place, facts))
            self._last = label.rank
        name = anchor_of(label) if label.style != "bullet" else str(len(self._pieces) + 1)
        self._pieces.append(
            _Piece(
                label.text,
                f"{self._key}-{name}",
                "item",
                begun.offset,
                begun.offset + label.length,
                begun.line.end,
            )
        )

    def _add_part(self, item: _Piece, begun: _Start, label: Label, kind: str) -> None:
        if kind == "omission":
            name = "omitted"
        elif label.style == "bullet":
            name = str(len(item.parts) + 1)
        else:
            name = anchor_of(label)
        anchor = f"{item.anchor}-{name}"
        taken = {part.anchor for part in item.parts}
        number = 2
        while anchor in taken:
            anchor = f"{item.anchor}-{name}-{number}"
            number += 1
        text_start = begun.offset if kind == "omission" else begun.offset + label.length
        item.parts.append(
            _Piece(label.text, anchor, kind, begun.offset, text_start, begun.line.end)
        )
        item.end = begun.line.end

    def _go_on(self, begun: _Start, current: _Piece | None) -> None:
        if current is None:
            start = max(begun.line.start, self._start)
            self._pieces.append(_Piece("", self._key, "item", start, start, begun.line.end))
            return
        if current.parts:
            current.parts[-1].end = begun.line.end
        current.end = begun.line.end

    def _item(self, piece: _Piece) -> Item:
        cuts = [piece.text_start, *(self._cut(part.start) for part in piece.parts), piece.end]
        words = (self._words(first, last) for first, last in pairwise(cuts))
        return Item(
            label=piece.label,
            text="\n".join(each for each in words if each),
            anchor=piece.anchor,
            place=self._text.place(piece.start, piece.end),
            parts=tuple(self._node(part) for part in piece.parts),
        )

    def _cut(self, start: int) -> int:
        """Where a part begins with the quotation mark before its label."""
        while start > self._start and self._text.raw[start - 1] in OPENERS:
            start -= 1
        return start

    def _node(self, piece: _Piece) -> Node:
        return Node(
            label=piece.label,
            text=self._words(piece.text_start, piece.end),
            anchor=piece.anchor,
            kind=piece.kind,
            place=self._text.place(piece.start, piece.end),
        )

    def _words(self, start: int, end: int) -> str:
        return one_line(self._text.raw[start:end])
