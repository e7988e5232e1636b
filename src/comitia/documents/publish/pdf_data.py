"""A paper as the data that our Typst template sets: words as values, never as Typst."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from comitia.documents.publish.cover import Ready
from comitia.documents.publish.grid import MOST_COLUMNS_SET, as_lines, laid_out, shares
from comitia.documents.publish.images import image_of, size_mm
from comitia.documents.publish.shape import direction_of, every_block, paragraphs, plain
from comitia.documents.publish.words import day_in_words, told, words_in
from comitia.papers.blocks import (
    Block,
    Change,
    Equation,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Table,
)
from comitia.papers.changes import TAKEN_OUT

ROOM_MM = (166.0, 225.0)
FEWEST_CONTENTS = 5
OWN_PAGE_CONTENTS = 12
MOST_AUTHORS_TOLD = 12
# Bullets of Word's Symbol and Wingdings fonts stand in a private area, which no font of ours knows.
_BULLETS = re.compile("[\uf0b7\uf0a7\uf0d8\uf076\uf0fc]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# A PDF that lasts must say when it was made; where nobody does, the first day that Unix knew.
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)


def readable(text: str) -> str:
    """Text without letters that only some font of its writer's gives a form."""
    if text.isascii():
        return text
    return _PRIVATE.sub(lambda found: named(found[0]), _BULLETS.sub("•", text))


def named(letter: str) -> str:
    """A letter that cannot be shown, by its number."""
    return f"[U+{ord(letter):04X}]"


