"""What clauses cite: each other, articles and provisions of the basic texts, other resolutions."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from comitia.circulars.reading.folding import Folded, folded, one_line, squeezed
from comitia.circulars.reading.labels import anchor_of, label_of
from comitia.circulars.reading.lines import Text
from comitia.circulars.reading.outline import resolution_pattern
from comitia.circulars.reading.quotes import pair_quotes
from comitia.circulars.reading.reading import (
    Item,
    Node,
    OutputRule,
    Reference,
    Resolution,
    Section,
    Warned,
)
from comitia.circulars.reading.terms import Terms

_ALIKE = 0.72
_LONGEST_HEADING = 200
_NEAR = 70
_MOST_REFERENCES = 60
_LABEL = r"(?P<label>\d{1,2}(?:\.\d{1,2})?|[a-z\u0430-\u044f\u0621-\u064a](?=\)))\)?"

_DIRECT_LABEL = re.compile(r"[ ,]{0,2}" + _LABEL + r"(?=[ ,.;]|$)")


@dataclass(frozen=True)
class _Cited:
    """A section's heading found in a clause: where, how alike, and which section."""

    start: int
    end: int
    section: Section
    exact: bool


class References:
    """Finds what the clauses of one resolution cite."""

    def __init__(self, text: Text, terms: Terms, resolution: Resolution) -> None:
        self._text = text
        self._terms = terms
        self._resolution = resolution
        self._headings = [
            (squeezed(folded(section.heading)), section) for section in resolution.sections
        ]
        self._resolutions = resolution_pattern(terms)
        self._item_pattern = _item_pattern(terms)
        self._article_pattern = _article_pattern(terms)
        self._provision_pattern = _provision_pattern(terms)
        self.warnings: list[Warned] = []

    def resolved(self) -> Resolution:
        """The resolution with the references of its clauses, and the outputs they forbid."""
        sections = tuple(
            replace(section, items=tuple(self._item(item, section) for item in section.items))
            for section in self._resolution.sections
        )
        rules = tuple(self._output_rules(sections))
        linked = tuple(_linked(sections))
        return replace(self._resolution, sections=linked, output_rules=rules)

    def _item(self, item: Item, section: Section) -> Item:
        end = item.parts[0].place.start if item.parts else item.place.end
        lead = self._text.fold(item.place.start, end)
        instrument = self._instrument(lead.text)
        parts = []
        paragraph = ""
        for part in item.parts:
            if part.kind != "omission" and part.label.isdigit():
                paragraph = part.label
            provision = _known_provision(
                lead.text, self._article_pattern, paragraph, part, instrument
            )
            refs = self._refs(part.place.start, part.place.end, section, part.label, instrument)
            parts.append(replace(part, provision=provision, refs=refs))
        refs = self._refs(item.place.start, end, section, item.label, instrument)
        return replace(item, parts=tuple(parts), refs=refs)

    def _refs(
        self, start: int, end: int, section: Section, own: str, instrument: str | None
    ) -> tuple[Reference, ...]:
        label = label_of(self._text.raw[start:end])
        if label is not None and own:
            start += label.length
        view = self._text.fold(start, end)
        cited = [*self._quoted_headings(start, end, view), *self._plain_headings(view)]
        cited.sort(key=lambda each: each.start)
        found = [*self._internal(view, cited, section)]
        found += self._outside(view, instrument)
        return tuple(sorted(found, key=lambda each: each.place.start))[:_MOST_REFERENCES]

    # Headings of this resolution ----------------------------------------------------------

    def _quoted_headings(self, start: int, end: int, view: Folded) -> Iterator[_Cited]:
        for pair in pair_quotes(self._text.raw, start, end).pairs:
            words = squeezed(folded(self._text.raw[pair.start + 1 : pair.end - 1])).strip(",.:;")
            if not 2 <= len(words) <= _LONGEST_HEADING:
                continue
            best = max(self._headings, key=lambda each: _likeness(words, each[0]), default=None)
            if best is None or _likeness(words, best[0]) < _ALIKE:
                continue
            yield _Cited(
                view.index(pair.start), view.index(pair.end), best[1], exact=words == best[0]
            )

    def _plain_headings(self, view: Folded) -> Iterator[_Cited]:
        """A heading without quotation marks, as print sets it in italics: "resolves 2 above"."""
        if self._terms.language == "zh":
            return
        above = self._terms.word("references", "above")
        taken: list[tuple[int, int]] = []
        for heading, section in sorted(
            ((folded(section.heading), section) for section in self._resolution.sections),
            key=lambda each: -len(each[0]),
        ):
            pattern = re.compile(rf"(?<!\w){re.escape(heading)}(?!\w)")
            for found in pattern.finditer(view.text):
                rest = view.text[found.end() : found.end() + 24].lstrip(' ,"')
                labelled = re.match(_LABEL + r"(?:[ ,.;)]|$)", rest)
                if not (labelled or above.at(rest, 0)):
                    continue
                if any(first < found.end() and found.start() < last for first, last in taken):
                    continue
                taken.append(found.span())
                yield _Cited(found.start(), found.end(), section, exact=True)

    def _internal(
        self, view: Folded, cited: Sequence[_Cited], section: Section
    ) -> Iterator[Reference]:
        """References to sections, and to items of them or of the section itself."""
        joined: set[_Cited] = set()
        taken: list[tuple[int, int]] = []
        for found in self._item_pattern.finditer(view.text):
            if self._belongs_elsewhere(view.text, found):
                continue
            label = next(
                value for name, value in found.groupdict().items() if value and "label" in name
            )
            near = self._cited_beside(view.text, found, cited)
            if near is None and not self._is_here(view.text, found):
                continue
            start, end = found.span()
            if near is not None:
                joined.add(near)
                start, end = min(start, near.start), max(end, near.end)
            taken.append((start, end))
            target_section = near.section if near else section
            exact = near.exact if near else True
            yield self._reference(view, start, end, "item", target_section, label, exact=exact)
        for each in cited:
            if each in joined or any(s <= each.start and each.end <= e for s, e in taken):
                continue
            direct = _DIRECT_LABEL.match(view.text, each.end)
            if direct is not None:
                label, end = direct["label"], direct.end()
                yield self._reference(
                    view, each.start, end, "item", each.section, label, exact=each.exact
                )
                continue
            yield self._reference(
                view, each.start, each.end, "section", each.section, None, exact=each.exact
            )

    def _belongs_elsewhere(self, text: str, found: re.Match[str]) -> bool:
        """Whether an item is of an article or another text, not of this resolution."""
        after = text[found.end() : found.end() + 30]
        words = self._terms
        return any(
            (term := words.word("references", key).find(after)) is not None and term.start <= 12
            for key in ("article", "constitution", "convention", "resolution", "decision")
        )

    def _is_here(self, text: str, found: re.Match[str]) -> bool:
        above = self._terms.word("references", "above")
        around = (
            text[max(0, found.start() - 6) : found.start()],
            text[found.end() : found.end() + 24],
        )
        if self._terms.language == "zh":
            return above.find(around[0]) is not None or text[found.start()] == "第"
        return above.find(around[1]) is not None and len(around[1].strip()) > 0

    def _cited_beside(
        self, text: str, found: re.Match[str], cited: Sequence[_Cited]
    ) -> _Cited | None:
        """The heading cited just before an item's label, or just after "item 2 of"."""
        for each in cited:
            if 0 <= found.start() - each.end <= 12 or each.start <= found.start() <= each.end:
                return each
            if 0 <= each.start - found.end() <= 40 and not re.search(
                r"[;.\u3002]", text[found.end() : each.start]
            ):
                return each
        return None

    def _reference(
        self,
        view: Folded,
        start: int,
        end: int,
        kind: str,
        section: Section,
        label: str | None,
        *,
        exact: bool,
    ) -> Reference:
        place = self._text.place(*view.span(start, end))
        wording = one_line(self._text.at(place))
        target: str | None = section.key.replace("_", "-")
        match = "exact" if exact else "fuzzy"
        if label is not None:
            target = _item_of(section, label)
            if target is None:
                match = "none"
                self.warnings.append(Warned("reference_unresolved", place, {"wording": wording}))
        if not exact:
            facts = {"wording": wording, "heading": section.heading}
            self.warnings.append(Warned("heading_cited_differently", place, facts))
        return Reference(wording, place, kind, target, None, match)

    # The basic texts and other resolutions ------------------------------------------------

    def _outside(self, view: Folded, instrument: str | None) -> Iterator[Reference]:
        for found in self._article_pattern.finditer(view.text):
            number = next(
                value for name, value in found.groupdict().items() if value and "number" in name
            )
            which = self._instrument_beside(view.text, found)
            if which is None:
                continue
            yield self._cites(view, found, "article", f"{which} art. {number.upper()}")
        for found in self._provision_pattern.finditer(view.text):
            number = next(
                value for name, value in found.groupdict().items() if value and "number" in name
            )
            which = self._instrument_beside(view.text, found) or instrument
            if which is None:
                continue
            yield self._cites(view, found, "provision", f"{which} {number.upper()}")
        for found in self._resolutions.finditer(view.text):
            if found["number"] == self._resolution.number:
                continue
            words = (
                one_line(self._text.raw[slice(*view.span(*found.span("paren")))])
                if found["paren"]
                else ""
            )
            outside = f"Resolution {found['number']}" + (f" ({words})" if words else "")
            yield self._cites(view, found, "resolution", outside)

    def _cites(self, view: Folded, found: re.Match[str], kind: str, outside: str) -> Reference:
        place = self._text.place(*view.span(found.start(), found.end()))
        return Reference(one_line(self._text.at(place)), place, kind, None, outside)

    def _instrument(self, text: str) -> str | None:
        """The basic text that a clause speaks of first: CS or CV."""
        named = [
            (term.start, code)
            for code, key in (("CS", "constitution"), ("CV", "convention"))
            if (term := self._terms.word("references", key).find(text)) is not None
        ]
        return min(named)[1] if named else None

    def _instrument_beside(self, text: str, found: re.Match[str]) -> str | None:
        """The basic text named right beside an article: before it in Chinese, else after it."""
        if self._terms.language == "zh":
            window = text[max(0, found.start() - 8) : found.start()]
        else:
            window = text[found.end() : found.end() + 40]
            window = re.split(r"[,;.]", window)[0]
        return self._instrument(window)

    def _output_rules(self, sections: Sequence[Section]) -> Iterator[OutputRule]:
        """The clause that a group shall not adopt Questions or Recommendations (CV 191B)."""
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


