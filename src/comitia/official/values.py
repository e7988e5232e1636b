"""What a letter's fields hold: what was written, and what is known without being written."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from comitia.bodies.calendar import day_at
from comitia.bodies.models import Body, Meeting
from comitia.bodies.rulesets import RuleSet, in_force
from comitia.groups.queries import terms_at
from comitia.official.amended import amended_by
from comitia.official.dates import days_in, month_in
from comitia.official.deadlines import CONTRIBUTIONS, NAMED, before
from comitia.official.kinds import kind_called
from comitia.official.layout import FIELD
from comitia.official.models import OfficialLetter, OfficialVersion
from comitia.official.rendering import Values
from comitia.official.superseding import corrections_of
from comitia.official.wording import Wording, wording_in
from comitia.timetable.queries import zone


def house_folder() -> Path:
    """Where a house keeps its own templates; there need not be one."""
    return Path(settings.DATA) / "official"


def categories_of(letter: OfficialLetter, *, at: datetime) -> list[str]:
    """The categories of entities a letter is addressed to: the group's, or the letter's own."""
    if letter.group is not None:
        return list(terms_at(letter.group, at).eligibility)
    return list(letter.categories)


def rules_for(letter: OfficialLetter, *, at: datetime) -> RuleSet:
    """The rules in force for the body of a letter on the day of an instant."""
    body = letter.meeting.body if letter.meeting else letter.body
    return in_force(body.kind if body else "", day_at(at, zone()))


def values_of(version: OfficialVersion, *, at: datetime, number: int | None = None) -> Values:
    """Everything that is shown of a version; its number stands for what is not given yet."""
    letter = version.official
    wording = wording_in(version.language, house_folder())
    given = _given(letter, wording, at=at, number=number)
    mine = {field.name for field in kind_called(letter.kind).fields}
    written = {**given, **letter.fields, **version.fields}
    return Values(
        {name: text for name, text in written.items() if name in mine}, corrections_of(version)
    )


def _given(
    letter: OfficialLetter, wording: Wording, *, at: datetime, number: int | None
) -> dict[str, str]:
    shown = str(number) if number else wording.word(letter.kind, "unnumbered")
    amended = amended_by(letter)
    body = letter.body or (letter.meeting.body if letter.meeting else None)
    found = {
        "number": shown,
        "series": wording.name_of(letter.series),
        "date": day_at(at, zone()).isoformat(),
        "addressees": "\n".join(
            wording.word(letter.kind, f"to_{category}") for category in categories_of(letter, at=at)
        ),
        "body_name": wording.name_of(body.acronym) if body else "",
        "corrected": amended.reference_in(wording.language) if amended else "",
    }
    if letter.meeting is not None:
        found |= _of_meeting(letter, letter.meeting, wording, at=at)
    month = found.pop("month", "")
    named = {**found, "meeting": month}
    found["reference"] = _filled(wording.word(letter.kind, "reference"), named)
    return found


def _of_meeting(
    letter: OfficialLetter, meeting: Meeting, wording: Wording, *, at: datetime
) -> dict[str, str]:
    language = wording.language
    rules = rules_for(letter, at=at)
    named = before(meeting.opens, rules, NAMED)
    contributions = before(meeting.opens, rules, CONTRIBUTIONS)
    names = {
        "body_name": wording.name_of(meeting.body.acronym),
        "month": month_in(language, meeting.planned_month),
    }
    return {
        "meeting": _full_name(meeting.body, wording),
        "month": _filled(wording.word(letter.kind, "meeting_month"), names),
        "place": meeting.place,
        "days": _days(language, meeting.opens, meeting.closes),
        "participants_by": named.day.isoformat() if named else "",
        "contributions_by": contributions.day.isoformat() if contributions else "",
    }


def _days(language: str, opens: date | None, closes: date | None) -> str:
    return days_in(language, opens, closes or opens) if opens else ""


def _full_name(body: Body, wording: Wording) -> str:
    short = wording.name_of(body.acronym)
    full = body.names.get(wording.language, "")
    return f"{full} ({short})" if full and full != short else short


def _filled(pattern: str, names: Mapping[str, str]) -> str:
    return FIELD.sub(lambda found: names.get(found[1], found[0]), pattern)
