"""The glossary out into files and back: CSV both ways, JSON and TBX out.

A spreadsheet is where people keep terms. What would be a formula there goes out behind an
apostrophe, and comes back without it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.db import transaction

from comitia.base.languages import LANGUAGES, known_language
from comitia.glossary.actions import (
    add_concept,
    change_concept,
    restore_concept,
    retire_concept,
)
from comitia.glossary.errors import BadConcept
from comitia.glossary.models import Concept
from comitia.glossary.queries import concept_named, names_of
from comitia.glossary.rules import read_terms, write_terms
from comitia.ledger.actors import Actor

COLUMNS = ("key", "subject", "note", "review", "retired", *LANGUAGES)
MOST_LINES = 20_000
_FORMULA = tuple("=+-@\t\r＝＋－＠")


class Unreadable(Exception):
    """A file that is no table of terms; the text says why."""


def line_of(row: Concept) -> dict[str, str]:
    """A concept as a line of the table."""
    names = names_of(row)
    return {
        "key": row.key,
        "subject": row.subject,
        "note": row.note,
        "review": " ".join(row.review),
        "retired": "yes" if row.retired_at else "",
        **{language: write_terms(names.get(language, ())) for language in LANGUAGES},
    }


def to_csv(rows: Iterable[Concept]) -> Iterator[str]:
    """The table, a line at a time, the first with the names of the columns."""
    for line in (dict(zip(COLUMNS, COLUMNS, strict=True)), *map(line_of, rows)):
        out = io.StringIO()
        csv.DictWriter(out, COLUMNS, lineterminator="\n").writerow(
            {column: _inert(cell) for column, cell in line.items()}
        )
        yield out.getvalue()


def to_json(row: Concept) -> dict[str, Any]:
    """A concept as plain values."""
    return {
        "key": row.key,
        "subject": row.subject,
        "note": row.note,
        "review": row.review,
        "origin": row.origin,
        "retired": row.retired_at is not None,
        "terms": {
            language: [{"text": each.text, "abbreviation": each.is_abbreviation} for each in terms]
            for language, terms in names_of(row).items()
        },
    }


def to_tbx(rows: Iterable[Concept], *, title: str) -> Iterator[str]:
    """TermBase eXchange (ISO 30042:2019), dialect TBX-Basic, as translation programs read it."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">\n'
        f"<tbxHeader><fileDesc><sourceDesc><p>{escape(title)}</p></sourceDesc></fileDesc>"
        "</tbxHeader>\n<text><body>\n"
    )
    for row in rows:
        yield f"<conceptEntry id={quoteattr(f'c-{row.key}')}>\n"
        yield f'<descrip type="subjectField">{escape(row.subject)}</descrip>\n'
        if row.note:
            yield f"<note>{escape(row.note)}</note>\n"
        for language, terms in names_of(row).items():
            yield f"<langSec xml:lang={quoteattr(_tag(language))}>\n"
            for place, term in enumerate(terms):
                status = "preferredTerm-admn-sts" if place == 0 else "admittedTerm-admn-sts"
                kind = "abbreviation" if term.is_abbreviation else "fullForm"
                yield (
                    f"<termSec><term>{escape(term.text)}</term>"
                    f'<termNote type="termType">{kind}</termNote>'
                    f'<termNote type="administrativeStatus">{status}</termNote></termSec>\n'
                )
            yield "</langSec>\n"
        yield "</conceptEntry>\n"
    yield "</body></text>\n</tbx>\n"


@dataclass(frozen=True)
class Change:
    """What a line of a file does: add, change, nothing, or refused with sentences by field."""

    line: int
    key: str
    what: str
    differences: dict[str, tuple[str, str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def bring_in(data: bytes, *, apply: bool, by: Actor, at: datetime) -> list[Change]:
    """Do what a CSV file says, all of it or, where a line is refused, nothing; say what it was.

    Without `apply` it is only tried. A line is known by its key; one without adds a concept.
    Columns that are missing, and concepts that no line tells of, stay as they are. Raises
    Unreadable.
    """
    lines = list(_lines(data))
    with transaction.atomic():
        seen: set[str] = set()
        changes = [_do(number, line, seen, by=by, at=at) for number, line in lines]
        if not apply or any(each.errors for each in changes):
            transaction.set_rollback(True)
    return changes


def _do(number: int, line: dict[str, str], seen: set[str], *, by: Actor, at: datetime) -> Change:
    key = line.get("key", "").strip().lower()
    if key in seen:
        return Change(number, key, "refused", errors={"key": "Another line has this key."})
    row = concept_named(key) if key else None
    before = line_of(row) if row else dict.fromkeys(COLUMNS, "")
    try:
        row = _done(row, line, by=by, at=at)
    except BadConcept as refusal:
        return Change(number, key, "refused", errors=refusal.errors)
    seen.add(row.key)
    # What was read before the change is not what there is now.
    fresh = concept_named(row.key)
    assert fresh is not None
    after = line_of(fresh)
    differences = {
        column: (before[column], after[column])
        for column in COLUMNS
        if before[column] != after[column]
    }
    if not before["key"]:
        return Change(number, row.key, "add", differences)
    return Change(number, row.key, "change" if differences else "nothing", differences)


def _done(row: Concept | None, line: dict[str, str], *, by: Actor, at: datetime) -> Concept:
    wanted: dict[str, Any] = {name: line[name] for name in ("subject", "note") if name in line}
    if "review" in line:
        wanted["review"] = [known_language(code, code) for code in line["review"].split()]
    terms = {code: read_terms(line[code]) for code in LANGUAGES if code in line}
    if row is None:
        given = {"subject": "", **wanted, "key": line.get("key", "")}
        row = add_concept(terms=terms, by=by, at=at, **given)
    else:
        row = change_concept(concept=row, terms=terms, by=by, at=at, **wanted)
    if "retired" in line:
        step = retire_concept if line["retired"].strip() else restore_concept
        step(concept=row, by=by, at=at)
    return row


def _lines(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not in UTF-8; save it as “CSV UTF-8”.") from None
    head = text.partition("\n")[0]
    # Spreadsheets of many countries part cells by semicolons.
    parted_by = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=parted_by)
    try:
        reader.fieldnames = [_column(name) for name in reader.fieldnames or ()]
        unknown = sorted(set(reader.fieldnames) - set(COLUMNS) - {""})
        if unknown or not set(reader.fieldnames) & {"key", *LANGUAGES}:
            said = f"these are none: {', '.join(unknown)}" if unknown else "none is there"
            raise Unreadable(
                f"The first line must name the columns ({', '.join(COLUMNS)}); {said}."
            )
        for read, line in enumerate(reader):
            if read >= MOST_LINES:
                raise Unreadable(f"More than {MOST_LINES} lines.")
            cells = {
                column: _live(cell or "")
                for column, cell in line.items()
                if column and isinstance(cell, str | None)
            }
            if any(cell.strip() for cell in cells.values()):
                yield reader.line_num, cells
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} is no line of a table: {error}.") from None


def _column(name: str) -> str:
    name = (name or "").strip().lower()
    return "zh-hans" if name in {"zh", "zh_hans", "zh-cn"} else name


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _live(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def _tag(language: str) -> str:
    return "zh-Hans" if language == "zh-hans" else language