def _linked(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections, with what cites a quoted provision pointed to where it is quoted."""
    quoted = {
        part.provision: part.anchor
        for section in sections
        for item in section.items
        for part in item.parts
        if part.provision
    }

    def pointed(refs: Sequence[Reference]) -> tuple[Reference, ...]:
        return tuple(
            replace(ref, target=quoted[ref.outside]) if ref.outside in quoted else ref
            for ref in refs
        )

    for section in sections:
        items = tuple(
            replace(
                item,
                refs=pointed(item.refs),
                parts=tuple(replace(part, refs=pointed(part.refs)) for part in item.parts),
            )
            for item in section.items
        )
        yield replace(section, items=items)


def _likeness(words: str, heading: str) -> float:
    if words == heading:
        return 1.0
    if (
        not words
        or not heading
        or min(len(words), len(heading)) * 2 < max(len(words), len(heading))
    ):
        return 0.0
    return SequenceMatcher(None, words, heading[:_LONGEST_HEADING], autojunk=False).ratio()


def _item_of(section: Section, label: str) -> str | None:
    wanted = label_of(f"{label}) ")
    for item in section.items:
        if item.label == label or (wanted and item.anchor.endswith("-" + anchor_of(wanted))):
            return item.anchor
    return None


def _alternatives(terms: Terms, section: str, key: str) -> str:
    return terms.word(section, key).pattern


def _item_pattern(terms: Terms) -> re.Pattern[str]:
    """ "item 2", "2 above", or in Chinese 第2项; each with its label."""
    if terms.language == "zh":
        return re.compile(r"第(?P<label>\d{1,2})(?:项|段|点)|(?P<label2>[a-z](?=\)))\)(?:项|段|点)")
    item = _alternatives(terms, "references", "item")
    above = _alternatives(terms, "references", "above")
    letter = r"\d{1,2}(?:\.\d{1,2})?(?![\d.]\d)|[a-z\u0430-\u044f\u0621-\u064a](?=\))"
    return re.compile(
        rf"(?:{item}) \(?(?P<label>{letter})\)?(?!\w)"
        rf"|(?<![\w.])\(?(?P<label2>{letter})\)?,? (?={above})"
    )


def _article_pattern(terms: Terms) -> re.Pattern[str]:
    if terms.language == "zh":
        return re.compile(r"第(?P<number>\d{1,3}[a-z]?)条")
    article = _alternatives(terms, "references", "article")
    return re.compile(rf"(?:{article}) (?P<number>\d{{1,3}}[a-z]?)(?!\w)")


def _provision_pattern(terms: Terms) -> re.Pattern[str]:
    if terms.language == "zh":
        return re.compile(r"第(?P<number>\d{1,4}[a-z]{0,3})款")
    provision = _alternatives(terms, "references", "provision")
    return re.compile(rf"(?:{provision})\.? (?P<number>\d{{1,4}}[a-z]{{0,3}})(?!\w)")


@cache
def _provisions() -> tuple[dict[str, object], ...]:
    source = files("comitia.circulars.reading.terms").joinpath("provisions.toml")
    return tuple(tomllib.loads(source.read_text(encoding="utf-8"))["provision"])


def _known_provision(
    lead: str, articles: re.Pattern[str], paragraph: str, part: Node, instrument: str | None
) -> str | None:
    """The provision that a quoted part is, where the article and our table give its number."""
    if instrument is None or part.kind != "provision":
        return None
    cited = {
        int(re.sub(r"\D", "", value))
        for found in articles.finditer(lead)
        for name, value in found.groupdict().items()
        if value and "number" in name
    }
    for known in _provisions():
        if (
            known["instrument"] == instrument
            and known["article"] in cited
            and known["paragraph"] == paragraph
            and known["label"] == part.label
        ):
            return f"{instrument} {known['number']}"
    return None
