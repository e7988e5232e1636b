"""The headings of a resolution: which verb, who is addressed, in consultation with whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comitia.circulars.reading.lines import Place, Text
from comitia.circulars.reading.reading import Sure
from comitia.papers.folding import fold
from comitia.papers.terms import Term, Terms

_LONGEST = 320
_TRAILING = " ,:;.\u3002\u00b7-"
_KEY_LENGTH = 60
# What may stand between a heading and the words it is followed by on the same line.
_THAT = {
    "en": ("that", "to"),
    "fr": ("que", "qu'", "de", "d'"),
    "es": ("que",),
    "ru": ("что", ", что"),
    "zh": (),
    "ar": ("أن", "ان", "بأن", "بان"),
}
_TO = {"en": ("to",), "fr": ("a",), "es": ("a",), "ru": (), "zh": (), "ar": ("الى", "الي")}
_AND = re.compile(
    r"(?:[ ,;]|(?:and|the|all|et|les|le|la|aux|au|a|des|du|de|y|e|los|las|el|al|и|а также|also)"
    r"(?![a-z\u0430-\u044f])|l'|d'|ainsi que|asi como|和|及|以及|与|或|الى |الي |من |على |علي )+"
)
# Chinese puts the name in the middle: 与 (with) … 协商 (consult).
_WITH = re.compile(r",?(?:经|在)?[与和同][^,;。]{2,60}?(?:密切)?(?:协商|磋商|合作|协作|协调)")


@dataclass(frozen=True)
class Heading:
    """A heading as found on a line: its parts with their places, and the text that follows it."""

    key: str
    verb: str
    operative: bool
    place: Place
    addressees: tuple[str, ...]
    codes: tuple[str | None, ...]
    condition: str | None
    inline: int | None
    """Where the text begins that stands on the same line; None if the heading has the line."""
    sure: Sure
    why: str


@dataclass(frozen=True)
class _Verb:
    term: Term
    key: str
    operative: bool
    end: int


class Headings:
    """Recognises the headings of one language."""

    def __init__(self, text: Text, terms: Terms) -> None:
        self._text = text
        self._terms = terms
        self._preambular = terms.section("preambular")
        self._operative = terms.section("operative")
        self._modifiers = terms.section("modifiers")
        self._addressees = terms.section("addressees")
        self._conditions = terms.section("conditions")

    def at(self, start: int, end: int) -> Heading | None:
        """The heading that a stretch (a line, or a few broken ones) is or begins with."""
        while start < end and (
            self._text.raw[start].isspace() or self._text.raw[start] in '"\u201c\u00ab\u201e'
        ):
            start += 1
        view = fold(self._text.raw[start : min(end, start + _LONGEST)], start)
        verb = self._verb(view.text)
        if verb is None:
            return None
        rest = view.text[verb.end :]
        bare = rest.strip(_TRAILING)
        if not bare:
            whole = self._text.place(start, min(end, start + _LONGEST))
            return self._heading(verb, whole, (), (), None, None)
        if (verb.operative and verb.key not in {"resolves", "decides"}) or "_to_" in verb.key:
            return self._addressed(verb, view.text, view.places, start, end)
        return self._inline(verb, view.text, view.places, start)

    def _verb(self, text: str) -> _Verb | None:
        lead = self._modifiers.at(text, 0)
        offset = 0
        if lead:
            offset = lead.end
            while text[offset : offset + 1] in {" ", ","}:
                offset += 1
        preambular = self._preambular.at(text, offset)
        operative = self._operative.at(text, offset)
        term, is_operative = preambular, False
        if operative and (preambular is None or operative.end > preambular.end):
            term, is_operative = operative, True
        if term is None:
            return None
        key = term.key
        end = term.end
        modifier = lead.key if lead else ""
        follow = end + (text[end : end + 1] == " ")
        tail = self._modifiers.at(text, follow)
        if tail and not modifier:
            modifier, end = tail.key, tail.end
        if modifier == "further":
            key = f"further_{key}" if is_operative else f"{key}_further"
        elif modifier and modifier not in key:
            key = f"{key}_{modifier}"
        return _Verb(term, key, is_operative, end)

    def _heading(
        self,
        verb: _Verb,
        place: Place,
        addressees: tuple[str, ...],
        codes: tuple[str | None, ...],
        condition: str | None,
        inline: int | None,
    ) -> Heading:
        sure, why = Sure.CERTAIN, "heading"
        if verb.term.unsure:
            sure, why = Sure.LIKELY, "term_unsure"
        elif self._terms.review:
            sure, why = Sure.LIKELY, "table_unreviewed"
        elif inline is not None:
            sure, why = Sure.LIKELY, "heading_inline"
        named = [code for code in codes if code]
        key = "_".join([verb.key, *named])[:_KEY_LENGTH].rstrip("_")
        return Heading(
            key, verb.key, verb.operative, place, addressees, codes, condition, inline, sure, why
        )

    def _inline(self, verb: _Verb, text: str, places: Sequence[int], start: int) -> Heading | None:
        """A heading with its text on the same line, as "considering that ..." has it."""
        after = verb.end
        while after < len(text) and text[after] in " ,:":
            after += 1
        separated = (
            text[verb.end : verb.end + 1] in {":", ",", ""} or text[after : after + 1].isdigit()
        )
        that = any(
            text.startswith(word, after) or verb.term.text.endswith((" " + word, " " + word + ","))
            for word in _THAT[self._terms.language]
        )
        labelled = re.match(r"\(?[a-z\u0430-\u044f0-9]{1,2}[.)] ?", text[after:]) is not None
        if self._terms.language == "zh" and not separated:
            return None
        arabic = self._terms.language == "ar" and verb.operative
        if not (separated or that or labelled or arabic):
            return None
        if after >= len(places):
            return None
        place = self._text.place(start, places[verb.end - 1] + 1)
        return self._heading(verb, place, (), (), None, places[after])

    def _addressed(
        self, verb: _Verb, text: str, places: Sequence[int], start: int, end: int
    ) -> Heading | None:
        """A heading that names who is to act; what follows the names may be its text already."""
        stop = min(end, start + _LONGEST)
        condition = self._condition(text, verb.end)
        names, place, to = self._names(text, verb.end, condition[0] if condition else len(text))
        if condition and not text[place : condition[0]].strip(_TRAILING):
            consulted, place, to = self._names(text, condition[1], len(text))
            if not consulted and self._terms.language != "zh":
                place = len(text)
        else:
            condition = None
        rest = text[place:].strip(_TRAILING + ")")
        if rest:
            inline = text.index(rest, place) - (2 if to else 0)
            if names and (to or self._is_text(text, rest)):
                shown = self._text.place(start, places[place - 1] + 1)
                said = self._said(condition, places, places[place - 1] + 1)
                words, codes = self._spans(names, places)
                return self._heading(verb, shown, words, codes, said, places[inline])
            if len(rest) > 120 or text.rstrip()[-1:] in {".", ";", "\u3002"}:
                return None
            # Somebody who is not in our tables: what is left is taken as a name, and said to be so.
            if condition is None:
                names.append((inline, inline + len(rest), None))
        words, codes = self._spans(names, places)
        if not words:
            return None
        said = self._said(condition, places, stop)
        heading = self._heading(verb, self._text.place(start, stop), words, codes, said, None)
        if None in codes and heading.sure is Sure.CERTAIN:
            return replace(heading, sure=Sure.LIKELY, why="addressee_unknown")
        return heading

    def _names(
        self, text: str, start: int, end: int
    ) -> tuple[list[tuple[int, int, str | None]], int, bool]:
        """The addressees named one after another, where they end, and whether a "to" follows."""
        names: list[tuple[int, int, str | None]] = []
        place = start
        to = False
        while place < end:
            joined = _AND.match(text, place, end)
            if joined:
                place = joined.end()
                to = bool(names) and joined[0].split()[-1:] == ["a"]
            term = self._addressees.at(text, place)
            if term is None or term.end > end:
                break
            names.append((term.start, term.end, term.key))
            place, to = term.end, False
        return names, place, to

    def _is_text(self, text: str, rest: str) -> bool:
        """Whether what follows the names is what they are to do, not more of a name."""
        for word in (*_THAT[self._terms.language], *_TO[self._terms.language]):
            if rest.startswith(word if word.endswith("'") else word + " ") or rest == word:
                return True
        if re.match(r"\(?(?:1|a)[.) ]", rest):
            return True
        longest = 16 if self._terms.language == "zh" else 60
        return len(rest) > longest or text.rstrip()[-1:] in {",", ";", ".", "\u3002"}

    def _said(
        self, condition: tuple[int, int] | None, places: Sequence[int], end: int
    ) -> str | None:
        if condition is None:
            return None
        said = " ".join(self._text.raw[places[condition[0]] : end].split())
        return said.strip(" ,:;\uff0c\uff1a\u060c")

    def _condition(self, text: str, start: int) -> tuple[int, int] | None:
        """Where "in consultation with ..." begins, and where its words end."""
        if self._terms.language == "zh":
            found = _WITH.search(text, start)
            return (found.start(), found.end()) if found else None
        term = self._conditions.find(text, start)
        return (term.start, term.end) if term else None

    def _spans(
        self, names: Sequence[tuple[int, int, str | None]], places: Sequence[int]
    ) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
        words: list[str] = []
        codes: list[str | None] = []
        for first, last, code in names:
            if last <= first:
                continue
            raw = self._text.raw[places[first] : places[last - 1] + 1]
            written = " ".join(raw.split()).strip(" ,;:\uff0c\u060c\uff1a")
            if words and self._terms.language == "ar":
                written = written.removeprefix("\u0648")  # "and" is written onto the name
            if written:
                words.append(written)
                codes.append(code)
        return tuple(words), tuple(codes)
