"""The letters of a paragraph in Word's XML: looks, direction, links, notes, comments, changes."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from comitia.documents.publish.docx_marks import Marks, text_of
from comitia.documents.publish.shape import Shape
from comitia.papers.blocks import Change, Mark, Paper, Run

# In the order that Word's schema wants.
_LOOKS: tuple[tuple[Mark, str], ...] = (
    ("strong", "<w:b/><w:bCs/>"),
    ("emphasis", "<w:i/><w:iCs/>"),
    ("small_capitals", "<w:smallCaps/>"),
    ("struck", "<w:strike/>"),
    ("underlined", '<w:u w:val="single"/>'),
    ("superscript", '<w:vertAlign w:val="superscript"/>'),
    ("subscript", '<w:vertAlign w:val="subscript"/>'),
)


class Runs:
    """Sets runs; keeps which notes and comments have been set."""

    def __init__(self, paper: Paper, shape: Shape, marks: Marks, styles: Mapping[str, str]) -> None:
        self._shape, self._marks, self._styles = shape, marks, styles
        self.cited: list[str] = []
        """The keys of notes in the order of their first citation."""
        self.commented: list[str] = []
        # Word counts notes by itself; where the paper counts otherwise, its labels are written.
        labels = [note.label for note in paper.notes]
        self.counted = labels == [str(number) for number in range(1, len(labels) + 1)]
        self._starts: dict[int, list[str]] = {}
        self._ends: dict[int, list[str]] = {}

    def place_comments(self, runs: Iterator[Run]) -> None:
        """Find the first and the last run that each comment is on."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        for run in runs:
            for key in run.comments:
                if key in self._shape.comments:
                    first.setdefault(key, id(run))
                    last[key] = id(run)
        for key, place in first.items():
            self._starts.setdefault(place, []).append(key)
            self._ends.setdefault(last[key], []).append(key)
        self.commented = list(first)

    def set(
        self,
        runs: Sequence[Run],
        *,
        rtl: bool,
        inherited: Change | None = None,
        whole: bool = False,
        in_note: bool = False,
    ) -> str:
        """Runs in order. `inherited` is the change of what they stand in; `whole` says that a move
        of all of them is marked by the paragraph."""
        out = []
        for link, linked in groupby(runs, key=lambda run: run.link):
            inside = "".join(self._changed(list(linked), rtl, inherited, whole, in_note))
            out.append(self._link(link, inside, in_note))
        return "".join(out)

    def changed(self, change: Change, inside: str, *, ranged: bool = True) -> str:
        """What was put in, taken out or moved."""
        tag = self._marks.tag(change)
        shown = f"<{tag}{self._marks.facts(change)}>{inside}</{tag}>"
        start, end = self._marks.move_range(change) if ranged else ("", "")
        return start + shown + end

    def plain(self, text: str, looks: str = "", *, rtl: bool, gone: bool = False) -> str:
        """Letters that look alike, divided by direction. `looks` are properties of theirs."""
        tag = "w:delText" if gone else "w:t"
        out = []
        for piece, turned in _by_direction(text, rtl=rtl):
            turn = "<w:rtl/>" if turned else ""
            out.append(f"<w:r>{_properties(looks + turn)}{text_of(piece, tag)}</w:r>")
        return "".join(out)

    def _link(self, link: str, inside: str, in_note: bool) -> str:
        if link.startswith("#"):
            place = self._shape.places.get(link[1:])
            return f'<w:hyperlink w:anchor="{place}">{inside}</w:hyperlink>' if place else inside
        # Notes are a part of their own, and would need links of their own.
        if not link or in_note:
            return inside
        return f'<w:hyperlink r:id="{self._marks.link(link)}">{inside}</w:hyperlink>'

    def _changed(
        self, runs: list[Run], rtl: bool, inherited: Change | None, whole: bool, in_note: bool
    ) -> Iterator[str]:
        for change, group in groupby(runs, key=lambda run: run.change or inherited):
            gone = change is not None and self._marks.tag(change) == "w:del"
            pieces = [self._run(run, rtl, gone, in_note) for run in group]
            if change is None:
                yield from (start + shown + end for start, shown, end in pieces)
                continue
            # Ends of comments may not stand within a change, so each piece is one of its own
            # where a comment begins or ends.
            waiting = ""
            for start, shown, end in pieces:
                if start and waiting:
                    yield self.changed(change, waiting, ranged=not whole)
                    waiting = ""
                yield start
                waiting += shown
                if end:
                    yield self.changed(change, waiting, ranged=not whole)
                    yield end
                    waiting = ""
            if waiting:
                yield self.changed(change, waiting, ranged=not whole)

    def _run(self, run: Run, rtl: bool, gone: bool, in_note: bool) -> tuple[str, str, str]:
        number = self._shape.comment_numbers
        start = "".join(
            f'<w:commentRangeStart w:id="{number[key]}"/>' for key in self._starts.get(id(run), ())
        )
        end = "".join(
            f'<w:commentRangeEnd w:id="{number[key]}"/>{self.comment_reference(key)}'
            for key in self._ends.get(id(run), ())
        )
        return start, self._letters(run, rtl, gone, in_note), end

    def comment_reference(self, key: str) -> str:
        """The mark at which a comment hangs."""
        style = self._styles["annotation reference"]
        number = self._shape.comment_numbers[key]
        return (
            f'<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr>'
            f'<w:commentReference w:id="{number}"/></w:r>'
        )

    def _letters(self, run: Run, rtl: bool, gone: bool, in_note: bool) -> str:
        if run.note:
            return self._citation(run, rtl, gone, in_note)
        if run.equation:
            # As letters, not as a formula of Word's: programs lose track of changes in those, and
            # LibreOffice without its Math shows nothing.
            fonts = '<w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/><w:i/><w:iCs/>'
            return self.plain(run.text, fonts, rtl=rtl, gone=gone)
        looks = "".join(look for mark, look in _LOOKS if mark in run.marks)
        if "code" in run.marks:
            looks = f'<w:rStyle w:val="{self._styles["Code Letters"]}"/>{looks}'
        elif run.link:
            looks = f'<w:rStyle w:val="{self._styles["Hyperlink"]}"/>{looks}'
        return self.plain(run.text, looks, rtl=rtl, gone=gone)

    def _citation(self, run: Run, rtl: bool, gone: bool, in_note: bool) -> str:
        raised = '<w:vertAlign w:val="superscript"/>'
        known = run.note in self._shape.notes
        # A note hangs at one place only; cited again, its label is repeated.
        if not known or in_note or run.note in self.cited:
            return self.plain(run.text, raised, rtl=rtl, gone=gone)
        self.cited.append(run.note)
        number = self._shape.note_numbers[run.note]
        style = f'<w:rPr><w:rStyle w:val="{self._styles["footnote reference"]}"/></w:rPr>'
        if self.counted:
            return f'<w:r>{style}<w:footnoteReference w:id="{number}"/></w:r>'
        label = text_of(run.text, "w:delText" if gone else "w:t")
        return (
            f'<w:r>{style}<w:footnoteReference w:customMarkFollows="1" w:id="{number}"/>'
            f"{label}</w:r>"
        )


def _properties(looks: str) -> str:
    return f"<w:rPr>{looks}</w:rPr>" if looks else ""


def _by_direction(text: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Pieces of text that run one way. What runs neither way goes with what is on both its sides,
    else with the paragraph, as Unicode's bidirectional algorithm has it."""
    if not rtl and (text.isascii() or max(text, default="") < "\u0590"):
        yield text, False
        return
    turns: list[bool | None] = []
    for letter in text:
        side = unicodedata.bidirectional(letter)
        turns.append(True if side in {"AL", "R", "AN", "NSM"} else False if side == "L" else None)
    place = 0
    before = rtl
    while place < len(turns):
        end = place
        while end < len(turns) and turns[end] is None:
            end += 1
        if end > place:
            after = turns[end] if end < len(turns) else rtl
            turns[place:end] = [before if before == after else rtl] * (end - place)
        if end < len(turns):
            before = bool(turns[end])
        place = end + 1
    start = 0
    for turned, group in groupby(turns):
        length = len(list(group))
        yield text[start : start + length], bool(turned)
        start += length
