"""How what was found spreads over years, persons, entities and kinds."""

from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur, Query

from comitia.search.schema import SAMPLE_OF, schema

# Of more than so many, one in SAMPLE_OF is counted and the rest is reckoned: it says so.
MOST_COUNTED = 30_000
MOST_YEARS = 100
MOST_NAMES = 8

_SCHEMA = schema()


@dataclass(frozen=True)
class Counts:
    """Names with how many, the most first; years in order. Not `exact`: reckoned from a sample."""

    years: tuple[tuple[int, int], ...]
    persons: tuple[tuple[str, int], ...]
    entities: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    exact: bool


def counts_of(searcher: tantivy.Searcher, query: Query, count: int) -> Counts:
    """How what fits `query`, which is `count` things, spreads."""
    exact = count <= MOST_COUNTED
    if not exact:
        sample = Query.const_score_query(Query.term_query(_SCHEMA, "sample", 1), 0.0)
        query = Query.boolean_query([(Occur.Must, sample), (Occur.Must, query)])
    # Asked for more than is shown, since a name that is in no part among the first may yet be one.
    found = searcher.aggregate(
        query,
        {
            "years": {"terms": {"field": "year", "size": MOST_YEARS}},
            "persons": {"terms": {"field": "person", "size": MOST_NAMES}},
            "entities": {"terms": {"field": "entity_name", "size": MOST_NAMES}},
            "kinds": {"terms": {"field": "kind", "size": MOST_NAMES}},
        },
    )
    times = 1 if exact else SAMPLE_OF
    rows = {
        name: [(each["key"], int(each["doc_count"]) * times) for each in _buckets(found, name)]
        for name in ("years", "persons", "entities", "kinds")
    }
    return Counts(
        years=tuple(sorted((int(year), number) for year, number in rows["years"])),
        persons=tuple(rows["persons"]),
        entities=tuple(rows["entities"]),
        kinds=tuple(rows["kinds"]),
        exact=exact,
    )


def _buckets(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    buckets: list[dict[str, Any]] = found[name]["buckets"]
    return buckets
