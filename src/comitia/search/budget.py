"""What a question may cost: of what would take too long, a cheaper form is looked for and said.

The cost of a clause is reckoned from how many things hold its words, which the index knows without
looking. The figures are nanoseconds for one thing, measured on up to a million messages of a list.
"""

from collections.abc import Iterator
from dataclasses import replace

import tantivy
from django.utils.translation import gettext as _

from comitia.search.analyse import analyser, terms
from comitia.search.ask import NAMES, TEXTS, Clause, Either, Every, Part, Without

MOST_NANOSECONDS = 90_000_000
WORD, PHRASE, OPEN_PHRASE = 18, 150, 400
# For each word of a phrase more.
EACH_WORD = 10
# For each word that begins so, and for each thing that holds it.
BEGINNING, HELD = 150, 12
# Where a word of a phrase stands that was taken apart: nowhere by itself.
SINGLE = (-1, -1)
_MOST_LETTERS = 40
_MOST_TOLD = 5


def affordable(part: Part, searcher: tantivy.Searcher) -> tuple[Part | None, tuple[str, ...]]:
    """The question, or what of it can be answered in time, with a sentence for each change."""
    costs: dict[Clause, int] = {}
    loosened: list[str] = []
    left_out: list[str] = []
    changed: Part | None = part
    while changed is not None and _total(changed, costs, searcher) > MOST_NANOSECONDS:
        dearest = max(_worded(changed), key=lambda clause: costs[clause])
        cheaper = _cheaper(dearest)
        # Words of a phrase that is not looked for any more need not be told again.
        if dearest.span != SINGLE:
            (left_out if cheaper is None else loosened).append(dearest.value)
        changed = _with(changed, dearest, cheaper)
    return changed, tuple(_told(loosened, left_out))


def _told(loosened: list[str], left_out: list[str]) -> Iterator[str]:
    if loosened:
        yield _("Too common to look for as phrases, so their words were looked for: %(words)s") % {
            "words": _listed(loosened)
        }
    if left_out:
        yield _("Too common to be looked for beside the rest, so left out: %(words)s") % {
            "words": _listed(left_out)
        }


def _listed(words: list[str]) -> str:
    shown = ", ".join(f"“{each[:_MOST_LETTERS]}”" for each in words[:_MOST_TOLD])
    return shown if len(words) <= _MOST_TOLD else f"{shown} …"


def _total(part: Part, costs: dict[Clause, int], searcher: tantivy.Searcher) -> int:
    there = _worded(part)
    for clause in there:
        if clause not in costs:
            costs[clause] = _cost(clause, searcher)
    return sum(costs[clause] for clause in there)


def _worded(part: Part) -> list[Clause]:
    match part:
        case Clause():
            return [part] if part.field in TEXTS | NAMES else []
        case Every(parts) | Either(parts):
            return [each for one in parts for each in _worded(one)]
        case Without(one):
            return _worded(one)
    return []


def _cost(clause: Clause, searcher: tantivy.Searcher) -> int:
    if clause.field in TEXTS:
        fields = [
            (f"{place}_{name}", words)
            for name, words in terms(clause.value, clause.language)
            for place in (("subject",) if clause.field == "subject" else ("subject", "text"))
        ]
    else:
        words = analyser("name").analyze(clause.value)
        names = ("author", "entity") if clause.field == "author" else (clause.field,)
        fields = [(name, words) for name in names]
    return sum(_cost_in(field, words, clause.prefix, searcher) for field, words in fields if words)


def _cost_in(field: str, words: list[str], prefix: bool, searcher: tantivy.Searcher) -> int:
    if prefix and len(words) == 1:
        found = searcher.terms_with_prefix(field, words[0])
        return len(found) * BEGINNING + sum(held for _term, held in found) * HELD
    there = [searcher.doc_freq(field, word) for word in words[: -1 if prefix else None]]
    if len(words) == 1:
        return there[0] * WORD
    return min(there) * ((OPEN_PHRASE if prefix else PHRASE) + len(words) * EACH_WORD)


def _cheaper(clause: Clause) -> Part | None:
    """The clause's words by themselves, where it has several."""
    words = clause.value.split()
    if len(words) < 2 or clause.field not in TEXTS:
        return None
    single = replace(clause, is_phrase=False, prefix=False, span=SINGLE)
    return Every(tuple(replace(single, value=word) for word in dict.fromkeys(words)))


def _with(part: Part, old: Clause, new: Part | None) -> Part | None:
    """`part` with `new`, or with nothing, in each place of a clause."""
    match part:
        case Clause():
            return new if part == old else part
        case Every(parts) | Either(parts):
            kept = [each for one in parts if (each := _with(one, old, new)) is not None]
            if not kept:
                return None
            return replace(part, parts=tuple(kept))
        case Without(one):
            inside = _with(one, old, new)
            return None if inside is None else Without(inside)
    return part
