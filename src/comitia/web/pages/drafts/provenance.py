"""Of each finding of a reading: where it stands in the text, how sure it is, and why.

Sentences are the reader's, said in the language of who looks at them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from comitia.circulars.reading import CannotRead
from comitia.circulars.reading.reasons import REASONS
from comitia.circulars.reading.warnings import WARNINGS


@dataclass(frozen=True)
class Provenance:
    """Where a finding stands: lines from 1, letters from 0; `sure` as reading.Sure."""

    line: int
    end_line: int
    start: int
    end: int
    sure: str
    why: str

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(frozen=True)
class Warning:
    """Something missing or odd in the text, in words, with its line where it has one."""

    level: str
    text: str
    line: int | None


@dataclass(frozen=True)
class Clause:
    """An item of the resolution as it will be kept."""

    label: str
    text: str
    line: int | None


@dataclass(frozen=True)
class Section:
    """A headed part of the resolution."""

    heading: str
    clauses: tuple[Clause, ...]


def provenance_of(reading: Mapping[str, Any]) -> dict[str, Provenance]:
    """The places of all findings, by their paths in the reading."""
    found = reading.get("found")
    if not isinstance(found, Mapping):
        return {}
    places = {}
    for path, told in found.items():
        where = told.get("where") or {}
        if all(isinstance(where.get(key), int) for key in ("line", "end_line", "start", "end")):
            why = str(told.get("why") or "")
            places[path] = Provenance(
                where["line"],
                where["end_line"],
                where["start"],
                where["end"],
                str(told.get("sure") or ""),
                gettext(REASONS[why]) if why in REASONS else str(told.get("reason") or ""),
            )
    return places


def place_of(path: str, places: Mapping[str, Provenance]) -> Provenance | None:
    """The place of a field: its own, else that of the finding it is a part of."""
    if path == "date" and path not in places:
        return places.get("date_inferred")
    while path:
        if path in places:
            return places[path]
        path = path.rpartition(".")[0]
    return None


def warnings_of(reading: Mapping[str, Any]) -> list[Warning]:
    """What is missing or odd, in the order in which the reader tells it."""
    return [
        Warning(str(each.get("level") or ""), _sentence(each), _line(each))
        for each in reading.get("warnings") or ()
        if isinstance(each, Mapping)
    ]


def _sentence(told: Mapping[str, Any]) -> str:
    code, facts = told.get("code"), told.get("facts")
    if code not in WARNINGS or not isinstance(facts, Mapping):
        return str(told.get("text") or "")
    words = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in facts.items()
    }
    return gettext(WARNINGS[code][1]).format_map(words)


def refusal_text(refusal: CannotRead) -> str:
    """Why a file cannot be read, in the reader's language."""
    return gettext(refusal.template).format_map(refusal.facts)


def sections_of(values: Mapping[str, Any]) -> list[Section]:
    """The resolution's sections with their items; none where only its number is known."""
    resolution = values.get("resolution")
    sections = resolution.get("sections") if isinstance(resolution, Mapping) else None
    return [
        Section(str(each.get("heading") or ""), tuple(_clauses(each.get("items"))))
        for each in sections or ()
        if isinstance(each, Mapping)
    ]


def _clauses(items: Any) -> Iterator[Clause]:
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            yield Clause(str(item.get("label") or ""), str(item.get("text") or ""), _line(item))
        else:
            yield Clause("", str(item), None)


def _line(told: Mapping[str, Any]) -> int | None:
    where = told.get("where")
    line = where.get("line") if isinstance(where, Mapping) else None
    return line if isinstance(line, int) else None
