"""The labelled fields at the head of a paper: (what it is, what it says, where), one by one."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from comitia.papers.blocks import Block, Cell, Paragraph, Run, Table

_MOST_LABEL_LETTERS = 45
_MOST_LINES = 400
_COLONS = re.compile(r"\s*[:：\ufe55]\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GONE = frozenset({"deleted", "moved_away"})
# Fields whose label may stand alone, with what it is about in so many paragraphs below it.
_ABOVE = {"abstract": 6, "purpose": 1, "keywords": 1}
_SHORT, _ENDS = 60, (".", "。", "؟", "!", ";", ":", ")")


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    """As cover.toml has it; "only" for a language that is the only one; empty for other text."""
    value: str
    block: int


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Keys by label, codes by the name of a language, and how an only language is said."""
    text = (files(__package__) / "cover.toml").read_text(encoding="utf-8")
    held = tomllib.loads(text)
    labels = {label: key for key, said in held["labels"].items() for label in said}
    names = {name: code for code, said in held["languages"].items() for name in said}
    return labels, names, held["only"]["said"]


def labels_of(keys: frozenset[str]) -> list[str]:
    """All that these fields are called."""
    return [label for label, key in _known()[0].items() if key in keys]


def key_of(text: str) -> str:
    """The field that a text is the label of, or nothing."""
    if len(text) > _MOST_LABEL_LETTERS + 4:
        return ""
    plain = " ".join(text.replace("\u0640", "").replace("\u2019", "'").split()).casefold()
    return _known()[0].get(_COLONS.sub("", plain).strip(), "")


def language_named(text: str) -> str:
    """The code of the one of the six languages that is named."""
    names = _known()[1]
    plain = " ".join(text.split()).casefold().strip(" .")
    words = plain.split()
    return names.get(plain, "") or (names.get(words[0], "") if words else "")


def only_language(text: str) -> str:
    """The language of which it is said that there is no other: "English only"."""
    plain = " ".join(text.split()).casefold().strip(" .")
    for said in _known()[2]:
        before, after = said.split("*")
        if plain.startswith(before) and plain.endswith(after) and len(plain) < 60:
            named = plain[len(before) : len(plain) - len(after)]
            if code := _known()[1].get(named.strip(), ""):
                return code
    return ""


def entries(blocks: Sequence[Block]) -> Iterator[Entry]:
    """The fields of a sheet. It ends where numbered clauses begin."""
    lines = 0
    for place, block in enumerate(blocks):
        if isinstance(block, Table):
            rows = [[_text_of(cell) for cell in row.cells] for row in block.rows]
            # Labels without colons are labels where there are several; one is a word in a table.
            bare = sum(bool(cells and key_of(cells[0])) for cells in rows) > 1
            for cells in rows:
                lines += 1
                yield from _of_row(cells, place, bare=bare)
        elif isinstance(block, Paragraph):
            if block.kind == "heading" and block.label:
                return
            yield from _of_paragraph(block, blocks[place + 1 :], place)
        if lines > _MOST_LINES:
            return


def _of_paragraph(block: Paragraph, after: Sequence[Block], place: int) -> Iterator[Entry]:
    text = _words(block)
    alone = key_of(text)
    if alone in _ABOVE:
        yield Entry(alone, "\n".join(_below(after, _ABOVE[alone])), place)
        return
    yield from _of_lines(text, place)


def _below(blocks: Sequence[Block], most: int) -> Iterator[str]:
    """The paragraphs under a label, until a heading, another label, or what looks like either."""
    for number, block in enumerate(blocks[:most]):
        if not isinstance(block, Paragraph) or block.kind in {"heading", "title"}:
            return
        said = _words(block)
        short = len(said) < _SHORT and not said.endswith(_ENDS)
        if key_of(said) or _split(said.split("\n")[0]) or (number and short):
            return
        yield said


def _of_lines(text: str, place: int) -> Iterator[Entry]:
    """The fields of lines; one without a label goes on with the line above."""
    key, value = "", ""
    for line in text.split("\n"):
        if "\t" in line.strip():
            # Forms in plain text and in PDF have a tab between cells.
            if key:
                yield Entry(key, value, place)
            key = ""
            yield from _of_row(line.split("\t"), place, bare=False)
            continue
        found = _split(line)
        if found is not None:
            if key or value:
                yield Entry(key, value, place)
            key, value = found
        elif code := only_language(line):
            yield Entry("only", code, place)
        elif key:
            value += f"\n{line}"
        else:
            yield Entry("", line, place)
    if key:
        yield Entry(key, value, place)


def _split(line: str) -> tuple[str, str] | None:
    """A label with a colon behind it, and its value."""
    found = _COLONS.search(line)
    if found and found.start() <= _MOST_LABEL_LETTERS and (key := key_of(line[: found.start()])):
        return key, line[found.end() :].strip()
    return None


def _of_row(cells: list[str], place: int, *, bare: bool) -> Iterator[Entry]:
    """The fields of a row: after a label its value, in one cell or, of a contact, in several."""
    key = ""
    values: list[str] = []
    for text in cells:
        if not text.strip():
            continue
        own = key_of(text) if bare or _COLONS.search(text) else ""
        split = _split(text.split("\n")[0])
        within_contact = key == "contact" and (own or (split[0] if split else "")) != "contact"
        if within_contact:
            values.append(text)
        elif own or split:
            if key:
                yield from _of_values(key, values, place)
            key, values = own, []
            if not own:
                yield from _of_lines(text, place)
        elif key:
            values.append(text)
        else:
            yield from _of_lines(text, place)
    if key:
        yield from _of_values(key, values, place)


def _of_values(key: str, values: list[str], place: int) -> Iterator[Entry]:
    if key == "contact":
        yield Entry(key, "\n".join(values), place)
        return
    yield Entry(key, values[0] if values else "", place)
    # Sheets have the place and the date of the meeting beside the Questions, without a label.
    for value in values[1:]:
        if key == "questions" and _YEAR.search(value):
            yield Entry("meeting", value, place)


def _text_of(cell: Cell) -> str:
    lines = []
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            lines.append(_words(block))
        elif isinstance(block, Table):
            lines += ["\t".join(_text_of(each) for each in row.cells) for row in block.rows]
    return "\n".join(line for line in lines if line.strip())


def _words(block: Paragraph) -> str:
    def kept(run: Run) -> bool:
        return not run.note and (run.change is None or run.change.kind not in _GONE)

    text = "".join(run.text for run in block.runs if kept(run)).strip()
    return f"{block.label} {text}" if block.label and block.label != "\u2022" else text
