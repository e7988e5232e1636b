"""What clauses cite of their own resolution: a section by its heading, an item by its label.

A heading cited in other words than it has is still resolved, with a warning (DOMAIN R-92)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from comitia.circulars.reading.citations import Citations
from comitia.circulars.reading.headings import Headings
from comitia.circulars.reading.lines import Text
from comitia.circulars.reading.quotes import pair_quotes
from comitia.circulars.reading.reading import Item, Reference, Resolution, Section, Warned
from comitia.papers.folding import Folded, folded, one_line, squeezed
from comitia.papers.labels import anchor_of, label_of
from comitia.papers.terms import Terms

_ALIKE = 0.72
_LONGEST_HEADING = 200
_MOST_REFERENCES = 60
_LETTER = r"\d{1,2}(?:\.\d{1,2})?(?![\d/]|\.\d)|[a-z\u0430-\u044f\u0621-\u064a](?=\))"
_AND = r"(?:,|and|et|y|и|و|or|ou|o|или|to|à|a)"
_LABELS = rf"(?P<labels>(?:{_LETTER})\)?(?: {_AND} ?(?:{_LETTER})\)?){{0,4}})"
_DIRECT = re.compile(rf'["\u00bb ,(]{{0,3}}{_LABELS}(?=[ ,.;)"]|$)')
_PUNCTUATION = re.compile(r'[,;.:"\u3002]')


@dataclass(frozen=True)
class _Cited:
    """A section's heading found in a clause: where, which section, whether word for word."""

    start: int
    end: int
    section: Section
    exact: bool


@dataclass(frozen=True)
class _Labelled:
    """Labels found in a clause, as "items 1 and 2"."""

    start: int
    end: int
    labels: tuple[str, ...]
    here: bool
    """Whether they are said to be of this section: "2 above"."""


