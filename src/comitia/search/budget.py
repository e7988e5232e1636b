"""What a question may cost: of what would take too long, a cheaper form is looked for and said.

The cost of a clause is reckoned from how many things hold its words, which the index knows without
looking. The figures are nanoseconds for one thing, measured on up to a million messages of a list.
"""

from dataclasses import replace

import tantivy
from django.utils.translation import gettext as _

from comitia.search.analyse import analyser, terms
from comitia.search.ask import NAMES, TEXTS, Clause, Either, Every, Part, Without

MOST_NANOSECONDS = 120_000_000
WORD, PHRASE, OPEN_PHRASE = 12, 170, 400
# For each word that begins so, and for each thing that holds it.
BEGINNING, HELD = 150, 12
_MOST_TOLD = 40


def affordable(part: Part, searcher: tantivy.Searcher) -> tuple[Part | None, tuple[str, ...]]:
    """The question, or what of it can be answered in time, with a sentence for each change."""
    notes: list[str] = []
    costs: dict[Clause, int] = {}
    while _total(part, costs, searcher) > MOST_NANOSECONDS:
        dearest = max(_worded(part), key=lambda clause: costs[clause])
        cheaper = _cheaper(dearest)
        note = (
            _("“%(words)s” is too common to look for as a phrase; its words were looked for.")
            if cheaper
            else _("“%(words)s” is too common to be looked for beside the rest; it was left out.")
        )
        notes.append(note % {"words": dearest.value[:_MOST_TOLD]})
        changed = _with(part, dearest, cheaper)
        if changed is None:
            return None, tuple(notes)
        part = changed
    return part, tuple(notes)


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
            for name, words in terms(clause.value)
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
    return min(there) * (OPEN_PHRASE if prefix else PHRASE)


def _cheaper(clause: Clause) -> Part | None:
    """The clause's words by themselves, where it has several."""
    words = clause.value.split()
    if len(words) < 2 or clause.field not in TEXTS:
        return None
    return Every(
        tuple(replace(clause, value=word, is_phrase=False, prefix=False) for word in words)
    )


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
