"""Find what was asked for, among what the asker may see."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from comitia.search.analyse import LATIN, analyser, terms
from comitia.search.ask import Ask, Clause
from comitia.search.store import Store, Unusable, schema

_SCHEMA = schema()
_FARTHEST = 2**62
SUBJECT_COUNTS = 2.0


@dataclass(frozen=True)
class Found:
    """Keys in order, and how many there are in all."""

    keys: list[int]
    count: int


def find(
    store: Store,
    ask: Ask,
    *,
    groups: Mapping[str, int],
    with_addresses: Collection[int],
    limit: int = 20,
    offset: int = 0,
    newest_first: bool = False,
) -> Found:
    """What fits the question, within `groups` only: nothing else is found or counted.

    `groups` has their keys by name; in those of `with_addresses`, from: looks at e-mail addresses
    too. Raises Unusable.
    """
    if ask.is_empty or not groups:
        return Found([], 0)
    parts = [(Occur.Must, Query.const_score_query(_among("group", groups.values()), 0.0))]
    for choices in ask.wanted:
        each = [_clause(clause, groups, with_addresses) for clause in choices]
        parts.append((Occur.Must, Query.boolean_query([(Occur.Should, one) for one in each])))
    parts += [(Occur.MustNot, _clause(each, groups, with_addresses)) for each in ask.unwanted]
    if ask.after or ask.before:
        first = int(ask.after.timestamp()) if ask.after else -_FARTHEST
        end = int(ask.before.timestamp()) if ask.before else _FARTHEST
        between = Query.range_query(
            _SCHEMA, "at", tantivy.FieldType.Integer, first, end, include_upper=False
        )
        parts.append((Occur.Must, Query.const_score_query(between, 0.0)))
    searcher = store.searcher()
    try:
        result = searcher.search(
            Query.boolean_query(parts),
            limit=limit,
            offset=offset,
            count=True,
            order_by_field="at" if newest_first else None,
        )
        # Its stubs do not know of the count.
        count = int(result.count or 0)  # type: ignore[attr-defined]
        keys = searcher.fast_field_values("key", [address for _, address in result.hits])
    except (ValueError, OSError) as error:
        raise Unusable(str(error)) from error
    return Found([int(key) for key in keys if key is not None], count)


def _among(field: str, values: Iterable[int]) -> Query:
    return Query.term_set_query(_SCHEMA, field, list(values))


def _clause(clause: Clause, groups: Mapping[str, int], with_addresses: Collection[int]) -> Query:
    if clause.field == "group":
        key = groups.get(clause.value.lower())
        return Query.empty_query() if key is None else _among("group", [key])
    if clause.field == "number":
        number = int(clause.value) if clause.value.isdecimal() else -1
        return _among("number", [number]) if 0 <= number < 2**32 else Query.empty_query()
    if clause.field in {"author", "entity"}:
        return _name(clause, with_addresses)
    return _words(clause)


def _name(clause: Clause, with_addresses: Collection[int]) -> Query:
    fields = ("author", "entity") if clause.field == "author" else ("entity",)
    words = analyser("name").analyze(clause.value)
    choices = [_phrase(field, words, clause.prefix) for field in fields]
    if with_addresses and clause.field == "author":
        address = Query.term_query(_SCHEMA, "address", clause.value.lower())
        within = _among("group", with_addresses)
        choices.append(Query.boolean_query([(Occur.Must, address), (Occur.Must, within)]))
    return _any(choices)


def _words(clause: Clause) -> Query:
    """The words in every field of their script; of words in two scripts, both."""
    by_script: dict[str, list[Query]] = {}
    for name, words in terms(clause.value):
        subject = _phrase(f"subject_{name}", words, clause.prefix)
        queries = by_script.setdefault("latin" if name in LATIN else name, [])
        queries.append(Query.boost_query(subject, SUBJECT_COUNTS))
        if clause.field == "text":
            queries.append(_phrase(f"text_{name}", words, clause.prefix))
    if not by_script:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Must, _any(each)) for each in by_script.values()])


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


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, each) for each in queries])
