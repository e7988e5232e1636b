"""The rows of the timetable: what each says. A row that is not understood stays a row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from comitia.circulars.reading.lines import Line, Place, Text
from comitia.circulars.reading.reading import Meeting, Row, Sure, Warned
from comitia.circulars.reading.roles import Roles
from comitia.circulars.reading.tables import Cell, Draft, Finder
from comitia.papers.dates import Kind, When
from comitia.papers.folding import one_line
from comitia.papers.moments import Moment
from comitia.papers.terms import Terms


@dataclass(frozen=True)
class Timetable:
    """The rows, and the lines (by index) that they were read from."""

    rows: tuple[Row, ...]
    lines: tuple[int, int]
    place: Place
    flat: bool


def read_timetable(
    text: Text, terms: Terms, lines: Sequence[Line], parent: str | None
) -> tuple[Timetable | None, list[Warned]]:
    """The timetable among some lines, in the order of its rows."""
    found = Finder(text, terms, lines).find()
    if found is None:
        return None, []
    region, drafts, flat = found
    _complete_years(drafts)
    roles = Roles(terms, parent)
    warnings: list[Warned] = []
    rows: list[Row] = []
    for draft in drafts:
        if draft.when is None and not draft.action:
            continue
        row = _row(text, draft, roles, parent)
        rows.append(row)
        warnings += _remarks(row, draft.parsed)
    if not rows:
        return None, []
    warnings += _order(rows)
    if flat and any(_is_apart(row) for row in rows):
        place = text.place(rows[0].place.start, rows[-1].place.end)
        warnings.append(Warned("table_flattened", place, {"rows": len(rows)}))
    place = text.place(min(row.place.start for row in rows), max(row.place.end for row in rows))
    return Timetable(tuple(rows), region, place, flat), warnings


def _is_apart(row: Row) -> bool:
    return row.action_place is not None and row.when_place.line != row.action_place.line


def _complete_years(drafts: Sequence[Draft]) -> None:
    """Give a row that has a month but no year that of the rows beside it. It keeps its gap."""
    for index, draft in enumerate(drafts):
        when = draft.parsed
        if when is None or when.first.year is not None or when.first.month is None:
            continue
        year = _year_beside(drafts, index, when.first.month)
        if year is None:
            continue
        over = when.last.month is not None and when.last.month < when.first.month
        draft.parsed = replace(
            when,
            first=Moment(year, when.first.month, when.first.day),
            last=Moment(year + over, when.last.month, when.last.day),
        )


def _year_beside(drafts: Sequence[Draft], index: int, month: int) -> int | None:
    for draft in reversed(drafts[:index]):
        if draft.parsed and draft.parsed.last.year is not None:
            earlier = draft.parsed.first
            return draft.parsed.last.year + (month < (earlier.month or 1))
    for draft in drafts[index + 1 :]:
        if draft.parsed and draft.parsed.first.year is not None:
            return draft.parsed.first.year - (month > (draft.parsed.first.month or 12))
    return None


def _row(text: Text, draft: Draft, roles: Roles, parent: str | None) -> Row:
    spans = [*([draft.when] if draft.when else []), *draft.action]
    place = text.place(min(span.start for span in spans), max(span.end for span in spans))
    action_place = text.place(draft.action[0].start, draft.action[-1].end) if draft.action else None
    when_place = text.place(draft.when.start, draft.when.end) if draft.when else place
    action = _words_of(text, draft.action).strip(" .;,\uff1b\uff0c\u060c\u061b")
    when = draft.parsed
    kind = when.kind if when else Kind.UNKNOWN
    sure, why = Sure.CERTAIN, "when_understood"
    meeting = None
    if when is None:
        sure, why = Sure.INFERRED, "when_not_understood"
    elif "year" in when.gaps:
        sure, why = Sure.INFERRED, "year_of_neighbour"
    elif when.gaps:
        sure, why = Sure.LIKELY, "when_completed"
    wording = one_line(text.at(when_place)) if draft.when else ""
    if when is not None and kind is Kind.MEETING:
        body = when.body or parent
        if not when.body:
            sure, why = Sure.INFERRED, "meeting_of_parent"
        meeting = Meeting(body, when.start, when.end, wording)
    actor, recipient, actor_why = roles.of(action, when, kind)
    if draft.actor is not None:
        stated = one_line(text.raw[draft.actor.start : draft.actor.end])
        actor, actor_why = roles.stated(stated), "actor_stated"
    if draft.recipient is not None:
        stated = one_line(text.raw[draft.recipient.start : draft.recipient.end])
        recipient = roles.stated(stated)
    return Row(
        when=wording,
        kind=kind,
        start=when.start if when else None,
        end=when.end if when else None,
        bound=when.bound if when else "",
        action=action,
        actor=actor,
        recipient=recipient,
        subject=roles.report(action),
        meeting=meeting,
        place=place,
        when_place=when_place,
        action_place=action_place,
        sure=sure,
        why=why,
        actor_why=actor_why,
    )


def _words_of(text: Text, cells: Sequence[Cell]) -> str:
    """The words of some cells: run together where nothing but blanks is between them."""
    words = ""
    for index, cell in enumerate(cells):
        if index:
            between = text.raw[cells[index - 1].end : cell.start]
            words += "; " if between.strip() else " "
        words += text.raw[cell.start : cell.end]
    return one_line(words)


def _remarks(row: Row, when: When | None) -> list[Warned]:
    found = []
    if row.kind is Kind.UNKNOWN:
        found.append(Warned("row_not_understood", row.place, {"row": row.when or row.action}))
    if not row.action:
        found.append(Warned("row_without_action", row.place, {"row": row.when}))
    if when is not None and "year" in when.gaps and row.kind is not Kind.UNKNOWN:
        code = "year_inferred" if row.start else "row_without_year"
        found.append(Warned(code, row.when_place, {"row": row.when, "year": (row.start or "")[:4]}))
    if when is not None and "turn" in when.gaps:
        found.append(Warned("year_worked_out", row.when_place, {"row": row.when}))
    if when is not None and "order" in when.gaps:
        found.append(Warned("date_order_assumed", row.when_place, {"row": row.when}))
    return found


def _order(rows: Sequence[Row]) -> list[Warned]:
    """Say where a row begins before the one above it."""
    dated = [row for row in rows if row.start]
    return [
        Warned("rows_out_of_order", later.when_place, {"row": later.when, "before": earlier.when})
        for earlier, later in pairwise(dated)
        if later.start and earlier.start and later.start[:7] < earlier.start[:7]
    ]
