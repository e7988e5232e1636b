"""Invitations in words: what, when, where, by whom, and how it repeats."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from comitia.archive.rendering.events import Event

METHODS = {
    "REQUEST": gettext_lazy("Invitation"),
    "REPLY": gettext_lazy("Answer to an invitation"),
    "CANCEL": gettext_lazy("Cancellation"),
    "COUNTER": gettext_lazy("Another time is proposed"),
}
ANSWERS = {
    "ACCEPTED": pgettext_lazy("invitation", "accepted"),
    "DECLINED": pgettext_lazy("invitation", "declined"),
    "TENTATIVE": pgettext_lazy("invitation", "perhaps"),
    "DELEGATED": pgettext_lazy("invitation", "delegated"),
    "NEEDS-ACTION": pgettext_lazy("invitation", "not answered"),
}
_PLACES = {
    "1": gettext_lazy("the first %(day)s"),
    "2": gettext_lazy("the second %(day)s"),
    "3": gettext_lazy("the third %(day)s"),
    "4": gettext_lazy("the fourth %(day)s"),
    "5": gettext_lazy("the fifth %(day)s"),
    "-1": gettext_lazy("the last %(day)s"),
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"\+?(-?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Invitation:
    """An event as a page shows it."""

    event: Event
    heading: str
    is_cancelled: bool
    starts: str
    ends: str
    repeats: str
    answers: Sequence[tuple[str, str, str]]


def in_words(event: Event) -> Invitation:
    """The event in the active language."""
    cancelled = event.method == "CANCEL" or event.status == "CANCELLED"
    return Invitation(
        event=event,
        heading=str(METHODS["CANCEL"] if cancelled else METHODS.get(event.method, _("Event"))),
        is_cancelled=cancelled,
        starts=moment(event.starts, event.zone),
        ends="" if event.ends == event.starts else moment(event.ends, event.zone),
        repeats=_repeats(event),
        answers=[
            (name, address, str(ANSWERS.get(state, state.lower())))
            for name, address, state in event.answers
        ],
    )


def moment(written: str, zone: str = "") -> str:
    """A time as an invitation writes it, absolute: 16 March 2022, 11:00 UTC+02:00 (Helsinki)."""
    found = _parsed(written)
    if found is None:
        return written
    day = date_format(found, "DATE_FORMAT")
    if not isinstance(found, datetime):
        return day
    offset = found.tzname() or ""
    if offset and not offset.startswith("UTC"):
        offset = f"UTC{found:%z}"
    beside = f" ({zone})" if zone and zone != offset else ""
    return f"{day}, {found:%H:%M} {offset}{beside}".rstrip()


def _parsed(written: str) -> date | None:
    try:
        return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
    except ValueError:
        return None


def _repeats(event: Event) -> str:
    rule = dict(event.rule)
    if not rule:
        return ""
    interval = rule.get("INTERVAL", "1")
    number = int(interval) if interval.isascii() and interval.isdigit() else 1
    every = {
        "DAILY": ngettext("every day", "every %(number)s days", number),
        "WEEKLY": ngettext("every week", "every %(number)s weeks", number),
        "MONTHLY": ngettext("every month", "every %(number)s months", number),
        "YEARLY": ngettext("every year", "every %(number)s years", number),
    }.get(rule.get("FREQ", ""), _("by a rule of its own"))
    words = [every % {"number": number} if "%(" in every else every]
    if "BYDAY" in rule:
        words.append(_("on %(days)s") % {"days": _listed(map(_day, rule["BYDAY"].split(",")))})
    if "BYMONTHDAY" in rule:
        words.append(_("on the days %(days)s of the month") % {"days": rule["BYMONTHDAY"]})
    if "COUNT" in rule and rule["COUNT"].isascii() and rule["COUNT"].isdigit():
        count = int(rule["COUNT"])
        words.append(ngettext("once", "%(number)s times", count) % {"number": count})
    if "UNTIL" in rule:
        words.append(_("until %(when)s") % {"when": moment(rule["UNTIL"])})
    if event.without:
        left_out = _listed(moment(each) for each in event.without[:10])
        words.append(_("but not on %(days)s") % {"days": left_out})
    return ", ".join(words)


def _day(written: str) -> str:
    match = _DAY.fullmatch(written.strip())
    if match is None:
        return written
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    name = str(locale.days["format"]["wide"][_DAYS.index(match[2])])
    place = _PLACES.get(match[1] or "")
    return str(place) % {"day": name} if place else name


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
