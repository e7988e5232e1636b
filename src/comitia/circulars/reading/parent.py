"""Which body set the group up, at which meeting, and in what words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comitia.circulars.reading.prose import Sentence
from comitia.circulars.reading.reading import Found, Meeting, Parent, Sure
from comitia.papers.dates import When, dates_in
from comitia.papers.folding import folded
from comitia.papers.terms import Term, Terms

# They carry out and host; they do not convene groups of their own.
_NOT_PARENTS = frozenset({"TSB", "BR", "BDT", "ITU"})
_ARTICLE = re.compile(r"^(?:the|le|la|l'|les|el|los|ان) ?")
_CLAUSE_ENDS = re.compile(
    r",| at (?:its|the|a) | has | have | during | in its | lors | a sa | en su | durante | на "
    r"|\bhas\b|于|在| في | خلال "
)


@dataclass(frozen=True)
class _Candidate:
    sentence: Sentence
    decided: Term
    score: int


def read_parent(prose: Sequence[Sentence], terms: Terms) -> Found[Parent] | None:
    """The body that decided to set up the group."""
    candidates = _candidates(prose, terms)
    for candidate in candidates:
        body = _body(candidate, prose, terms)
        if body is None:
            continue
        code, name, place_start, place_end, sentence, known = body
        meeting = _meeting(candidate.sentence, prose, code, terms)
        decision = _decision(candidate)
        place = sentence.part(place_start, place_end)
        sure, why = (Sure.CERTAIN, "body_decided") if known else (Sure.LIKELY, "body_unknown")
        return Found(Parent(code, name, meeting, decision), place, sure, why)
    return None


def _candidates(prose: Sequence[Sentence], terms: Terms) -> list[_Candidate]:
    decided = terms.word("words", "decided")
    establish = terms.word("words", "establish")
    group = terms.word("words", "group")
    found = []
    for sentence in prose:
        text = sentence.folded
        for term in decided.find_all(text):
            setting_up = establish.find(text, term.start)
            about_group = group.find(text, term.start) or group.find(text)
            if about_group is None:
                continue
            score = 2 * (setting_up is not None) + (group.find(text, term.end) is not None)
            found.append(_Candidate(sentence, term, score))
            break
    return sorted(found, key=lambda candidate: -candidate.score)


def _body(
    candidate: _Candidate, prose: Sequence[Sentence], terms: Terms
) -> tuple[str, str, int, int, Sentence, bool] | None:
    sentence = candidate.sentence
    if known := _known_body(sentence, candidate.decided.start, terms):
        return known
    if unknown := _unknown_body(sentence, candidate.decided.start):
        return unknown
    index = prose.index(sentence)
    for earlier in reversed(prose[max(0, index - 2) : index]):
        if known := _known_body(earlier, len(earlier.folded), terms):
            return known
    return None


def _known_body(
    sentence: Sentence, before: int, terms: Terms
) -> tuple[str, str, int, int, Sentence, bool] | None:
    bodies = [
        term
        for term in terms.section("bodies").find_all(sentence.folded)
        if term.key not in _NOT_PARENTS
    ]
    if not bodies:
        return None
    term = next((term for term in bodies if term.end <= before), bodies[0])
    code = f"{term.key}{term.number}" if term.key == "SG" else term.key
    if term.key == "WP":
        code = "WP" + "/".join(re.findall(r"\d+", term.text))
    name = sentence.words(term.start, term.end)
    return code, name, term.start, term.end, sentence, True


def _unknown_body(
    sentence: Sentence, before: int
) -> tuple[str, str, int, int, Sentence, bool] | None:
    """Whoever the sentence says decided, by the words before the verb."""
    text = sentence.folded[:before]
    pieces = [(found.start(), found.end()) for found in re.finditer(r"[^,]+", text)]
    for start, end in (*pieces[:1], *pieces[-1:]):
        piece = text[start:end]
        cut = _CLAUSE_ENDS.search(piece + " ", 3)
        end = start + (cut.start() if cut else len(piece.rstrip()))
        while start < end and not text[start].isalnum():
            start += 1
        if article := _ARTICLE.match(text[start:end]):
            start += article.end()
        name = sentence.words(start, end).strip() if end > start else ""
        short = re.search(r"\(([A-Z][A-Za-z0-9/-]{1,15})\)", name)
        if short or (3 <= len(name) <= 90 and name[:1].isupper() and folded(name) not in _NO_NAMES):
            return (short[1] if short else name), name, start, end, sentence, False
    return None


_NO_NAMES = frozenset(
    {"it", "at", "in", "il", "elle", "lors", "en", "on", "this", "he", "they", "we"}
)


def _meeting(
    sentence: Sentence, prose: Sequence[Sentence], code: str, terms: Terms
) -> Found[Meeting] | None:
    """The meeting at which it decided: a date by the word "meeting", best with its days."""
    index = prose.index(sentence)
    words = terms.word("words", "meeting")
    for each in (
        sentence,
        *reversed(prose[max(0, index - 2) : index]),
        *prose[index + 1 : index + 2],
    ):
        meetings = list(words.find_all(each.folded))
        if not meetings and each is not sentence:
            continue
        dated = list(dates_in(each.folded, terms.language))
        if not dated:
            continue
        place, when = min(dated, key=lambda date: _distance(date, meetings))
        wording = each.words(place, place + when.length)
        sure, why = (Sure.CERTAIN, "meeting_dated") if meetings else (Sure.LIKELY, "date_near")
        if each is not sentence:
            sure, why = Sure.LIKELY, "date_near"
        value = Meeting(code, when.start, when.end, wording)
        return Found(value, each.part(place, place + when.length), sure, why)
    return None


def _distance(date: tuple[int, When], meetings: Sequence[Term]) -> tuple[int, int]:
    place, when = date
    apart = min(
        (min(abs(place - term.end), abs(term.start - place - when.length)) for term in meetings),
        default=place,
    )
    return (0 if when.first.day is not None else 1, apart)


def _decision(candidate: _Candidate) -> Found[str]:
    sentence = candidate.sentence
    start = candidate.decided.start
    end = len(sentence.folded.rstrip(" .\u3002;"))
    if end - start < 12:
        start = 0
    return Found(
        sentence.words(start, end), sentence.part(start, end), Sure.CERTAIN, "body_decided"
    )
