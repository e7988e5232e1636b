"""Who may join: the categories of member that the letter opens the group to."""

from collections.abc import Sequence

from comitia.circulars.reading.prose import Sentence
from comitia.circulars.reading.reading import Found, Sure, Warned
from comitia.papers.folding import folded
from comitia.papers.terms import Terms, Words

CATEGORIES = (
    "member_state",
    "sector_member",
    "associate",
    "academia",
    "regional_organization",
    "observer",
    "expert",
    "public",
)
# "The membership" without more: what it took in varied with the years, so it is never certain.
_MEMBERSHIP = ("member_state", "sector_member", "associate", "academia")


def read_eligibility(
    prose: Sequence[Sentence], to: Sequence[Found[str]], terms: Terms
) -> tuple[Found[tuple[str, ...]] | None, list[Warned]]:
    """The categories named where the letter says to whom the group is open."""
    open_to = terms.word("eligibility", "open_to")
    categories = terms.section("categories")
    for sentence in prose:
        opening = open_to.find(sentence.folded)
        if opening is None:
            continue
        named = _named(sentence.folded, opening.start, categories, terms)
        if named:
            return _found(sentence, named)
    return _from_addressees(to, categories)


def _named(text: str, opening: int, categories: Words, terms: Terms) -> set[str]:
    """The categories in a sentence, without those it makes an exception of."""
    limit = len(text)
    if barred := terms.word("eligibility", "except").find(text, opening):
        limit = barred.start
    found = [term for term in categories.find_all(text) if term.start < limit]
    after = {term.key for term in found if term.start >= opening}
    # Chinese names them before it says "open"; so does "Member States may participate".
    return after or {term.key for term in found}


def _found(sentence: Sentence, named: set[str]) -> tuple[Found[tuple[str, ...]], list[Warned]]:
    warnings = []
    sure, why = Sure.CERTAIN, "open_to"
    if "membership" in named and not named & {"member_state", "sector_member"}:
        named = named | set(_MEMBERSHIP)
        sure, why = Sure.INFERRED, "whole_membership"
        warnings.append(Warned("eligibility_wide", sentence.place))
    value = tuple(category for category in CATEGORIES if category in named)
    return Found(value, sentence.place, sure, why), warnings


def _from_addressees(
    to: Sequence[Found[str]], categories: Words
) -> tuple[Found[tuple[str, ...]] | None, list[Warned]]:
    """Where the letter says nothing, those it is addressed to are the best that is known."""
    named = {term.key for each in to for term in categories.find_all(folded(each.value))}
    value = tuple(category for category in CATEGORIES if category in named)
    if not value:
        return None, [Warned("no_eligibility")]
    place = to[0].place
    return Found(value, place, Sure.INFERRED, "addressees"), [Warned("eligibility_inferred", place)]
