"""What somebody may have meant by a word that is found nowhere, in what they may read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from tantivy import Occur, Query

from comitia.search.analyse import analyser, terms
from comitia.search.ask import NAMES, Clause
from comitia.search.find import Scope, in_scope
from comitia.search.schema import schema
from comitia.search.store import Store, Unusable

MOST_LOOKED_AT = 30
MOST_LETTERS = 6_000
MOST_MEANT = 3
# Of a Chinese word of so many characters one may be another.
LEAST_RUN = 3
SHORT, LONG, BEGINNING = 4, 6, 5
LIKELIER = 4.0

_SCHEMA = schema()
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


def near(store: Store, clause: Clause, scope: Scope) -> list[int]:
    """The keys of things that hold words much like that of a clause. Raises Unusable."""
    queries: list[Query] = []
    if clause.field in NAMES:
        fields = ("author", "entity") if clause.field == "author" else (clause.field,)
        words = analyser("name").analyze(clause.value)
        queries = [_like(field, word) for field in fields for word in words]
    for name, words in terms(clause.value, clause.language) if not queries else ():
        for field in (f"subject_{name}", f"text_{name}"):
            queries += [_pairs(field, words)] if name == "zh" else [_like(field, words[0])]
    query = in_scope(Query.boolean_query([(Occur.Should, each) for each in queries]), scope)
    try:
        searcher = store.searcher()
        hits = searcher.search(query, limit=MOST_LOOKED_AT, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
    except (ValueError, OSError) as error:
        raise Unusable(str(error)) from error
    return [int(key) for key in keys if key is not None]


def closest(word: str, texts: Iterable[str]) -> list[str]:
    """The words of these texts that are most like `word`, the likeliest first."""
    wanted = _folded(word)
    most = _distance_allowed(wanted)
    is_chinese = [name for name, _words in terms(word)] == ["zh"]
    found: Counter[str] = Counter()
    for text in texts:
        found.update(
            _windows(text[:MOST_LETTERS], len(word))
            if is_chinese
            else _WORD.findall(text[:MOST_LETTERS].lower())
        )
    letters = set(wanted)
    ranked: list[tuple[int, int, str]] = []
    for candidate, times in found.items():
        folded = _folded(candidate)
        if folded == wanted or len(letters ^ set(folded)) > 2 * most:
            continue
        if (away := _distance(wanted, folded, most)) <= most:
            ranked.append((away, -times, candidate))
    return [candidate for _away, _times, candidate in sorted(ranked)[:MOST_MEANT]]


def _like(field: str, word: str) -> Query:
    away = _distance_allowed(word)
    if not away:
        return Query.empty_query()
    query = Query.fuzzy_term_query(_SCHEMA, field, word, away)
    if len(word) < LONG:
        return query
    # What is wrong in a word may keep its end from being cut off, as that of the right one was.
    beginning = Query.fuzzy_term_query(_SCHEMA, field, word[:BEGINNING], 1, prefix=True)
    return Query.boolean_query(
        [(Occur.Should, Query.boost_query(query, LIKELIER)), (Occur.Should, beginning)]
    )


def _pairs(field: str, pairs: list[str]) -> Query:
    """Of a word of three characters or more, one of its pairs at least is right."""
    if len(pairs) < LEAST_RUN - 1:
        return Query.empty_query()
    return Query.boolean_query(
        [(Occur.Should, Query.term_query(_SCHEMA, field, each)) for each in pairs]
    )


def _windows(text: str, length: int) -> Iterable[str]:
    for match in re.finditer(r"[\u3400-\u9fff]+", text):
        run = match[0]
        yield from (run[at : at + length] for at in range(len(run) - length + 1))


def _distance_allowed(word: str) -> int:
    if len(word) < SHORT:
        return 1 if len(word) >= LEAST_RUN and not word.isascii() else 0
    return 2 if len(word) >= LONG else 1


def _distance(one: str, other: str, most: int) -> int:
    """How many letters are changed, left out, added or swapped; at most one more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        two_before, before, row = before, row, [at]
        for place, its in enumerate(other, start=1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != its))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == its:
                cost = min(cost, two_before[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