class References:
    """Finds what the clauses of one resolution cite."""

    def __init__(self, text: Text, terms: Terms, resolution: Resolution) -> None:
        self._text = text
        self._terms = terms
        self._resolution = resolution
        self._parser = Headings(text, terms)
        self._citations = Citations(text, terms, resolution.number)
        self._headings = [
            (squeezed(folded(section.heading)), section) for section in resolution.sections
        ]
        self._items = _item_pattern(terms)
        self._above = terms.word("references", "above")
        self.warnings: list[Warned] = []

    def resolved(self) -> Resolution:
        """The resolution with the references of its clauses, and the outputs they forbid."""
        sections = tuple(
            replace(section, items=tuple(self._item(item, section) for item in section.items))
            for section in self._resolution.sections
        )
        rules = tuple(self._citations.output_rules(sections))
        return replace(self._resolution, sections=tuple(_linked(sections)), output_rules=rules)

    def _item(self, item: Item, section: Section) -> Item:
        end = item.parts[0].place.start if item.parts else item.place.end
        lead = self._text.fold(item.place.start, end).text
        instrument = self._citations.instrument(lead)
        parts = []
        paragraph = ""
        for part in item.parts:
            if part.kind != "omission" and part.label.isdigit():
                paragraph = part.label
            provision = self._citations.provision_of(lead, paragraph, part)
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
        cited: list[_Cited] = []
        for finder in (self._quoted(start, end, view), self._plain(view), self._abridged(view)):
            cited += [
                each
                for each in finder
                if not any(other.start < each.end and each.start < other.end for other in cited)
            ]
        cited.sort(key=lambda each: each.start)
        found = [*self._internal(view, cited, section), *self._citations.within(view, instrument)]
        return tuple(sorted(found, key=lambda each: each.place.start))[:_MOST_REFERENCES]

    # Headings of this resolution ----------------------------------------------------------

    def _quoted(self, start: int, end: int, view: Folded) -> Iterator[_Cited]:
        """Headings within quotation marks."""
        for pair in pair_quotes(self._text.raw, start, end).pairs:
            words = squeezed(folded(self._text.raw[pair.start + 1 : pair.end - 1])).strip(",.:;")
            if not 2 <= len(words) <= _LONGEST_HEADING:
                continue
            first, last = view.index(pair.start), view.index(pair.end)
            best = max(self._headings, key=lambda each: _likeness(words, each[0]), default=None)
            if best is not None and _likeness(words, best[0]) >= _ALIKE:
                yield _Cited(first, last, best[1], exact=words == best[0])
            elif section := self._meant(pair.start + 1, pair.end - 1):
                yield _Cited(first, last, section, exact=False)

    def _plain(self, view: Folded) -> Iterator[_Cited]:
        """Headings word for word without marks, as print sets them in italics: "resolves 2"."""
        if self._terms.language == "zh":
            return
        taken: list[tuple[int, int]] = []
        for heading, section in sorted(
            ((folded(section.heading), section) for section in self._resolution.sections),
            key=lambda each: -len(each[0]),
        ):
            for found in re.finditer(rf"(?<!\w){re.escape(heading)}(?!\w)", view.text):
                start, end = found.span()
                inside = any(first < end and start < last for first, last in taken)
                if not inside and self._is_cited(view.text, end):
                    taken.append((start, end))
                    yield _Cited(start, end, section, exact=True)

    def _is_cited(self, text: str, end: int) -> bool:
        """Whether a label or "above" follows, so that words are a citation and not a verb."""
        rest = text[end : end + 24].lstrip(' ,"')
        return _DIRECT.match(rest) is not None or self._above.at(rest, 0) is not None

    def _abridged(self, view: Folded) -> Iterator[_Cited]:
        """Headings in fewer words: "instructs the Director of TSB 2 above"."""
        if self._terms.language == "zh":
            return
        for term in self._terms.section("operative").find_all(view.text):
            window = view.text[term.end : term.end + _LONGEST_HEADING]
            ends = [len(window)]
            if above := self._above.find(window):
                ends.append(above.start)
            ends += [found.start() for found in _STOPS.finditer(window)][:1]
            end = term.end + len(window[: min(ends)].rstrip())
            if end <= term.end or not (
                self._is_cited(view.text, end)
                or self._items.search(view.text[max(0, term.start - 24) : term.start])
            ):
                continue
            if section := self._meant(*view.span(term.start, end)):
                yield _Cited(term.start, end, section, exact=False)

    def _meant(self, start: int, end: int) -> Section | None:
        """The section whose heading says the same: the same verb to the same addressees."""
        heading = self._parser.at(start, end)
        if heading is None or heading.inline is not None or not heading.addressees:
            return None
        for section in self._resolution.sections:
            if section.verb == heading.verb and section.addressee_codes == heading.codes:
                return section
        return None

    # Items --------------------------------------------------------------------------------

    def _internal(
        self, view: Folded, cited: Sequence[_Cited], section: Section
    ) -> Iterator[Reference]:
        """References to items of cited sections, to those sections, to items of this one."""
        labelled = [*self._labelled(view.text)]
        for each in cited:
            beside = self._beside(view.text, each, labelled)
            if beside is None:
                yield self._reference(view, each, each.start, each.end, None)
                continue
            start, end = min(each.start, beside.start), max(each.end, beside.end)
            for label in beside.labels:
                yield self._reference(view, each, start, end, label)
            labelled = [other for other in labelled if not start <= other.start < end]
        for other in labelled:
            if other.here:
                own = _Cited(other.start, other.end, section, exact=True)
                for label in other.labels:
                    yield self._reference(view, own, other.start, other.end, label)

    def _labelled(self, text: str) -> Iterator[_Labelled]:
        for found in self._items.finditer(text):
            if self._belongs_elsewhere(text, found.end()):
                continue
            labels = found["labels"] or found["more"]
            yield _Labelled(found.start(), found.end(), _each(labels), self._is_here(text, found))

    def _beside(self, text: str, cited: _Cited, labelled: Sequence[_Labelled]) -> _Labelled | None:
        """The labels of a cited heading: right after it, or before it as "item 2 of"."""
        if direct := _DIRECT.match(text, cited.end):
            return _Labelled(cited.end, direct.end(), _each(direct["labels"]), here=False)
        for each in labelled:
            if 0 <= each.start - cited.end <= 12:
                return each
            between = text[each.end : cited.start]
            if 0 <= cited.start - each.end <= 40 and not re.search(r"[;.\u3002]", between):
                return each
        return None

    def _belongs_elsewhere(self, text: str, end: int) -> bool:
        """Whether an item is of an article or another text, not of this resolution."""
        after = text[end : end + 30]
        return any(
            (term := self._terms.word("references", key).find(after)) and term.start <= 12
            for key in ("article", "constitution", "convention", "resolution", "decision")
        )

    def _is_here(self, text: str, found: re.Match[str]) -> bool:
        if self._terms.language == "zh":
            return True
        return self._above.find(text[found.end() : found.end() + 24]) is not None

    def _reference(
        self, view: Folded, cited: _Cited, start: int, end: int, label: str | None
    ) -> Reference:
        place = self._text.place(*view.span(start, end))
        wording = one_line(self._text.at(place))
        target: str | None = cited.section.key.replace("_", "-")
        match = "exact" if cited.exact else "fuzzy"
        if label is not None:
            target = _item_of(cited.section, label)
            if target is None:
                match = "none"
                self.warnings.append(Warned("reference_unresolved", place, {"wording": wording}))
        if not cited.exact:
            facts = {"wording": wording, "heading": cited.section.heading}
            self.warnings.append(Warned("heading_cited_differently", place, facts))
        return Reference(wording, place, "item" if label else "section", target, None, match)


_STOPS = re.compile(rf'[,;.:"\u00bb]| (?={_LETTER}(?:[ ,.;)]|$))')


def _each(labels: str) -> tuple[str, ...]:
    return tuple(found[0] for found in re.finditer(_LETTER, labels))


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
    short, long = sorted((len(words), len(heading)))
    if not short or short * 2 < long:
        return 0.0
    return SequenceMatcher(None, words, heading[:_LONGEST_HEADING], autojunk=False).ratio()


def _item_of(section: Section, label: str) -> str | None:
    wanted = label_of(f"{label}) ")
    for item in section.items:
        if item.label == label or (wanted and item.anchor.endswith("-" + anchor_of(wanted))):
            return item.anchor
    return None


def _item_pattern(terms: Terms) -> re.Pattern[str]:
    """ "item 2", "2 above", or in Chinese 第2项; each with its labels."""
    if terms.language == "zh":
        return re.compile(
            r"第(?P<labels>\d{1,2}(?:(?:和|、|,|至)(?:第)?\d{1,2}){0,4})(?:项|段|点)"
            r"|(?<![a-z])(?P<more>[a-z](?=\)))\)(?:项|段|点)"
        )
    item = terms.word("references", "item").pattern
    above = terms.word("references", "above").pattern
    more = _LABELS.replace("labels", "more")
    return re.compile(rf"(?:{item})s?\.? \(?{_LABELS}(?!\w)|(?<![\w.])\(?{more},? (?={above})")
