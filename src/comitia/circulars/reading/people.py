"""The convener: name, organisation and country, as the letter gives them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comitia.circulars.reading.countries import country_code, country_within
from comitia.circulars.reading.prose import Sentence
from comitia.circulars.reading.reading import Convener, Found, Sure, Warned
from comitia.papers.folding import folded, one_line
from comitia.papers.terms import Term, Terms

# fmt: off
_PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "los", "van", "von",
    "der", "den", "ter", "ten", "bin", "bint", "ibn", "ben", "al", "el", "y", "e", "af", "av",
    "фон", "де", "ван",
})
# fmt: on
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:[.'\u2019\u02bc-][^\W\d_]*)*\.?")
_SPACES = re.compile(r"[\s\u00a0]+")
_SEPARATORS = re.compile(r"[,;()\[\]/\uff08\uff09\uff0c\u060c\u3001\uff1b]|\s[-\u2013\u2014]\s")
_FAR = 240
_MOST_NAME_WORDS = 6
_HAN_NAME = re.compile(
    r"(?:[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f.'\u2019\u00b7\u2022 -]*"
    r"|[\u4e00-\u9fff\u00b7\u2022\u2027]{2,14})$"
)
_ELIDED = re.compile(r"[dl]['\u2019](?=[^\W\d_])")
_PARTED = re.compile(r"[,;.]| (?:and|et|y|e|и) | \u0648")
_VICE = re.compile(r"(?:vice|deputy|co|заместител[а-я]{1,3}|نايب)[ -]?$")
_HAN_COUNTRY = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:共和国|联邦|王国|国)")
_NOMINATIVE = frozenset(
    {"г-н", "г-жа", "господин", "госпожа", "д-р", "доктор", "профессор", "проф"}
)


@dataclass(frozen=True)
class _Named:
    """A name found in a sentence, and the words beside it that may tell of an affiliation."""

    name: str
    title: str
    start: int
    end: int
    pieces: tuple[tuple[int, int, str], ...]
    certain: bool


def read_convener(
    prose: Sequence[Sentence], terms: Terms
) -> tuple[Found[Convener] | None, list[Warned]]:
    """The person whom the letter names as convener."""
    for sentence in _told(prose, terms):
        named = _han_name(sentence, terms) if terms.language == "zh" else _name(sentence, terms)
        if named is not None:
            return _convener(sentence, named, terms)
    return None, []


def _told(prose: Sequence[Sentence], terms: Terms) -> list[Sentence]:
    """The sentences that speak of a convener, those that appoint one first."""
    convener = terms.word("words", "convener")
    appoint = terms.word("words", "appoint")
    honorifics = terms.section("honorifics")
    scored = []
    for index, sentence in enumerate(prose):
        text = sentence.folded
        if not convener.find(text):
            continue
        score = 2 * (honorifics.find(text) is not None) + (appoint.find(text) is not None)
        if score or ":" in text:
            scored.append((-score, index, sentence))
    return [each[2] for each in sorted(scored, key=lambda each: each[:2])]


def _name(sentence: Sentence, terms: Terms) -> _Named | None:
    text = sentence.folded
    posts = [
        term
        for term in terms.word("words", "convener").find_all(text)
        if not _VICE.search(text[max(0, term.start - 12) : term.start])
    ]
    starts: list[tuple[int, Term | None]] = [
        (title.end, title)
        for title in sorted(
            terms.section("honorifics").find_all(text), key=lambda title: _apart(text, title, posts)
        )
    ]
    if not starts:
        # "Convener: Ana Silva (Example Telecom, Examplia)", or a bare name after "appoint".
        colon = text.find(":", posts[0].end) if posts else -1
        if posts and 0 <= colon - posts[0].end < 30:
            starts.append((colon + 1, None))
        if appoint := terms.word("words", "appoint").find(text):
            starts.append((appoint.end, None))
    for place, title in starts:
        found = _name_from(sentence, place, title, terms)
        if found is not None:
            return found
    return None


def _apart(text: str, title: Term, posts: Sequence[Term]) -> int:
    """How far a person's title is from the nearest post of convener.

    A person stands before the post, or right after it: "as Convener Ms Kim"; whoever follows a
    comma or an "and" has another post.
    """
    distances = []
    for post in posts:
        if post.start >= title.end:
            distances.append(post.start - title.end)
        else:
            parted = _PARTED.search(text[post.end : title.start])
            distances.append(title.start - post.end + (_FAR if parted else 0))
    return min(distances, default=title.start)


def _name_from(sentence: Sentence, place: int, title: Term | None, terms: Terms) -> _Named | None:
    raw = sentence.text.raw
    start = (
        sentence.view.span(place, place + 1)[0] if place < len(sentence.folded) else sentence.end
    )
    while start < sentence.end and (raw[start].isspace() or raw[start] in ".\u00a0\u200f:"):
        start += 1
    again = terms.section("honorifics").at(sentence.folded, sentence.view.index(start))
    if title is not None and again is not None:
        return _name_from(sentence, again.end, again, terms)
    end = start
    words = 0
    while words < _MOST_NAME_WORDS and end < sentence.end:
        found = _NAME_WORD.match(raw, end)
        if not found or not _may_name(found[0], sentence, end, words, terms):
            break
        end = found.end()
        words += 1
        gap = _SPACES.match(raw, end)
        if not gap or gap.end() >= sentence.end:
            break
        end = gap.end()
    name = raw[start:end].rstrip()
    while name and folded(name.split()[-1]) in _PARTICLES:
        name = name[: -len(name.split()[-1])].rstrip()
    end = start + len(name)
    if not name or (title is None and len(name.split()) < 2):
        return None
    pieces = _pieces(sentence, end, terms)
    label = sentence.words(title.start, title.end) if title else ""
    nominative = terms.language != "ru" or title is None or folded(label).strip(".") in _NOMINATIVE
    return _Named(one_line(name), label, start, end, pieces, title is not None and nominative)


def _may_name(word: str, sentence: Sentence, place: int, count: int, terms: Terms) -> bool:
    """Whether a word goes on with a name: a capital, a particle, or in Arabic no word of ours."""
    if terms.language == "ar" and "\u0621" <= word[0] <= "\u064a":
        view, index = sentence.folded, sentence.view.index(place)
        for key in ("from", "stop"):
            term = terms.word("affiliation", key).at(view, index)
            if term is not None and term.end - term.start >= len(folded(word)):
                return False
        return True
    if word[0].isupper():
        return True
    if elided := _ELIDED.match(word):
        # Inès d'Exemple is a name; in "Jean Modèle d'ANATEL" the rest is an organisation.
        return count == 1 and not word[elided.end() :].isupper()
    return count > 0 and folded(word.rstrip(".")) in _PARTICLES


def _pieces(sentence: Sentence, start: int, terms: Terms) -> tuple[tuple[int, int, str], ...]:
    """What stands after a name, cut at commas and brackets, up to the words that go on."""
    raw = sentence.text.raw
    limit = min(sentence.end, start + _FAR)
    cuts = [found.span() for found in _SEPARATORS.finditer(raw, start, limit)]
    pieces: list[tuple[int, int, str]] = []
    place = start
    for cut_start, cut_end in [*cuts, (limit, limit)]:
        piece, stopped = _piece(sentence, place, cut_start, terms)
        if piece is not None:
            pieces.append(piece)
        place = cut_end
        if stopped or len(pieces) == 3:
            break
    return tuple(pieces)


def _piece(
    sentence: Sentence, start: int, end: int, terms: Terms
) -> tuple[tuple[int, int, str] | None, bool]:
    """One stretch without its "from" and "of"; and whether the affiliation ends in it."""
    view = sentence.text.fold(start, end)
    first, last = 0, len(view.text)
    stopped = False
    origin = terms.word("affiliation", "from")
    moved = True
    while moved:
        moved = False
        while first < last and not (view.text[first].isalnum()):
            first += 1
        term = origin.at(view.text, first)
        if term is not None and term.end < last:
            first, moved = term.end, True
    for term in terms.word("affiliation", "stop").find_all(view.text):
        if term.start >= first:
            last, stopped = term.start, True
            break
    span = view.span(first, last)
    words = one_line(sentence.text.raw[slice(*span)]).strip(" .,:;\u060c")
    if first >= last or not words:
        return None, stopped
    return (span[0], span[1], words), stopped


def _han_name(sentence: Sentence, terms: Terms) -> _Named | None:
    """A name before 先生 or 女士, with its affiliation before it or in brackets after it."""
    raw = sentence.text.raw[sentence.start : sentence.end]
    for key in ("mr", "ms", "dr", "prof", "he"):
        for title in terms.word("honorifics", key).find_all(raw):
            named = _han_before(sentence, raw, title.start, title.end, terms)
            if named is not None:
                return named
    convener = terms.word("words", "convener").find(raw)
    if convener and (found := re.match(r"\s*(?:\u4e3a|\u662f)?[:\uff1a]?\s*", raw[convener.end :])):
        start = convener.end + found.end()
        stop = _SEPARATORS.search(raw, start) or re.search(r"[\u3002]", raw[start:])
        end = stop.start() if stop and stop.re is _SEPARATORS else len(raw.rstrip("\u3002 \n"))
        if ":" in found[0] or "\uff1a" in found[0]:
            name = raw[start:end].strip()
            if 2 <= len(name) <= 40:
                place = sentence.start + start
                pieces = _han_pieces(sentence, end, terms)
                return _Named(one_line(name), "", place, place + len(name), pieces, certain=False)
    return None


def _han_before(
    sentence: Sentence, raw: str, title_start: int, title_end: int, terms: Terms
) -> _Named | None:
    end = title_start
    pieces: tuple[tuple[int, int, str], ...] = ()
    before = raw[:end].rstrip()
    if before.endswith((")", "\uff09")):
        opened = max(before.rfind("("), before.rfind("\uff08"))
        if opened < 0:
            return None
        pieces = _han_pieces(sentence, opened, terms)
        before = before[:opened].rstrip()
    start_of_name = len(before)
    found = _HAN_NAME.search(before[max(0, len(before) - 60) :])
    if found is None:
        return None
    name = found[0].strip()
    start_of_name = len(before) - len(found[0]) + (len(found[0]) - len(found[0].lstrip()))
    if "\u4e00" <= name[0] <= "\u9fff":
        cut = max(
            (term.end for term in terms.word("affiliation", "from").find_all(name)), default=0
        )
        name = name[cut:]
        start_of_name += cut
    if len(name) < 2:
        return None
    if not pieces:
        pieces = _han_pieces(sentence, title_end, terms)
    if not pieces:
        pieces = _han_origin(sentence, before, start_of_name)
    start = sentence.start + start_of_name
    title = raw[title_start:title_end]
    return _Named(one_line(name), title, start, start + len(name), pieces, certain=True)


def _han_pieces(sentence: Sentence, place: int, terms: Terms) -> tuple[tuple[int, int, str], ...]:
    """What stands in brackets, just there or right after the title."""
    raw = sentence.text.raw[sentence.start : sentence.end]
    found = re.compile(
        r"\s*(?:\u5148\u751f|\u5973\u58eb|\u535a\u58eb)?\s*[(\uff08]([^()\uff08\uff09]{1,80})[)\uff09]"
    ).match(raw, place)
    if not found:
        return ()
    start = sentence.start + found.start(1)
    pieces = []
    for part in re.finditer(r"[^,;/\uff0c\u3001\uff1b]+", found[1]):
        words = part[0].strip()
        if words:
            pieces.append((start + part.start(), start + part.end(), words))
    if len(pieces) == 1:
        return _country_and_rest(*pieces[0])
    return tuple(pieces)


def _han_origin(sentence: Sentence, before: str, end: int) -> tuple[tuple[int, int, str], ...]:
    """来自巴西ANATEL的: from Brazil's ANATEL."""
    found = re.search(
        r"(?:\u6765\u81ea|\u4ee3\u8868|\u4efb\u547d|\u6307\u5b9a|\u59d4\u4efb|\u63a8\u9009|\u63d0\u540d|\u7531)(?!.*(?:\u6765\u81ea|\u4ee3\u8868))([^\uff0c,\u3002]{1,60})\u7684\s*$",
        before[:end],
    )
    if not found:
        return ()
    start = sentence.start + found.start(1)
    return _country_and_rest(start, start + len(found[1]), found[1])


