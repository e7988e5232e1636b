"""What a clause cites outside its resolution: the basic texts, other resolutions; and what it
forbids. Provisions that a quotation leaves unnumbered are known by a table (provisions.toml)."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from comitia.circulars.reading.lines import Text
from comitia.circulars.reading.outline import resolution_pattern
from comitia.circulars.reading.reading import Item, Node, OutputRule, Reference, Section
from comitia.papers.folding import Folded, folded, one_line
from comitia.papers.terms import Terms

# Russian typists write 191А with a letter that only looks like an A.
_LATIN = str.maketrans("авесх", "abecx")
_INSTRUMENTS = (("CS", "constitution"), ("CV", "convention"))


class Citations:
    """Finds citations in one language."""

    def __init__(self, text: Text, terms: Terms, number: str) -> None:
        self._text = text
        self._terms = terms
        self._number = number
        self._resolutions = resolution_pattern(terms)
        self._articles = _article_pattern(terms)
        self._provisions = _provision_pattern(terms)

    def within(self, view: Folded, instrument: str | None) -> Iterator[Reference]:
        """The citations in a folded clause. `instrument` is the basic text that it quotes."""
        for found in self._articles.finditer(view.text):
            which = self._beside(view.text, found)
            if which is not None:
                yield self._cites(view, found, "article", f"{which} art. {_number_of(found)}")
        for found in self._provisions.finditer(view.text):
            which = self._beside(view.text, found) or instrument
            if which is not None:
                yield self._cites(view, found, "provision", f"{which} {_number_of(found)}")
        for found in self._resolutions.finditer(view.text):
            if found["number"] == self._number:
                continue
            outside = f"Resolution {found['number']}"
            if found["paren"]:
                words = self._text.raw[slice(*view.span(*found.span("paren")))]
                outside += f" ({one_line(words)})"
            yield self._cites(view, found, "resolution", outside)

    def _cites(self, view: Folded, found: re.Match[str], kind: str, outside: str) -> Reference:
        place = self._text.place(*view.span(found.start(), found.end()))
        return Reference(one_line(self._text.at(place)), place, kind, None, outside)

    def instrument(self, text: str) -> str | None:
        """The basic text that folded words speak of first: CS or CV."""
        named = [
            (term.start, code)
            for code, key in _INSTRUMENTS
            if (term := self._terms.word("references", key).find(text)) is not None
        ]
        return min(named)[1] if named else None

    def _beside(self, text: str, found: re.Match[str]) -> str | None:
        """The basic text named right beside an article: before it in Chinese, else after it."""
        if self._terms.language == "zh":
            window = text[max(0, found.start() - 8) : found.start()]
        else:
            window = re.split(r"[,;.]", text[found.end() : found.end() + 40])[0]
        return self.instrument(window)

    def provision_of(self, lead: str, paragraph: str, part: Node) -> str | None:
        """The provision that a quoted part is, where the article it is from is in our table."""
        instrument = self.instrument(lead)
        if instrument is None or part.kind != "provision":
            return None
        articles = {_number_of(found) for found in self._articles.finditer(lead)}
        for known in _known_provisions():
            if (
                known["instrument"] == instrument
                and str(known["article"]) in articles
                and known["paragraph"] == paragraph
                and known["label"] == part.label
            ):
                return f"{instrument} {known['number']}"
        return None

    def output_rules(self, sections: Sequence[Section]) -> Iterator[OutputRule]:
        """Clauses that a group shall not adopt Questions or Recommendations (CV 191B)."""
        words = self._terms
        for section in sections:
            for item in section.items:
                parts: list[Item | Node] = [*item.parts] or [item]
                for part in parts:
                    text = folded(part.text)
                    barred = words.word("outputs", "not").find(text)
                    if barred is None:
                        continue
                    after = text[barred.start : barred.start + 160]
                    kinds = tuple(
                        kind
                        for kind in ("question", "recommendation")
                        if words.word("outputs", kind).find(after)
                    )
                    if len(kinds) == 2:
                        yield OutputRule(kinds, part.anchor, part.place)


def _number_of(found: re.Match[str]) -> str:
    return found["number"].translate(_LATIN).upper()


def _article_pattern(terms: Terms) -> re.Pattern[str]:
    if terms.language == "zh":
        return re.compile(r"第(?P<number>\d{1,3}[a-z]?)条")
    article = terms.word("references", "article").pattern
    return re.compile(rf"(?:{article})\.? (?P<number>\d{{1,3}}[a-z]?)(?!\w)")


def _provision_pattern(terms: Terms) -> re.Pattern[str]:
    if terms.language == "zh":
        return re.compile(r"第(?P<number>\d{1,4}[a-z]{0,3})款")
    provision = terms.word("references", "provision").pattern
    return re.compile(rf"(?:{provision})\.? (?P<number>\d{{1,4}}[a-z\u0430-\u044f]{{0,3}})(?!\w)")


@cache
def _known_provisions() -> tuple[dict[str, object], ...]:
    source = files("comitia.papers.terms").joinpath("provisions.toml")
    return tuple(tomllib.loads(source.read_text(encoding="utf-8"))["provision"])
