"""Find what was asked for, among what the asker may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Order, Query

from comitia.search.analyse import LATIN, LONG_RUN, analyser, terms
from comitia.search.ask import Ask, Between, Clause, Either, Every, Part, Without
from comitia.search.budget import affordable
from comitia.search.counts import Counts, counts_of
from comitia.search.schema import MAIL, schema
from comitia.search.store import Store, Unusable

BEST, NEWEST, OLDEST = "best", "newest", "oldest"

_SCHEMA = schema()
_FARTHEST = 2**62
SUBJECT_COUNTS = 2.0
PHRASE_COUNTS = 3.0
FEW_DENIED = 4
# Of a long run of Chinese so many of its pairs have to be there.
PAIRS_THERE = 0.6

# What only the caller knows: of a group's name, a thread's number, a Message-ID, the keys.
Known = Mapping[tuple[str, str], Collection[int]]


@dataclass(frozen=True)
class Scope:
    """What the asker may see; nothing else is found, counted or suggested.

    They are `groups` whose archives they may read, those of them whose e-mail addresses they may
    see, and what is open to all; of `within` only, where given. `denied` are all other groups.
    """

    groups: Collection[int]
    denied: Collection[int]
    with_addresses: Collection[int] = ()
    within: Collection[int] | None = None

    def query(self) -> Query | None:
        """What fits all that may be seen; None where that is everything."""
        is_open = Query.term_query(_SCHEMA, "open", 1)
        if self.within is not None:
            open_there = _all([is_open, _among("group", self.within)])
            readable = set(self.groups) & set(self.within)
            return Query.const_score_query(_any([_among("group", readable), open_there]), 0.0)
        if not self.denied:
            return None
        if len(self.denied) * FEW_DENIED > len(self.groups):
            return Query.const_score_query(_any([_among("group", self.groups), is_open]), 0.0)
        # With very many groups, those few that are hidden are told apart much faster.
        closed = Query.boolean_query(
            [(Occur.Must, _among("group", self.denied)), (Occur.MustNot, is_open)]
        )
        return Query.boolean_query([(Occur.Must, _everything()), (Occur.MustNot, closed)])


@dataclass(frozen=True)
class Found:
    """Keys in order, how many there are in all, and how they spread. `notes` are for the asker."""

    keys: list[int]
    count: int
    counts: Counts | None = None
    notes: tuple[str, ...] = ()


def find(
    store: Store,
    ask: Ask,
    scope: Scope,
    *,
    known: Known | None = None,
    limit: int = 20,
    offset: int = 0,
    order: str = BEST,
    with_counts: bool = False,
) -> Found:
    """What fits the question, as far as `scope` goes. Raises Unusable.

    `known` gives the keys for clauses of group, thread and id; what it does not have fits nothing.
    """
    if ask.part is None:
        return Found([], 0)
    searcher = store.searcher()
    try:
        part, notes = affordable(ask.part, searcher)
        if part is None:
            return Found([], 0, notes=notes)
        query = in_scope(_query(part, known or {}, scope), scope)
        result = searcher.search(
            query,
            limit=limit,
            offset=offset,
            count=True,
            order_by_field=None if order == BEST else "at",
            order=Order.Asc if order == OLDEST else Order.Desc,
        )
        # Its stubs do not know of the count.
        count = int(result.count or 0)  # type: ignore[attr-defined]
        keys = searcher.fast_field_values("key", [address for _, address in result.hits])
        counts = counts_of(searcher, query, count) if with_counts and count else None
    except (ValueError, OSError) as error:
        raise Unusable(str(error)) from error
    return Found([int(key) for key in keys if key is not None], count, counts, notes)


def in_scope(query: Query, scope: Scope) -> Query:
    """The query, as far as the asker may see."""
    visible = scope.query()
    return query if visible is None else _all([visible, query])


def _query(part: Part, known: Known, scope: Scope) -> Query:
    match part:
        case Every(parts):
            return _every(parts, known, scope)
        case Either(parts):
            return _any([_query(each, known, scope) for each in parts])
        case Without():
            return _every((part,), known, scope)
        case Between(field, first, end):
            kind = tantivy.FieldType.Integer if field == "at" else tantivy.FieldType.Unsigned
            lowest = 0 if field == "number" else -_FARTHEST
            between = Query.range_query(
                _SCHEMA,
                field,
                kind,
                lowest if first is None else first,
                _FARTHEST if end is None else end,
                include_upper=False,
            )
            return Query.const_score_query(between, 0.0)
    return _clause(part, known, scope)


def _every(parts: tuple[Part, ...], known: Known, scope: Scope) -> Query:
    there = [_query(each, known, scope) for each in parts if not isinstance(each, Without)]
    not_there = [_query(each.part, known, scope) for each in parts if isinstance(each, Without)]
    found = _all(there or [_everything()])
    if not not_there:
        return found
    return Query.boolean_query(
        [(Occur.Must, found)] + [(Occur.MustNot, each) for each in not_there]
    )


def _clause(clause: Clause, known: Known, scope: Scope) -> Query:
    match clause.field:
        case "text" | "subject":
            return _words(clause)
        case "author" | "recipient" | "entity":
            return _name(clause, scope)
        case "has" | "kind":
            return Query.const_score_query(
                Query.term_query(_SCHEMA, clause.field, clause.value, index_option="basic"), 0.0
            )
        case "place":
            mail = Query.term_query(_SCHEMA, "kind", MAIL, index_option="basic")
            if clause.value == MAIL:
                return Query.const_score_query(mail, 0.0)
            return Query.boolean_query([(Occur.Must, _everything()), (Occur.MustNot, mail)])
    keys = known.get((clause.field, clause.value), ())
    return Query.const_score_query(_among("group" if clause.field == "group" else "key", keys), 0.0)


def _name(clause: Clause, scope: Scope) -> Query:
    fields = ("author", "entity") if clause.field == "author" else (clause.field,)
    words = analyser("name").analyze(clause.value)
    choices = [_phrase(field, words, clause.prefix) for field in fields]
    if scope.with_addresses and clause.field != "entity":
        field = "address" if clause.field == "author" else "recipient_address"
        address = Query.term_query(_SCHEMA, field, clause.value.lower(), index_option="basic")
        choices.append(_all([address, _among("group", scope.with_addresses)]))
    return _any(choices)


def _words(clause: Clause) -> Query:
    """The words in every field of their script; of words in two scripts, both."""
    by_script: dict[str, list[Query]] = {}
    for name, words in terms(clause.value, clause.language):
        queries = by_script.setdefault("latin" if name in LATIN else name, [])
        fields = [f"subject_{name}"] if clause.field == "subject" else _fields(name)
        for field in fields:
            if name == "zh" and len(words) >= LONG_RUN and not clause.is_phrase:
                found = _run(field, words)
            else:
                found = _phrase(field, words, clause.prefix)
            if field.startswith("subject"):
                found = Query.boost_query(found, SUBJECT_COUNTS)
            queries.append(found)
    if not by_script:
        return Query.empty_query()
    query = _all([_any(each) for each in by_script.values()])
    return query if clause.weight == 1 else Query.boost_query(query, clause.weight)


def _fields(name: str) -> list[str]:
    return [f"subject_{name}", f"text_{name}"]


def _run(field: str, pairs: list[str]) -> Query:
    """A run of Chinese that may hold several words: most of it, best in one piece."""
    most = Query.boolean_query(
        [(Occur.Should, Query.term_query(_SCHEMA, field, each)) for each in pairs],
        minimum_number_should_match=max(1, round(len(pairs) * PAIRS_THERE)),
    )
    whole = Query.boost_query(Query.phrase_query(_SCHEMA, field, list(pairs)), PHRASE_COUNTS)
    return Query.boolean_query([(Occur.Must, most), (Occur.Should, whole)])


def _phrase(field: str, words: list[str], prefix: bool) -> Query:
    if not words:
        return Query.empty_query()
    if field.endswith("_zh") and len(words) == 1 and len(words[0]) == 1:
        prefix = True  # A single character begins a pair, or ends a run.
    if prefix:
        return _beginning(field, words)
    if len(words) == 1:
        return Query.term_query(_SCHEMA, field, words[0])
    return Query.phrase_query(_SCHEMA, field, list(words))


def _beginning(field: str, words: list[str]) -> Query:
    if len(words) > 1:
        return Query.phrase_prefix_query(_SCHEMA, field, list(words))
    # Terms hold letters and digits only, so nothing in one is special to the expression.
    return Query.regex_query(_SCHEMA, field, f"{words[0]}.*")


def _everything() -> Query:
    return Query.const_score_query(Query.all_query(), 0.0)


def _among(field: str, values: Collection[int]) -> Query:
    if not values:
        return Query.empty_query()
    if len(values) == 1:
        return Query.term_query(_SCHEMA, field, next(iter(values)))
    return Query.term_set_query(_SCHEMA, field, list(values))


# Of one query no other is made around it: that takes a fifth more for each thing it fits.


def _all(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, each) for each in queries])


def _any(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, each) for each in queries])