def _country_and_rest(start: int, end: int, words: str) -> tuple[tuple[int, int, str], ...]:
    """A country and an organisation written in one run."""
    known = country_within(folded(words), "zh")
    length = known[1] if known else 0
    if not known and (shaped := _HAN_COUNTRY.match(words)):
        length = shaped.end()
    if not 0 < length < len(words):
        return ((start, end, words),)
    rest = words[length:].lstrip(" \u7684,\uff0c\u3001")
    return (
        (end - len(rest), end, rest.strip()),
        (start, start + length, words[:length]),
    )


def _convener(
    sentence: Sentence, named: _Named, terms: Terms
) -> tuple[Found[Convener], list[Warned]]:
    organisation, country, code, sure, why = _affiliation(named.pieces, terms)
    if not named.certain and sure is Sure.CERTAIN:
        sure, why = Sure.LIKELY, "name_form"
    start = min([named.start, *(piece[0] for piece in named.pieces)])
    end = max([named.end, *(piece[1] for piece in named.pieces)])
    place = sentence.text.place(start, end)
    value = Convener(named.name, named.title, organisation, country, code)
    missing = [
        name
        for name, part in (("organisation", organisation), ("country", country))
        if part is None
    ]
    warnings = [Warned("convener_incomplete", place, {"missing": missing})] if missing else []
    if country is not None and code is None:
        warnings.append(Warned("country_unknown", place, {"country": country}))
    others = [
        term
        for term in terms.section("honorifics").find_all(sentence.folded)
        if sentence.view.span(term.start, term.end)[0] > end
    ]
    if others and terms.language != "zh":
        warnings.append(Warned("more_conveners", sentence.place))
    return Found(value, place, sure, why), warnings