class PdfData:
    """Makes the data of one paper, and gathers its pictures."""

    def __init__(self, found: Ready) -> None:
        self._found, self._shape = found, found.shape
        self._in_cell = False
        self._told: dict[str, str] = {}
        self._words = words_in(found.shape.language)
        self.files: dict[str, bytes] = {}
        self._cited: set[str] = set()
        self._ids: set[str] = set()
        # Only what is set can be linked to.
        self._linkable = {
            found.shape.address(each) for each in paragraphs(found.paper.blocks) if _shows(each)
        }

    def made(self) -> dict[str, Any]:
        """All of it. Call once."""
        found, cover, language = self._found, self._found.cover, self._shape.language
        blocks = list(self._blocks(found.paper.blocks))
        notes = {key: list(self._blocks(note.blocks)) for key, note in self._shape.notes.items()}
        contents = self._shape.contents
        day = cover.created or _day(cover.date) or _NO_DAY
        short = found.title if len(found.title) < 80 else found.title[:79].rstrip() + "…"
        return {
            "language": language,
            "lang": language.split("-")[0],
            "region": "CN" if language == "zh-hans" else None,
            "rtl": self._shape.rtl,
            "title": readable(found.title),
            "authors": [readable(each) for each in cover.sources if each],
            "keywords": [readable(each) for each in cover.keywords if each],
            "abstract": readable(cover.abstract),
            "date": [day.year, day.month, day.day, day.hour, day.minute, day.second],
            "short": readable(short),
            "number": readable(cover.number),
            "body": readable(cover.body),
            "foot": readable(cover.group or cover.body),
            "page_of": self._words["page_of"],
            "rows": [
                {"label": label, "values": [_lines(value) for value in values]}
                for label, values in found.rows
            ],
            "tracked": self._words["tracked"],
            "legend": self._legend(),
            "words": {key: self._words[key] for key in ("contents", "notes", "comments")},
            "contents": len(contents) >= FEWEST_CONTENTS,
            "own_page": len(contents) >= OWN_PAGE_CONTENTS,
            "broken": [],
            "told": self._told,
            "blocks": blocks,
            "notes": notes,
            "uncited": [
                {"label": readable(note.label), "blocks": notes[key]}
                for key, note in self._shape.notes.items()
                if key not in self._cited
            ],
            "comments": list(self._comments()),
        }

    def _legend(self) -> list[list[dict[str, Any]]]:
        """Each kind of change as it looks, with who made it and when."""
        seen: dict[str, Change] = {}
        for block in every_block(self._found.paper.blocks):
            changes = [getattr(block, "change", None)]
            if isinstance(block, Paragraph):
                changes += [run.change for run in block.runs]
                if block.label_before is not None and block.label_before != block.label:
                    changes.append(Change("inserted"))
            elif isinstance(block, Table):
                changes += [row.change for row in block.rows]
            for change in changes:
                if change is not None and len(seen) < MOST_AUTHORS_TOLD:
                    seen.setdefault(told(change, self._shape.language), change)
        return [[_run(words, change=change)] for words, change in sorted(seen.items())]

    def _comments(self) -> Iterator[dict[str, Any]]:
        for key, number in self._shape.comment_numbers.items():
            each = self._shape.comments[key]
            at = day_in_words(each.at, self._shape.language) if each.at else ""
            who = " · ".join(fact for fact in (each.author, at) if fact)
            yield {"number": str(number), "who": readable(who), "text": _lines(each.text)}

    def _blocks(
        self, blocks: Sequence[Block], inherited: Change | None = None, room: float = ROOM_MM[0]
    ) -> Iterator[dict[str, Any]]:
        for block in blocks:
            match block:
                case Paragraph():
                    if _shows(block):
                        yield self._paragraph(block, inherited)
                case Table():
                    yield from self._table(block, inherited, room)
                case Picture():
                    yield self._picture(block, inherited, room)
                case Equation():
                    change = block.change or inherited
                    runs = self._runs((Run(block.text, equation=True),), change)
                    label = readable(block.label) or None
                    yield {"is": "equation", "runs": runs, "label": label, "changed": bool(change)}
                case PageBreak():
                    # One that was taken out no longer breaks the page.
                    change = block.change or inherited
                    if not self._in_cell and not (change and change.kind in TAKEN_OUT):
                        yield {"is": "break"}

    def _paragraph(self, paragraph: Paragraph, inherited: Change | None) -> dict[str, Any]:
        change = paragraph.change or inherited
        made: dict[str, Any] = {"is": paragraph.kind, "level": paragraph.level}
        label = self._label(paragraph, change)
        changed = change or any(run.change for run in paragraph.runs)
        changed = bool(changed) or paragraph.label_before is not None
        # Cells have a colour of their own, and no margin for a bar.
        made["changed"] = changed and not self._in_cell
        made["label"] = None
        heading = self._shape.headings.get(id(paragraph))
        place = self._shape.address(paragraph)
        if paragraph.kind == "heading" and heading is None:
            made["is"] = "title"  # In a note or a cell of one, where headings make no outline.
        elif heading is not None and paragraph.kind == "heading":
            made["level"], made["shown"] = heading.depth, bool(heading.text)
        if place and place not in self._ids:
            self._ids.add(place)
            made["id"] = place
        if paragraph.kind == "item":
            made["label"] = readable(paragraph.label)
            made["wide"] = len(paragraph.label) > 3
            if paragraph.label_before is not None or change is not None:
                made["label"], made["wide"] = "", False
                made["runs"] = label + [{"t": " "}] * bool(label)
        made.setdefault("runs", [])
        if paragraph.kind != "item" and label:
            made["runs"] = [*label, {"t": "\u2002"}]
        made["runs"] += self._runs(paragraph.runs, change)
        rtl = direction_of(plain(paragraph.runs), rtl=self._shape.rtl)
        if rtl != self._shape.rtl:
            made["dir"] = "rtl" if rtl else "ltr"
        return made

    def _label(self, paragraph: Paragraph, change: Change | None) -> list[dict[str, Any]]:
        now, before = paragraph.label, paragraph.label_before
        if before is None or before == now or change is not None:
            return [_run(now, change=change)] if now else []
        gone, come = Change("deleted"), Change("inserted")
        both = ((before, gone), (now, come))
        return [_run(text, change=each) for text, each in both if text]

    def _runs(self, runs: Sequence[Run], inherited: Change | None) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        open_comments: tuple[str, ...] = ()
        for run in runs:
            out += self._ended(open_comments, run.comments)
            open_comments = run.comments
            change = run.change or inherited
            if run.note in self._shape.notes:
                note: dict[str, Any] = {"t": readable(run.text), "n": run.note}
                if run.note not in self._cited:
                    self._cited.add(run.note)
                    note["first"] = True
                out.append(note)
                continue
            marks = sorted(run.marks) + ["math"] * run.equation + ["superscript"] * bool(run.note)
            for number, line in enumerate(run.text.split("\n")):
                if number:
                    out.append({"b": True})
                if line:
                    made = _run(line.replace("\t", "\u2003"), marks, change)
                    out.append(self._linked(made, run.link))
        return out + self._ended(open_comments, ())

    def _linked(self, made: dict[str, Any], link: str) -> dict[str, Any]:
        if link.startswith("#"):
            place = self._shape.places.get(link[1:])
            return made | {"a": place} if place in self._linkable else made
        return made | {"l": link} if link else made

    def _ended(self, before: tuple[str, ...], now: tuple[str, ...]) -> list[dict[str, Any]]:
        """The marks of comments that end here."""
        numbers = self._shape.comment_numbers
        ended = [numbers[key] for key in before if key not in now and key in numbers]
        return [{"t": f"[{number}]", "m": ["superscript"]} for number in ended]

    def _table(
        self, table: Table, inherited: Change | None, room: float
    ) -> Iterator[dict[str, Any]]:
        rows, columns = laid_out(table)
        if columns > MOST_COLUMNS_SET:
            yield from self._blocks(as_lines(table), inherited, room)
            return
        outside, self._in_cell = self._in_cell, True
        widths = shares(rows, columns)
        heads = next((n for n, row in enumerate(table.rows) if not row.head), 0)
        cells = []
        for number, places in enumerate(rows):
            row = table.rows[number]
            change = row.change or table.change
            for place in places:
                if place.from_above:
                    continue
                wide = room * sum(widths[place.column : place.column + place.across])
                inside = place.cell.blocks if place.cell is not None else ()
                down = min(place.down, heads - number) if number < heads else place.down
                cells.append(
                    {
                        "x": place.column,
                        "y": number,
                        "across": place.across,
                        "down": max(1, down),
                        "blocks": list(
                            self._blocks(inside, change or inherited, max(4.0, wide - 4))
                        ),
                        **({"k": change.kind} if change else {}),
                    }
                )
                # A heading's cell that reached into the rows below leaves its place there empty.
                if number < heads < number + place.down:
                    cells += [
                        {"x": column, "y": y, "across": 1, "down": 1, "blocks": []}
                        for y in range(heads, number + place.down)
                        for column in range(place.column, place.column + place.across)
                    ]
        self._in_cell = outside
        yield {"is": "table", "widths": widths, "heads": heads, "cells": cells}

    def _picture(self, picture: Picture, inherited: Change | None, room: float) -> dict[str, Any]:
        change = picture.change or inherited
        image = image_of(picture.data)
        alt = readable(picture.alt) or self._words["no_alt"]
        if image is None:
            text = self._words["picture_missing"].format(alt=alt)
            return self._paragraph(Paragraph((Run(text, change=change),)), None)
        name = f"image{len(self.files) + 1}.{image.extension}"
        self.files[name] = picture.data
        self._told[name] = self._words["picture_missing"].format(alt=alt)
        width, _ = size_mm(image, picture.width_mm, most_width=room, most_height=ROOM_MM[1] - 20)
        made = {"is": "picture", "file": name, "alt": alt, "width": width, "changed": bool(change)}
        return made | ({"k": change.kind} if change else {})


def _run(text: str, marks: Sequence[str] = (), change: Change | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"t": readable(text)}
    if marks:
        made["m"] = list(marks)
    if change is not None:
        made["k"] = change.kind
    return made


def _lines(value: str) -> list[str]:
    return [readable(line) for line in value.split("\n")]


def _shows(paragraph: Paragraph) -> bool:
    return bool(plain(paragraph.runs).strip() or paragraph.label or paragraph.label_before)


def _day(date: str) -> datetime | None:
    try:
        return datetime.fromisoformat(date)
    except ValueError:
        return None
