"""A question widened by what its words are called in other languages. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from comitia.search.analyse import terms
from comitia.search.ask import TEXTS, Ask, Clause, Either, Every, Part

MOST_TERMS = 5
MOST_OTHERS = 12
SHORT = 3
# What was not written counts less.
COUNTS = 0.5


@dataclass(frozen=True)
class Also:
    """A term, as it is known, and what it is called otherwise: language and words of each."""

    term: str
    others: tuple[tuple[str, str], ...]


# Of a text, the terms that stand in it.
Expand = Callable[[str], Sequence[Also]]


def widen(ask: Ask, expand: Expand) -> tuple[Ask, tuple[Also, ...]]:
    """The question that also asks for the equivalents of its terms, and which these are.

    A term may be several words side by side. What stands in quotation marks is widened only where
    all of it is a term; what is not to be there never is.
    """
    used: list[Also] = []
    if ask.part is None:
        return ask, ()
    part = _widened(ask.part, expand, used)
    return replace(ask, part=part), tuple(used)


def _widened(part: Part, expand: Expand, used: list[Also]) -> Part:
    match part:
        case Clause():
            return _run([part], expand, used)[0]
        case Either(parts):
            return Either(tuple(_widened(each, expand, used) for each in parts))
        case Every(parts):
            out: list[Part] = []
            run: list[Clause] = []
            for each in parts:
                if isinstance(each, Clause) and each.field == "text" and not each.is_phrase:
                    run.append(each)
                else:
                    out += [*_run(run, expand, used), _widened(each, expand, used)]
                    run = []
            return Every((*out, *_run(run, expand, used)))
    return part


def _run(run: list[Clause], expand: Expand, used: list[Also]) -> list[Part]:
    """Words side by side, each term among them in one part with its equivalents."""
    if not run or run[0].field not in TEXTS:
        return list(run)
    places = [
        (first, last, also)
        for also in map(_usable, expand(" ".join(each.value for each in run)))
        for first, last in _places(run, also.term)
    ]
    out: list[Part] = []
    at = 0
    # Where one term is the beginning of another, the longer one is meant.
    for first, last, also in sorted(places, key=lambda place: (place[0], -place[1])):
        if first < at or not also.others or (also not in used and len(used) >= MOST_TERMS):
            continue
        if also not in used:
            used.append(also)
        term = run[first] if last == first + 1 else Every(tuple(run[first:last]))
        others = [
            Clause(run[first].field, words, is_phrase=True, weight=COUNTS, language=language)
            for language, words in also.others
        ]
        out += [*run[at:first], Either((term, *others))]
        at = last
    return [*out, *run[at:]]


def _usable(also: Also) -> Also:
    """Without abbreviations so short that they stand for anything: CE is in the name of a file."""
    others = [
        (language, words)
        for language, words in also.others
        if len(words) > SHORT or [name for name, _terms in terms(words)] == ["zh"]
    ]
    return replace(also, others=tuple(others[:MOST_OTHERS]))


def _places(run: list[Clause], term: str) -> list[tuple[int, int]]:
    """From which word to before which the term stands in the run."""
    if any(each.is_phrase for each in run):
        return [(0, 1)] if _same(run[0].value, term) else []
    words = term.split()
    found = [
        (first, first + len(words))
        for first in range(len(run) - len(words) + 1)
        if all(
            _same(each.value, word) and not each.prefix
            for each, word in zip(run[first:], words, strict=False)
        )
    ]
    # Chinese is written without spaces: the term may stand in a longer word.
    is_chinese = [name for name, _terms in terms(term)] == ["zh"]
    if not found and is_chinese:
        return [(at, at + 1) for at, each in enumerate(run) if term in each.value]
    return found


def _same(one: str, other: str) -> bool:
    """Whether two words or phrases are the same, as far as the index tells them apart."""
    theirs = terms(other)
    return any(each in theirs for each in terms(one))
