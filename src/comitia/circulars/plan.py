"""From a reading and its corrections to what a confirmed circular would create. Pure.

A reading is nested plain values in the shape of docs/circulars.md; a correction names one by its
path (`convener.name`, `timetable.2.action`) and gives the value that counts. Some fields no
reading has: `convener.category`, `convener.address`, `parent.kind`, `eligibility_source`,
`outputs`, `title`, `is_original`, `timetable.N.proof`. What is required and missing, or makes no
sense, is said per field; nothing is guessed.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES, known_language
from comitia.circulars.clauses import given, section_of
from comitia.circulars.corrections import Incomplete, corrected
from comitia.circulars.proof import proof_of
from comitia.groups.rules import forbidden_outputs
from comitia.mandates.actions import ResolutionText
from comitia.people.models import Entity

CATEGORIES = tuple(Entity.Category.values)
ROW_KINDS = ("month", "range", "date", "meeting")


@dataclass(frozen=True)
class PlannedBody:
    """The parent: `kind` is one of Body.Kind; the name is in the circular's language."""

    acronym: str
    kind: str
    name: str


@dataclass(frozen=True)
class PlannedConvener:
    """Who is to convene; `category` says under what their organisation is entered, if it is new."""

    name: str
    organisation: str
    country: str
    category: str
    address: str


@dataclass(frozen=True)
class ReadRow:
    """A row of the timetable. For a meeting row, `body` is the acronym of the body that meets."""

    wording: str
    kind: str
    starts: date
    ends: date
    action: str
    body: str
    actor: str
    recipient: str
    proof: str


@dataclass(frozen=True)
class Plan:
    """Everything that confirming creates."""

    series: str
    number: str
    language: str
    is_original: bool
    subject: str
    text: str
    issued_on: date
    issued_on_inferred: bool
    signatory: str
    parent: PlannedBody
    decided_from: date
    decided_until: date
    decision: str
    purpose: str
    eligibility: tuple[str, ...]
    eligibility_source: str
    outputs: tuple[str, ...]
    group: str
    title: str
    convener: PlannedConvener
    rows: tuple[ReadRow, ...]
    resolution: ResolutionText | None
    given: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """As it is cited: `TSB Circular 174`."""
        return f"{self.series} Circular {self.number}"


def make_plan(reading: Mapping[str, Any], corrections: Mapping[str, Any], *, text: str) -> Plan:
    """What confirming would create. Raises Incomplete with every field that is not right yet."""
    return _Planner(corrected(reading, corrections), text).plan()


