"""Search in the archive, for pages, the API and the command line."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comitia.archive.access import Reading, readable
from comitia.archive.index import store
from comitia.archive.models import Message
from comitia.archive.queries import Page
from comitia.archive.rendering import masked
from comitia.archive.texts import renderings
from comitia.groups.models import Group
from comitia.people.models import Person
from comitia.search.ask import read
from comitia.search.find import find
from comitia.search.snippets import marks_of, snippet
from comitia.search.store import Unusable

HITS_ON_A_PAGE = 20
MOST_PAGES = 500


@dataclass(frozen=True)
class Hit:
    """A message that fits. `snippet` is safe HTML with the words in <mark>."""

    message: Message
    snippet: str


@dataclass(frozen=True)
class Results:
    """What was found. `notes` are sentences for the reader: what could not be used, and why."""

    hits: list[Hit]
    count: int
    page: Page
    notes: tuple[str, ...]
    took_ms: float


def search(
    person: Person | None,
    text: str,
    *,
    at: datetime,
    groups: list[Group] | None = None,
    page: int = 1,
    newest_first: bool = False,
) -> Results:
    """Messages that fit `text`, among those that `person` may read (within `groups`, if given).

    Any line of text gives an answer; `comitia.search.ask` tells what can be written.
    """
    begun = time.perf_counter()
    readings = readable(person, at=at)
    if groups is not None:
        wanted = {each.pk for each in groups}
        readings = [each for each in readings if each.group.pk in wanted]
    return _search(
        text,
        readings,
        page=page,
        newest_first=newest_first,
        begun=begun,
    )


def search_everything(text: str, *, page: int = 1, newest_first: bool = False) -> Results:
    """Messages of all groups that fit, for the administrator at the command line."""
    return _search(
        text,
        [Reading(group, "administrator") for group in Group.objects.all()],
        page=page,
        newest_first=newest_first,
        begun=time.perf_counter(),
    )


def _search(
    text: str,
    readings: list[Reading],
    *,
    page: int,
    newest_first: bool,
    begun: float,
) -> Results:
    ask = read(text)
    notes = list(ask.notes)
    page = min(max(page, 1), MOST_PAGES)
    try:
        found = find(
            store(),
            ask,
            groups={each.group.name: each.group.pk for each in readings},
            with_addresses=[each.group.pk for each in readings if not each.masks_addresses],
            limit=HITS_ON_A_PAGE,
            offset=(page - 1) * HITS_ON_A_PAGE,
            newest_first=newest_first,
        )
        keys, count = found.keys, found.count
    except Unusable:
        keys, count = [], 0
        notes.append(_("The index is being built anew. Try again in a minute."))
    marks = marks_of(ask)
    rows = Message.objects.select_related("group", "entity").defer("authentication").in_bulk(keys)
    rendered = renderings(list(rows.values()))
    masks = {each.group.pk for each in readings if each.masks_addresses}
    hits = []
    for key in keys:
        if key in rows:
            words = snippet(rendered[key].text, marks)
            hits.append(Hit(rows[key], masked(words) if rows[key].group_id in masks else words))
    pages = Page.of(page, min(count, MOST_PAGES * HITS_ON_A_PAGE), HITS_ON_A_PAGE)
    return Results(hits, count, pages, tuple(notes), (time.perf_counter() - begun) * 1000)
