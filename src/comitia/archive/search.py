"""Search in the archive and in what else is found (config.searched), for pages and commands."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comitia.archive.access import PUBLIC, Reading, open_to
from comitia.archive.extracts import extracts
from comitia.archive.guesses import guesses
from comitia.archive.index import store
from comitia.archive.keys import known, things_of
from comitia.archive.models import Message
from comitia.archive.queries import Page
from comitia.archive.rendering import masked
from comitia.base.prepared import Prepared
from comitia.glossary import queries as glossary
from comitia.groups.models import Group
from comitia.people.models import Person
from comitia.search.ask import Ask, Clause, Every, read
from comitia.search.counts import Counts
from comitia.search.find import BEST, NEWEST, Found, Scope, find
from comitia.search.schema import MAIL
from comitia.search.snippets import marks_of, snippet
from comitia.search.sources import Thing
from comitia.search.store import Unusable
from comitia.search.widen import Also, widen

HITS_ON_A_PAGE = 20
MOST_PAGES = 500


@dataclass(frozen=True)
class Hit:
    """Something that fits: a message, or another thing. `snippet` is safe HTML with <mark>."""

    snippet: str
    message: Message | None = None
    thing: Thing | None = None

    @property
    def kind(self) -> str:
        return self.thing.kind if self.thing else MAIL


@dataclass(frozen=True)
class Results:
    """What was found. `notes` are sentences for the reader: what could not be used, and why.

    `also` is what else its words were taken for; `guesses` are other questions, where nothing was
    found. Only the first page has counts.
    """

    hits: list[Hit]
    count: int
    page: Page
    notes: tuple[str, ...]
    took_ms: float
    counts: Counts | None = None
    also: tuple[Also, ...] = ()
    guesses: tuple[str, ...] = ()


def search(
    person: Person | None,
    text: str,
    *,
    at: datetime,
    groups: list[Group] | None = None,
    page: int = 1,
    order: str = BEST,
    exact: bool = False,
    only_mail: bool = False,
) -> Results:
    """What fits `text`, of all that `person` may read (within `groups`, if given).

    Any line of text gives an answer; `comitia.search.ask` tells what can be written. `exact` leaves
    aside what its words are called in other languages.
    """
    begun = time.perf_counter()
    found_in = open_to(person, at=at)
    scope = _scope(found_in, None if groups is None else {each.pk for each in groups})
    masks = {key for key, role in found_in.items() if role == PUBLIC}
    ask = read(text, at=localtime(at))
    if only_mail:
        ask = _only_mail(ask)
    return _search(text, ask, scope, masks, at=at, page=page, order=order, exact=exact, begun=begun)


def search_everything(
    text: str, *, at: datetime, page: int = 1, order: str = BEST, exact: bool = False
) -> Results:
    """What fits of everything there is, for the administrator at the command line."""
    begun = time.perf_counter()
    every = set(Group.objects.values_list("pk", flat=True))
    scope = Scope(groups=every, denied=(), with_addresses=every)
    ask = read(text, at=localtime(at))
    return _search(text, ask, scope, set(), at=at, page=page, order=order, exact=exact, begun=begun)


def mail_found(
    readings: Sequence[Reading], text: str, *, at: datetime, limit: int
) -> tuple[list[int], int]:
    """The keys of the newest messages that fit, among what these readings open, and how many do.

    Raises Unusable while there is no index.
    """
    found_in = {each.group.pk: each.role for each in readings}
    scope = _scope(found_in, set(found_in))
    ask = _only_mail(read(text, at=localtime(at)))
    keys, _notes = known(ask, scope)
    wide, _also = widen(ask, expansions)
    found = find(store(), wide, scope, known=keys, limit=limit, order=NEWEST)
    return found.keys, found.count


_all_groups = Prepared(lambda: Group.objects.order_by().values_list("pk"))


def _scope(found_in: Mapping[int, str], within: Collection[int] | None) -> Scope:
    """What may be found by who reads the archives of these groups, each in a role."""
    return Scope(
        groups=set(found_in),
        denied={key for (key,) in _all_groups() if key not in found_in},
        with_addresses={key for key, role in found_in.items() if role != PUBLIC},
        within=within,
    )


def _only_mail(ask: Ask) -> Ask:
    return ask if ask.part is None else replace(ask, part=Every((ask.part, Clause("place", MAIL))))


def expansions(text: str) -> Sequence[Also]:
    """The terms of the field in a text, with what they are called in the other languages."""
    return [Also(each.term, each.others) for each in glossary.also(text)]


def _search(
    text: str,
    ask: Ask,
    scope: Scope,
    masks: set[int],
    *,
    at: datetime,
    page: int,
    order: str,
    exact: bool,
    begun: float,
) -> Results:
    page = min(max(page, 1), MOST_PAGES)
    keys, notes = known(ask, scope)
    wide, also = (ask, ()) if exact else widen(ask, expansions)
    others: tuple[str, ...] = ()
    try:
        found = find(
            store(),
            wide,
            scope,
            known=keys,
            limit=HITS_ON_A_PAGE,
            offset=(page - 1) * HITS_ON_A_PAGE,
            order=order,
            with_counts=page == 1,
        )
        if not found.count:
            others = guesses(text, ask, scope, store(), at=at)
    except Unusable:
        found = Found([], 0, notes=(_("The index is being built anew. Try again in a minute."),))
    return Results(
        hits=_hits(found.keys, wide, masks),
        count=found.count,
        page=Page.of(page, min(found.count, MOST_PAGES * HITS_ON_A_PAGE), HITS_ON_A_PAGE),
        notes=(*ask.notes, *notes, *found.notes),
        took_ms=(time.perf_counter() - begun) * 1000,
        counts=found.counts,
        also=also,
        guesses=others,
    )


def _hits(keys: Sequence[int], ask: Ask, masks: set[int]) -> list[Hit]:
    messages, things = things_of(keys)
    marks = marks_of(ask)
    texts = extracts(messages.values())
    hits = []
    for key in keys:
        if key in messages:
            words = snippet(texts.get(key, ""), marks)
            is_masked = messages[key].group_id in masks
            hits.append(Hit(masked(words) if is_masked else words, message=messages[key]))
        elif key in things:
            hits.append(Hit(snippet(things[key].text, marks), thing=things[key]))
    return hits
