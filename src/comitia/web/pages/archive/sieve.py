"""Which threads a reader asks for, as the address of the list says it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from comitia.archive.listing import Sieve
from comitia.archive.models import Voice, Writer
from comitia.archive.tally import MOST_CHOICES, voices, writer
from comitia.groups.models import Group
from comitia.web.templatetags.comitia import day, month

KEYS = ("since", "until", "author", "entity", "documents", "unanswered")
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True)
class Chosen:
    """A choice that is on, in words, and the address of the list without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for, as far as it can be understood."""

    sieve: Sieve
    chosen: Sequence[Chosen]
    author: Writer | None
    entity: Voice | None
    given: dict[str, str]


def asked(query: QueryDict, group: Group) -> Asked:
    """Read ?since=, ?until= (a day, a month or a year), ?author=, ?entity= and the rest.

    What makes no sense, or names nobody who wrote, is left out.
    """
    given = {key: query.get(key, "").strip()[:100] for key in KEYS}
    since, until = span_of(given["since"]), span_of(given["until"])
    author = writer(group, key_of(given["author"])) if given["author"] else None
    named = given["entity"]
    entity = (
        next((each for each in voices(group) if each.entity.slug == named), None) if named else None
    )
    sieve = Sieve(
        since=since[0] if since else None,
        until=until[1] if until else None,
        author=author.key if author else None,
        entity=entity.entity_id if entity else None,
        documents=given["documents"] == "1",
        unanswered=given["unanswered"] == "1",
        by_start=query.get("by") == "start",
    )
    chosen: list[Chosen] = []

    def add(words: str, *keys: str) -> None:
        chosen.append(Chosen(words, with_query(query, **dict.fromkeys(keys))))

    if since and since == until:
        add(in_words(since), "since", "until")
    else:
        if since:
            add(_("since %(day)s") % {"day": day(since[0])}, "since")
        if until:
            add(_("until %(day)s") % {"day": day(until[1])}, "until")
    if author:
        add(_("with %(name)s") % {"name": author.name}, "author")
    if entity:
        add(_("with %(name)s") % {"name": entity.entity.name}, "entity")
    if sieve.documents:
        add(_("with documents"), "documents")
    if sieve.unanswered:
        add(_("unanswered"), "unanswered")
    return Asked(sieve, chosen, author, entity, given)


def span_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of 2011, of 2011-04 or of 2011-04-30."""
    parts = text.split("-")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    if not all(len(part) <= 4 for part in parts):
        return None
    year, *rest = map(int, parts)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if not rest:
            return date(year, 1, 1), date(year, 12, 31)
        if len(rest) == 1:
            return date(year, rest[0], 1), date(year, rest[0], monthrange(year, rest[0])[1])
        return date(year, *rest), date(year, *rest)
    except ValueError:
        return None


def in_words(span: tuple[date, date]) -> str:
    """A span that is a day, a month or a year."""
    first, last = span
    if first == last:
        return day(first)
    return month(first) if first.month == last.month else f"{first:%Y}"


def key_of(text: str) -> int:
    """An author's key as addresses write it: sixteen hexadecimal digits; 0 where it is none."""
    try:
        return int.from_bytes(bytes.fromhex(text), "big", signed=True) if len(text) == 16 else 0
    except ValueError:
        return 0


def with_query(query: QueryDict, **changes: Any) -> str:
    """The address of the list with other values; None leaves one out. It begins at page 1."""
    kept = query.copy()
    for key, value in {**changes, "page": None}.items():
        kept.pop(key, None)
        if value is not None:
            kept[key] = str(value)
    for key in [key for key in kept if not kept[key]]:
        del kept[key]
    return f"?{kept.urlencode()}" if kept else "./"


def choices(found: Sequence[Any], on: Any) -> list[Any]:
    """The first of `found`, and the one that is on."""
    some = list(found[:MOST_CHOICES])
    return some if on is None or on in some else [on, *some]
