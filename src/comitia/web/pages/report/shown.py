"""The report as its page shows it: sections with their facts, paragraphs with theirs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from django.utils.safestring import SafeString

from comitia.reports.content import Asked, Cited, Content, Part, Passage, Point
from comitia.reports.in_step import standing
from comitia.reports.languages import TITLE, Segment
from comitia.reports.models import Report, Source, Suggestion
from comitia.reports.rules import shortened
from comitia.reports.words import SECTION, SOURCE, TRANSLATION
from comitia.web.pages.report.door import direction_of
from comitia.web.pages.report.texts import set_text

MOST_LETTERS_BESIDE = 36


@dataclass(frozen=True)
class Ground:
    """Something that is cited, with the page where it is."""

    label: str
    url: str
    kind_word: str
    note: str


@dataclass(frozen=True)
class Answered:
    """A clause of the mandate that a section answers, with its address."""

    label: str
    short: str
    url: str
    text: str


@dataclass(frozen=True)
class ShownPassage:
    """A paragraph. `words` say what state its translation has, where one is read."""

    passage: Passage
    html: SafeString
    language: str
    direction: str
    grounds: list[Ground]
    points: list[Point]
    suggestions: int
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class ShownPart:
    """A section. `tag` is h2 to h5."""

    part: Part
    heading: str
    is_translated: bool
    tag: str
    state_word: str
    answers: list[Answered]
    grounds: list[Ground]
    points: list[Point]
    passages: list[ShownPassage]


@dataclass(frozen=True)
class Shown:
    """The whole report in one language, ready to be set."""

    title: str
    language: str
    direction: str
    parts: list[ShownPart]
    missing: int = 0
    behind: int = 0
    apart: list[str] = field(default_factory=list)
    """What the translation lacks or has besides, in sentences."""

    @property
    def is_empty(self) -> bool:
        return not any(each.passages for each in self.parts)


def shown(
    content: Content,
    *,
    suggested: Counter[str],
    segments: Sequence[Segment] = (),
    language: str = "",
) -> Shown:
    """A draft's or a version's content; with segments, in their language where there is one."""
    told = {each.id: each for each in segments}
    asked = {each.reference: each for each in content.obligations}
    language = language or content.language
    setting = _Setting(content, told, asked, suggested, language)
    title = told.get(TITLE)
    return Shown(
        title=title.translation if title and title.translation else content.title,
        language=language,
        direction=direction_of(language),
        parts=[setting.part(each) for each in content.parts],
        missing=sum(each.state == "missing" for each in segments),
        behind=sum(each.state == "behind" for each in segments),
        apart=apart(segments, language, original=content.language) if segments else [],
    )


def apart(segments: Sequence[Segment], language: str, *, original: str) -> list[str]:
    """What differs in structure from the original: items, dates, numbers, a sentence for each."""
    return standing(language, segments, original=original).sentences()


def suggested_in(report: Report) -> Counter[str]:
    """How many suggestions wait, by the paragraph they are about."""
    waiting = report.suggestions.filter(state=Suggestion.State.OPEN, paragraph__isnull=False)
    return Counter(waiting.values_list("paragraph__key", flat=True))


def ground_of(cited: Cited, group: str) -> Ground:
    """What is cited, with its page."""
    urls = {
        Source.Kind.DOCUMENT: f"/g/{group}/documents/{quote(cited.reference)}",
        Source.Kind.MESSAGE: f"/m/{quote(cited.reference, safe='@+=~!$*,.:;')}/?group={group}",
        Source.Kind.DECISION: f"/decisions/#decision-{quote(cited.reference)}",
    }
    kind = Source.Kind(cited.kind)
    return Ground(cited.label, urls.get(kind, ""), str(SOURCE[cited.kind]), cited.note)


def answered(asked: Asked) -> Answered:
    """A clause as a margin names it, and where it is."""
    slug, _hash, anchor = asked.reference.partition("#")
    label = f"{asked.heading} {asked.label}".strip()
    short = f"{shortened(asked.heading, MOST_LETTERS_BESIDE)} {asked.label}".strip()
    return Answered(label, short, f"/resolutions/{slug}/#{anchor}", f"{label}: {asked.text}")


@dataclass(frozen=True)
class _Setting:
    content: Content
    told: dict[str, Segment]
    asked: dict[str, Asked]
    suggested: Counter[str]
    language: str

    def part(self, part: Part) -> ShownPart:
        segment = self.told.get(f"section:{part.slug}")
        translated = segment is None or bool(segment.translation)
        return ShownPart(
            part=part,
            heading=segment.translation if segment and segment.translation else part.heading,
            is_translated=translated,
            tag=f"h{min(5, part.depth + 1)}",
            state_word=str(SECTION[part.state]),
            answers=[answered(self.asked[each]) for each in part.obligations],
            grounds=self._grounds(part.sources),
            points=[point for point in part.points if not point.paragraph],
            passages=[self._passage(part, each) for each in part.passages],
        )

    def _passage(self, part: Part, passage: Passage) -> ShownPassage:
        segment = self.told.get(passage.key)
        there = segment is not None and segment.state != "missing"
        text = segment.translation if there and segment else passage.text
        language = self.language if there or segment is None else self.content.language
        return ShownPassage(
            passage=passage,
            html=set_text(text, language, passage.key),
            language=language,
            direction=direction_of(language),
            grounds=self._grounds(passage.sources),
            points=[point for point in part.points if point.paragraph == passage.key],
            suggestions=self.suggested[passage.key],
            state=segment.state if segment else "",
            words=str(TRANSLATION[segment.state]) if segment else "",
        )

    def _grounds(self, cited: Sequence[Cited]) -> list[Ground]:
        return [ground_of(each, self.content.group) for each in cited]
