"""What an invitation says (iCalendar, RFC 5545; iTIP, RFC 5546). Bounded; never raises.

Nothing is computed from it: a rule for repeating is told as it stands, and the zone is the one
that is named, looked up among the known ones. Definitions of zones that come along are not used.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from comitia.base.text import storable

MOST_BYTES = 200_000
MOST_EVENTS = 20
MOST_ANSWERS = 50
MOST_LETTERS = 500
MOST_LINES = 4_000
MOST_LINE_LETTERS = 4_000
MOST_DATES = 50

# What of an event is read; descriptions, alarms and enclosures are not.
_READ = frozenset(
    {
        *("SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "ORGANIZER", "ATTENDEE", "STATUS"),
        *("RRULE", "EXDATE", "RECURRENCE-ID", "DUE"),
    }
)
_RULE_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL")
# The library looks zones up, and guesses, by a name it must therefore not see.
_ZONE = "X-ZONE"
_TZID = re.compile(r";TZID=", re.IGNORECASE)
_NAME = re.compile(r"([A-Za-z0-9-]{1,60})[;:]")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as an invitation tells it.

    Times are ISO 8601: a day alone for whole days; without an offset where no known zone is named.
    `answers` are (name, address, state), `rule` the parts of a rule for repeating.
    """

    method: str
    status: str
    what: str
    starts: str
    ends: str
    zone: str
    where: str
    organiser: tuple[str, str]
    answers: tuple[tuple[str, str, str], ...] = ()
    rule: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    instead_of: str = ""

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Event":
        """What its fields as JSON gave, again."""
        return cls(
            **{
                **kept,
                "organiser": tuple(kept["organiser"]),
                "answers": tuple(tuple(each) for each in kept["answers"]),
                "rule": tuple(tuple(each) for each in kept["rule"]),
                "without": tuple(kept["without"]),
            }
        )


def events_in(text: str) -> tuple[Event, ...]:
    """The events of a text/calendar part; none where it cannot be read."""
    method, written = _events_alone(text[:MOST_BYTES])
    found: list[Event] = []
    for each in written[:MOST_EVENTS]:
        try:
            component = icalendar.Component.from_ical(each)
            found.append(_event(component, method))
        except Exception as error:  # A library reads what strangers wrote: anything may go wrong.
            log.debug("an event could not be read: %s", error)
    return tuple(dict.fromkeys(found))


def _events_alone(text: str) -> tuple[str, list[str]]:
    """The method, and each event with no more than the properties that are read."""
    method = ""
    events: list[str] = []
    lines: list[str] = []
    within: list[str] = []
    for line in _unfolded(text):
        match = _NAME.match(line)
        if match is None:
            continue
        name = match[1].upper()
        if name == "BEGIN":
            within.append(line[6:].strip().upper())
            if within[-1] in {"VEVENT", "VTODO"}:
                lines = []
        elif name == "END" and within:
            kind = within.pop()
            if kind in {"VEVENT", "VTODO"}:
                events.append("\r\n".join([f"BEGIN:{kind}", *lines, f"END:{kind}", ""]))
        elif name == "METHOD" and not method:
            method = line[7:].strip().upper()[:40]
        elif within and within[-1] in {"VEVENT", "VTODO"} and name in _READ:
            lines.append(_TZID.sub(f";{_ZONE}=", line))
    return method, events


def _unfolded(text: str) -> Iterator[str]:
    """The lines of the text (RFC 5545 3.1), of which those too long to be of use are left out."""
    text = re.sub(r"\r?\n[ \t]", "", text)
    for line in text.splitlines()[:MOST_LINES]:
        if len(line) <= MOST_LINE_LETTERS:
            yield line


def _event(component: Any, method: str) -> Event:
    starts = component.get("DTSTART")
    ends = component.get("DTEND") or component.get("DUE")
    answers = component.get("ATTENDEE", [])
    excepted = component.get("EXDATE", [])
    rule = component.get("RRULE")
    instead_of = component.get("RECURRENCE-ID")
    begin = _moment(starts)
    end = _moment(ends)
    if not end and begin and component.get("DURATION") is not None:
        length = component.decoded("DURATION")
        if isinstance(length, timedelta):
            end = _iso(_zoned(starts) + length)
    return Event(
        method=method,
        status=_short(component.get("STATUS", "")).upper(),
        what=_short(component.get("SUMMARY", "")),
        starts=begin,
        ends=end,
        zone=_short(starts.params.get(_ZONE, "")) if starts is not None else "",
        where=_short(component.get("LOCATION", "")),
        organiser=_person(component.get("ORGANIZER")),
        answers=tuple(
            (*_person(each), _short(each.params.get("PARTSTAT", "NEEDS-ACTION")).upper())
            for each in (answers if isinstance(answers, list) else [answers])[:MOST_ANSWERS]
        ),
        rule=_rule(rule[0] if isinstance(rule, list) else rule),
        without=tuple(
            _iso(_in_zone(each.dt, some.params.get(_ZONE, "")))
            for some in (excepted if isinstance(excepted, list) else [excepted])
            for each in some.dts[:MOST_DATES]
        )[:MOST_DATES],
        instead_of=_moment(instead_of),
    )


def _moment(value: Any) -> str:
    return "" if value is None else _iso(_zoned(value))


def _zoned(value: Any) -> date:
    value = value[0] if isinstance(value, list) else value
    when: date = value.dt
    return _in_zone(when, str(value.params.get(_ZONE, "")))


def _in_zone(when: date, name: str) -> date:
    """A time in the zone that is named; as it is written where no known one is."""
    if not isinstance(when, datetime) or not name:
        return when
    zone = _zone(name)
    if zone is None:
        return when.replace(tzinfo=None)
    return when.replace(tzinfo=zone)


def _zone(name: str) -> ZoneInfo | None:
    name = name.strip('" ')
    # Some programs put a place of their own before it: /example.org/20050126/Europe/Berlin.
    ends = [name, "/".join(name.split("/")[-2:]), WINDOWS_TO_OLSON.get(name, "")]
    return next((ZoneInfo(each) for each in ends if each in _zones()), None)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _iso(when: date) -> str:
    return when.isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()


def _person(value: Any) -> tuple[str, str]:
    value = value[0] if isinstance(value, list) and value else value
    if value is None or not hasattr(value, "params"):
        return "", ""
    address = re.sub(r"(?i)^mailto:", "", str(value).strip())
    return _short(value.params.get("CN", "")).strip('"'), _short(address)


def _rule(value: Any) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    found = []
    for name in _RULE_PARTS:
        given = value.get(name)
        if given:
            given = given if isinstance(given, list) else [given]
            found.append((name, ",".join(_rule_value(each) for each in given[:40])))
    return tuple(found)


def _rule_value(value: Any) -> str:
    if isinstance(value, date):
        return _iso(value)
    return _short(value)


def _short(value: Any) -> str:
    text = value[0] if isinstance(value, list) and value else value
    return " ".join(storable(str(text)).split())[:MOST_LETTERS]