class _Planner:
    """Reads field after field and gathers what is wrong."""

    def __init__(self, fields: Mapping[str, Any], text: str) -> None:
        self.fields = fields
        self.text = text
        self.errors: dict[str, str] = {}

    def plan(self) -> Plan:
        number = self.word("number", required=_("Which number has the circular?"))
        series = self.word("series") or "TSB"
        language = self.language()
        parent = self.parent()
        decided_from, decided_until = self.decided()
        rows = self.rows(parent.acronym)
        issued_on, inferred = self.issued_on(rows)
        resolution = self.resolution(language)
        plan = Plan(
            series=series,
            number=number,
            language=language,
            is_original=bool(self.fields.get("is_original")),
            subject=self.word("subject", required=_("What is the circular about?")),
            text=self.text,
            issued_on=issued_on,
            issued_on_inferred=inferred,
            signatory=self.word("signatory.name") or self.word("signatory.title"),
            parent=parent,
            decided_from=decided_from,
            decided_until=decided_until,
            decision=self.word("parent.decision") or self.word("purpose"),
            purpose=self.word("purpose", required=_("What is the group to do?")),
            eligibility=self.eligibility(),
            eligibility_source=self.eligibility_source(f"{series} Circular {number}"),
            outputs=self.outputs(),
            group=self.word(
                "reflector", required=_("What is the group's list called, as t09tsag178?")
            ).lower(),
            title=self.word("title") or self.word("subject"),
            convener=self.convener(),
            rows=rows,
            resolution=resolution,
            given=given(resolution, self.text) if resolution else (),
        )
        if self.errors:
            raise Incomplete(self.errors)
        return plan

    def at(self, path: str) -> Any:
        value: Any = self.fields
        for part in path.split("."):
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
                value = value[int(part)]
            else:
                return None
        return value

    def word(self, path: str, *, required: str = "") -> str:
        value = self.at(path)
        text = " ".join(str(value).split()) if isinstance(value, str | int) else ""
        if required and not text:
            self.errors[path] = required
        return text

    def language(self) -> str:
        said = self.word("language", required=_("In which language is it?"))
        language = known_language(said, default="")
        if said and language not in LANGUAGES:
            self.errors["language"] = _("This is none of the six languages.")
        return language

    def parent(self) -> PlannedBody:
        acronym = self.word(
            "parent.body", required=_("Which body decided it? Give its acronym, as TSAG.")
        )
        kind = self.word("parent.kind") or _kind_of(acronym)
        if acronym and kind not in _BODY_KINDS:
            self.errors["parent.kind"] = _("What kind of body is it?")
        return PlannedBody(acronym, kind, self.word("parent.name") or acronym)

    def decided(self) -> tuple[date, date]:
        first = self.day(
            "parent.meeting.start", required=_("On which day did the meeting begin that decided?")
        )
        last = self.day("parent.meeting.end", last=True) or first
        if first and last and last < first:
            self.errors["parent.meeting.end"] = _("It cannot end before it begins.")
        return first or date.min, last or date.min

    def day(self, path: str, *, required: str = "", last: bool = False) -> date | None:
        value = self.word(path, required=required)
        if not value:
            return None
        found = day_of(value, last=last)
        if found is None:
            self.errors[path] = _("Write a day as 2011-02-08, or a month as 2011-02.")
        return found

    def eligibility(self) -> tuple[str, ...]:
        named = self.names("eligibility")
        if not named:
            self.errors["eligibility"] = _("Who may join? Name at least one category.")
        unknown = [each for each in named if each not in CATEGORIES]
        if unknown:
            self.errors["eligibility"] = _("This is no category: %(names)s.") % {
                "names": ", ".join(unknown)
            }
        return tuple(dict.fromkeys(named))

    def eligibility_source(self, circular: str) -> str:
        said = self.word("eligibility_source")
        start = self.at("found.eligibility.where.start")
        if said or not isinstance(start, int):
            return said or circular
        paragraph = paragraph_at(self.text, start)
        return f"{circular}, § {paragraph}" if paragraph else circular

    def outputs(self) -> tuple[str, ...]:
        outputs = self.names("outputs") or ["report"]
        forbidden = forbidden_outputs(outputs)
        if forbidden:
            self.errors["outputs"] = _(
                "A group of this kind may not produce: %(outputs)s (CV 191B)."
            ) % {"outputs": ", ".join(forbidden)}
        return tuple(dict.fromkeys(outputs))

    def names(self, path: str) -> list[str]:
        value = self.at(path)
        if isinstance(value, str):
            value = value.replace(",", " ").split()
        return [str(each) for each in value] if isinstance(value, list) else []

    def convener(self) -> PlannedConvener:
        category = self.word("convener.category")
        if category and category not in CATEGORIES:
            self.errors["convener.category"] = _("This is no category: %(names)s.") % {
                "names": category
            }
        return PlannedConvener(
            name=self.word("convener.name", required=_("Who convenes the group?")),
            organisation=self.word(
                "convener.organisation", required=_("For which organisation does the convener act?")
            ),
            country=self.word("convener.country_code").upper(),
            category=category,
            address=self.word("convener.address").lower(),
        )

    def rows(self, parent: str) -> tuple[ReadRow, ...]:
        rows = self.at("timetable")
        if not isinstance(rows, list) or not rows:
            self.errors["timetable"] = _("The timetable has no rows.")
            return ()
        return tuple(self.row(f"timetable.{place}", parent) for place in range(len(rows)))

    def row(self, path: str, parent: str) -> ReadRow:
        kind = self.word(f"{path}.kind")
        if kind not in ROW_KINDS:
            self.errors[f"{path}.kind"] = _("Is it a month, a range, a date or a meeting?")
        starts = self.day(f"{path}.start", required=_("When does it begin?"))
        ends = self.day(f"{path}.end", last=True)
        if ends is None and starts is not None:
            whole_month = len(self.word(f"{path}.start")) == len("2011-02")
            ends = _month_end(starts) if whole_month or kind in {"month", "meeting"} else starts
        if starts and ends and ends < starts:
            self.errors[f"{path}.end"] = _("It cannot end before it begins.")
        action = self.word(f"{path}.action", required=_("What is to be done?"))
        return ReadRow(
            wording=self.word(f"{path}.when")[:200],
            kind=kind,
            starts=starts or date.min,
            ends=ends or date.min,
            action=action,
            body=self.word(f"{path}.meeting.body") or parent,
            actor=self.word(f"{path}.actor")[:120],
            recipient=self.word(f"{path}.recipient")[:120],
            proof=self.word(f"{path}.proof") or proof_of(action),
        )

    def issued_on(self, rows: Sequence[ReadRow]) -> tuple[date, bool]:
        said = self.day("date")
        if said is not None:
            return said, False
        # DOMAIN C-02: no date in the text, so the first row's month, and marked as inferred.
        inferred = self.day("date_inferred")
        return inferred or (rows[0].starts if rows else date.min), True

    def resolution(self, language: str) -> ResolutionText | None:
        found = self.at("resolution")
        if not isinstance(found, Mapping) or not found:
            return None
        year = self.word("resolution.year", required=_("Of which year is the resolution?"))
        if year and not re.fullmatch(r"(18|19|20)[0-9]{2}", year):
            self.errors["resolution.year"] = _("A year has four digits.")
        sections = self.at("resolution.sections")
        if not isinstance(sections, list) or not sections:
            self.errors["resolution.sections"] = _("No clause of the resolution was found.")
            sections = []
        return ResolutionText(
            number=self.word("resolution.number", required=_("Which number has the resolution?")),
            place=self.word("resolution.place", required=_("Where was it adopted?")),
            year=int(year) if year.isdecimal() else 0,
            language=language,
            title=self.word("resolution.title", required=_("What is its title?")),
            text=_text_of(found, self.text),
            sections=tuple(section_of(each) for each in sections if isinstance(each, Mapping)),
            adopted_by_text=self.word("resolution.adopted_by"),
        )


