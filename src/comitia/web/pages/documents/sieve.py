"""Which documents a reader asks for, as the address of the list says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES
from comitia.documents.access import Sight
from comitia.documents.models import Series
from comitia.documents.queries import Filter, Order, meetings, sources
from comitia.documents.words import SERIES_PLURAL, STATE
from comitia.people.models import Entity
from comitia.web.context import OWN_NAMES
from comitia.web.pages.archive.sieve import Chosen, with_query
from comitia.web.templatetags.documents import meeting_words

ORDERS: tuple[Order, ...] = ("received", "posted", "symbol", "title", "source")
# Those that begin with the last: the newest is what most look for.
NEWEST_FIRST = frozenset({"received", "posted"})
MOST_CHOICES = 300
_FOR_ALL = (
    "posted",
    "carried_forward",
    "admitted",
    "meeting_accepts",
    "considered",
    "noted",
    "reflected_in",
    "withdrawn",
)
_BEFORE = ("submitted", "checking", "returned", "numbered", "late_held", "meeting_declines")


@dataclass(frozen=True)
class Choice:
    """One of a select's options."""

    value: str
    words: str
    on: bool


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for, and what else it could."""

    filter: Filter
    chosen: Sequence[Chosen]
    series: Sequence[Choice]
    states: Sequence[Choice]
    sources: Sequence[Choice]
    meetings: Sequence[Choice]
    languages: Sequence[Choice]
    orders: Sequence[Choice]
    words: str
    is_new: bool
    is_unread: bool
    is_late: bool


def order_words() -> dict[Order, str]:
    """What the orders of the list are called."""
    return {
        "received": _("Received"),
        "posted": _("Posted"),
        "symbol": _("Symbol"),
        "title": _("Title"),
        "source": _("Source"),
    }


def asked(query: QueryDict, sight: Sight, *, since: datetime | None) -> Asked:
    """Read ?series=, ?state=, ?source=, ?meeting=, ?language=, ?words= and the rest.

    What makes no sense is left out. `since` is when the reader last looked.
    """
    given = {key: query.get(key, "").strip()[:200] for key in query}
    series = given.get("series", "").upper()
    series = series if series in Series.values else ""
    able = [*_FOR_ALL, *(_BEFORE if sight.everything or sight.entities else ())]
    state = given.get("state", "") if given.get("state", "") in able else ""
    members = sources(sight)[:MOST_CHOICES]
    source = next((each for each in members if each.slug == given.get("source", "")), None)
    held = list(meetings(sight.group))[:MOST_CHOICES]
    meeting = next((each for each in held if str(each.pk) == given.get("meeting", "")), None)
    no_meeting = given.get("meeting", "") == "none"
    language = given.get("language", "") if given.get("language", "") in LANGUAGES else ""
    is_new = given.get("new") == "1" and since is not None
    is_unread = given.get("unread") == "1" and sight.person is not None
    is_late = given.get("late") == "1"
    order = cast(Order, given["by"] if given.get("by") in ORDERS else "received")
    descending = (order in NEWEST_FIRST) != (given.get("turned") == "1")
    filter = Filter(
        series=series,
        states=[state] if state else (),
        source=source.pk if source else None,
        meeting=meeting.pk if meeting else (0 if no_meeting else None),
        language=language,
        words=given.get("words", ""),
        since=since if is_new else None,
        unread_by=sight.person if is_unread else None,
        late=is_late,
        order=order,
        descending=descending,
    )
    chosen: list[Chosen] = []

    def add(words: Any, key: str, on: object) -> None:
        if on:
            chosen.append(Chosen(str(words), with_query(query, **{key: None})))

    add(SERIES_PLURAL.get(series, ""), "series", series)
    add(STATE.get(state, ""), "state", state)
    add(_("from %(source)s") % {"source": source}, "source", source)
    add(meeting_words(meeting) if meeting else "", "meeting", meeting)
    add(_("for no meeting"), "meeting", no_meeting)
    add(dict(OWN_NAMES).get(language, ""), "language", language)
    add(_("with “%(words)s”") % {"words": filter.words}, "words", filter.words)
    add(_("new"), "new", is_new)
    add(_("not read yet"), "unread", is_unread)
    add(_("late"), "late", is_late)
    return Asked(
        filter=filter,
        chosen=chosen,
        series=[Choice(s.value, f"{s.value} – {SERIES_PLURAL[s]}", s == series) for s in Series],
        states=[Choice(each, str(STATE[each]), each == state) for each in able],
        sources=[_source(each, source) for each in members],
        meetings=[
            *(Choice(str(each.pk), meeting_words(each), each == meeting) for each in held),
            Choice("none", _("for no meeting"), no_meeting),
        ],
        languages=[Choice(code, name, code == language) for code, name in OWN_NAMES],
        orders=[Choice(each, words, each == order) for each, words in order_words().items()],
        words=filter.words,
        is_new=is_new,
        is_unread=is_unread,
        is_late=is_late,
    )


def _source(entity: Entity, on: Entity | None) -> Choice:
    return Choice(entity.slug, entity.name, entity == on)


@dataclass(frozen=True)
class Column:
    """A column by which the list can be put in order: its address, and how it is ordered now."""

    key: str
    words: str
    url: str
    sorted: str
    """ascending, descending, or empty: for aria-sort."""


def columns(query: QueryDict, filter: Filter) -> dict[str, Column]:
    """The columns that can be ordered by; who asks for the order that is on turns it."""
    found: dict[str, Column] = {}
    for key, words in order_words().items():
        is_on = key == filter.order
        natural = key in NEWEST_FIRST
        turned = is_on and filter.descending == natural
        url = with_query(query, by=key, turned="1" if turned else None)
        found[key] = Column(
            key, words, url, ("descending" if filter.descending else "ascending") if is_on else ""
        )
    return found
