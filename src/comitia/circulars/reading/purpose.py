"""What the group is for: its terms of reference, in the letter's own words."""

import re
from collections.abc import Sequence

from comitia.circulars.reading.prose import Sentence
from comitia.circulars.reading.reading import Found, Sure
from comitia.papers.folding import one_line
from comitia.papers.terms import Terms

_FAR = 160
# "a pour objet de", "tiene por objeto", "имеет целью": the purpose follows without an "is".
_DIRECT = {
    "fr": (re.compile(r"(?:a|aura|ayant) pour $"), re.compile(r" (?:de |d'|:)")),
    "es": (
        re.compile(r"(?:tiene|tendra|con) (?:por|como|el|la) (?:el |la )?$"),
        re.compile(r" (?:de )?"),
    ),
    "ru": (re.compile(r"име(?:ет|ть|ющей|я) $"), re.compile(r" ")),
}
_TRIMMED = " .;,:\u3002\uff1b\uff0c\u060c-\u2013\u2014\u00ab\u00bb\u201c\u201d"


def read_purpose(prose: Sequence[Sentence], terms: Terms) -> Found[str] | None:
    """The words after "the purpose of the group is to"."""
    group = terms.word("words", "group")
    best: tuple[int, Found[str]] | None = None
    for index, sentence in enumerate(prose):
        text = sentence.folded
        for term in terms.word("words", "purpose").find_all(text):
            span = _predicate(text, term.start, term.end, terms)
            ends = span is None and text.rstrip().endswith(":") and len(text) - term.end < _FAR
            if ends and (listed := _listed(prose, index)):
                return listed
            if span is None or span[1] - span[0] < 4:
                continue
            between = text[max(0, term.start - 60) : span[0]]
            near = group.find(between) is not None
            score = 2 * near + (term.start < 40)
            sure = Sure.CERTAIN if near else Sure.LIKELY
            place = sentence.part(*span)
            found = Found(sentence.words(*span), place, sure, "purpose_named")
            if best is None or score > best[0]:
                best = (score, found)
            break
    return best[1] if best else None


def _listed(prose: Sequence[Sentence], index: int) -> Found[str] | None:
    """A purpose that is a list of its own: a), b) or dashes below "the terms of reference are:"."""
    taken: list[Sentence] = []
    style = None
    for sentence in prose[index + 1 :]:
        if sentence.label is not None:
            style = style or sentence.label.style
            if sentence.label.style != style:
                break
        elif not taken or sentence.paragraph != taken[-1].paragraph:
            break
        taken.append(sentence)
    own = prose[index].label
    if not taken or (own is not None and own.style == style):
        return None
    text = taken[0].text
    label = taken[0].label
    start = taken[0].start - (label.length if label else 0)
    place = text.place(start, taken[-1].end)
    return Found(one_line(text.at(place)), place, Sure.CERTAIN, "purpose_named")


def _predicate(text: str, start: int, end: int, terms: Terms) -> tuple[int, int] | None:
    """Where the purpose stands in a sentence that names it."""
    stop = len(text.rstrip(_TRIMMED))
    if terms.language in _DIRECT:
        before, after = _DIRECT[terms.language]
        if before.search(text[:start]) and (found := after.match(text, end)):
            return _trimmed(text, found.end(), stop)
    colon = text.find(":", end)
    copula = terms.word("words", "is_to").find(text, end)
    if copula and copula.start - end <= _FAR and (colon < 0 or copula.start < colon):
        first = copula.end
        rest = text[first:].lstrip()
        for word in ("to ", "de ", "d'", "that of ", "the following: ", "чтобы "):
            if rest.startswith(word) and terms.language in {"en", "fr", "ru"}:
                first += len(text[first:]) - len(rest) + len(word)
                break
        return _trimmed(text, first, stop)
    if 0 <= colon - end <= _FAR:
        first = colon + 1
        if terms.language == "en" and text.startswith(" to ", first):
            first += 4
        return _trimmed(text, first, stop)
    return None


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int] | None:
    while start < stop and text[start] in _TRIMMED:
        start += 1
    return (start, stop) if start < stop else None