_BODY_KINDS = frozenset(
    {
        "conference",
        "assembly",
        "advisory_group",
        "study_group",
        "working_party",
        "regional_meeting",
        "bureau",
    }
)
# Bodies whose acronym tells what they are, in all six languages (DOMAIN 2.2).
_KINDS = {
    "advisory_group": {"TSAG", "GCNT", "GANT", "КГСЭ", "RAG", "TDAG"},
    "assembly": {"WTSA", "AMNT", "ВАСЭ"},
    "conference": {"PP", "WTDC"},
    "bureau": {"TSB", "БСЭ", "BR", "BDT"},
}


def _kind_of(acronym: str) -> str:
    for kind, acronyms in _KINDS.items():
        if acronym.upper().split("-")[0] in acronyms:
            return kind
    return "study_group" if re.fullmatch(r"SG ?[0-9]{1,2}", acronym, re.IGNORECASE) else ""


def day_of(value: str, *, last: bool = False) -> date | None:
    """`2011-02-08` as a day; `2011-02` as that month's first (or last) one; else None."""
    whole = re.fullmatch(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?", value.strip())
    if not whole:
        return None
    year, month, day = int(whole[1]), int(whole[2]), int(whole[3] or 1)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return _month_end(found) if last and not whole[3] else found


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _text_of(resolution: Mapping[str, Any], text: str) -> str:
    """The resolution's own part of the circular's text; the whole, where no place is known."""
    where = resolution.get("where")
    if isinstance(where, Mapping):
        start, end = where.get("start"), where.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            return text[start:end]
    return text


_PARAGRAPH = re.compile(r"^[ \t]*([0-9]{1,2})[.)]?[ \t\u3000]", re.MULTILINE)


def paragraph_at(text: str, start: int) -> str:
    """The number of the letter's paragraph in which a place stands, or nothing.

    Paragraphs count up from 1; an item of a quoted list, which counts anew, is none.
    """
    number = 0
    for found in _PARAGRAPH.finditer(text):
        if found.start() > start:
            break
        if int(found[1]) == number + 1 and not found[0][0].isspace():
            number += 1
    return str(number) if number else ""
