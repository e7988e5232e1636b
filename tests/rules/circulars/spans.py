"""The law of provenance: every place lies in the text, and holds what the reading says it holds."""

import re
from typing import Any

from comitia.circulars.reading import Reading
from comitia.papers.folding import folded, squeezed

# Fields whose value is worked out of the words at their place rather than taken from them.
WORKED_OUT = {
    "language",
    "series",
    "amends",
    "date",
    "date_inferred",
    "annexes_declared",
    "eligibility",
    "parent",
    "parent.meeting",
    "convener",
    "resolution",
}


def check_places(reading: Reading) -> None:
    """Every place is within the text, on the lines it names; every value stands at its place."""
    shown = reading.as_json()
    for where in _places(shown):
        assert 0 <= where["start"] <= where["end"] <= len(reading.text)
        assert where["line"] == reading.text.count("\n", 0, where["start"]) + 1
        last = max(where["start"], where["end"] - 1)
        assert where["end_line"] == reading.text.count("\n", 0, last) + 1
    for path, found in shown["found"].items():
        where = found["where"]
        assert found["text"] == reading.text[where["start"] : where["end"]]
        assert found["reason"], (path, found["why"])
        if path not in WORKED_OUT and not path.startswith("timetable."):
            _holds(reading, where, _value(shown, path))
    if shown["convener"]:
        where = shown["found"]["convener"]["where"]
        for part in ("name", "organisation", "country"):
            _holds(reading, where, shown["convener"][part])
    for row in shown["timetable"]:
        _holds(reading, row["where"], row["when"])
        for piece in re.split(r"; ?|\s", row["action"]):
            _holds(reading, row["where"], piece)
    for section in (shown["resolution"] or {}).get("sections", []):
        _holds(reading, section["where"], section["heading"])
        for item in section["items"]:
            _holds(reading, item["where"], item["text"])
            for part in item["parts"]:
                _holds(reading, part["where"], part["text"])
            for ref in [*item["refs"], *(ref for part in item["parts"] for ref in part["refs"])]:
                _holds(reading, ref["where"], ref["text"])


def _value(shown: dict[str, Any], path: str) -> str | None:
    value: Any = shown
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _holds(reading: Reading, where: dict[str, int], value: str | None) -> None:
    if value:
        there = squeezed(reading.text[where["start"] : where["end"]])
        # Figures are given in ASCII, whatever script has them in the text.
        assert squeezed(value) in there or folded(value) in folded(there)


def _places(value: Any):
    if isinstance(value, dict):
        if {"line", "end_line", "start", "end"} <= value.keys() and "when" not in value:
            yield value
        for each in value.values():
            yield from _places(each)
    elif isinstance(value, list):
        for each in value:
            yield from _places(each)