def _affiliation(
    pieces: Sequence[tuple[int, int, str]], terms: Terms
) -> tuple[str | None, str | None, str | None, Sure, str]:
    """Which of the words beside a name are the organisation and which the country."""
    split = [part for piece in pieces for part in _split_country(piece[2], terms)]
    codes = [(words, country_code(words, terms.language)) for words in split]
    for index, (words, code) in enumerate(codes):
        if code is not None:
            others = [each for place, (each, _) in enumerate(codes) if place != index]
            return (others[0] if others else None), words, code, Sure.CERTAIN, "country_known"
    if not split:
        return None, None, None, Sure.CERTAIN, "named"
    organisations = terms.word("affiliation", "organisation")
    if len(split) == 1:
        return split[0], None, None, Sure.LIKELY, "affiliation_single"
    likely = [words for words in split[:2] if organisations.find(folded(words))]
    organisation = likely[0] if len(likely) == 1 else split[0]
    country = split[1] if organisation == split[0] else split[0]
    return organisation, country, None, Sure.LIKELY, "affiliation_order"


def _split_country(words: str, terms: Terms) -> list[str]:
    """ "ANATEL of Brazil" in two, where the end is a country that is known."""
    if country_code(words, terms.language):
        return [words]
    found = re.match(r"(.{2,80}) (?:of|from|du|de la|de|del|d'|из|من|في) (.{2,40})$", words)
    if found and country_code(found[2], terms.language):
        return [found[1].strip(), found[2].strip()]
    return [words]
