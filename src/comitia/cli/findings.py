"""A reading as text for a person: each finding with its line, how sure it is, and why."""

from collections.abc import Iterator, Mapping
from typing import Any

# Path in the reading's plain values -> what it is called here.
FIELDS = {
    "number": "Number",
    "series": "Series",
    "language": "Language",
    "subject": "Subject",
    "date": "Date",
    "date_inferred": "Date (inferred)",
    "signatory.name": "Signed by",
    "parent": "Parent body",
    "parent.meeting": "Its meeting",
    "parent.decision": "Decided",
    "group": "Group",
    "reflector": "List",
    "sign_up": "Sign up at",
    "convener": "Convener",
    "eligibility": "Open to",
    "purpose": "Purpose",
}
WIDTH = max(map(len, FIELDS.values())) + 2


def lines_of(reading: Mapping[str, Any]) -> Iterator[str]:
    """The reading (Reading.as_json) line by line."""
    found = reading["found"]
    for path, name in FIELDS.items():
        value = _words(reading, path)
        if value:
            yield f"{name:<{WIDTH}}{value}{_sure(found.get(path))}"
    yield ""
    yield f"Timetable, {len(reading['timetable'])} rows"
    for index, row in enumerate(reading["timetable"]):
        span = " to ".join(dict.fromkeys(part for part in (row["start"], row["end"]) if part))
        sure = _sure(found.get(f"timetable.{index}"))
        yield f"  {index + 1}. {row['when']} = {row['kind']} {span}{sure}"
        yield f"     {row['action']}"
    yield from _resolution(reading)
    yield from _warnings(reading)


def _words(reading: Mapping[str, Any], path: str) -> str:
    value: Any = reading
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if path == "parent" and value:
        return f"{value['body']} ({value['name']})"
    if path == "parent.meeting" and value:
        return " to ".join(dict.fromkeys(part for part in (value["start"], value["end"]) if part))
    if path == "convener" and value:
        return ", ".join(value[key] for key in ("name", "organisation", "country") if value[key])
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return " ".join(str(value).split()) if value else ""


def _sure(shown: Mapping[str, Any] | None) -> str:
    """Where it stands and, unless the text says it plainly, how sure that is and why."""
    if shown is None:
        return ""
    line = f"line {shown['where']['line']}"
    if shown["sure"] == "certain":
        return f"  [{line}]"
    return f"  [{line}, {shown['sure']}: {shown['reason'] or shown['why']}]"


def _resolution(reading: Mapping[str, Any]) -> Iterator[str]:
    resolution = reading["resolution"]
    if not resolution:
        return
    yield ""
    place = f"{resolution['place']}, {resolution['year']}"
    head = f"Resolution {resolution['number']} ({place}): {resolution['title'] or ''}"
    yield f"{head}{_sure(reading['found'].get('resolution'))}"
    for section in resolution["sections"]:
        count = len(section["items"])
        items = f"{count} item{'' if count == 1 else 's'}"
        yield f"  {section['heading']} = {section['kind']}, {items}"
        for item in section["items"]:
            yield f"    {item['anchor']} [line {item['where']['line']}]"
            for reference in [*item["refs"], *(r for part in item["parts"] for r in part["refs"])]:
                target = reference["target"] or reference["outside"] or "nothing that is known"
                other = "" if reference["match"] == "exact" else " (in other words)"
                yield f"      cites {reference['text']} = {target}{other}"
    for extract in reading["extracts"]:
        same = "the same as" if extract["identical"] else "not the same as"
        yield f"  The extract of {extract['section']} in the letter is {same} the annex."


def _warnings(reading: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    if not reading["warnings"]:
        yield "Nothing is missing or odd."
        return
    yield f"To look at, {len(reading['warnings'])}"
    for warning in reading["warnings"]:
        where = f"  [line {warning['where']['line']}]" if warning["where"] else ""
        yield f"  {warning['level']}: {warning['text']}{where}"
