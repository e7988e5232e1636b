"""The facts of a paper's cover, as labelled rows in the paper's own language (Rec. A.2)."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from babel import Locale

from comitia.base.languages import LANGUAGES, known_language
from comitia.documents.publish.bounds import clean, sound
from comitia.documents.publish.shape import Shape, plain, shape_of
from comitia.documents.publish.words import day_in_words, locale_of, words_in
from comitia.papers.blocks import Paper, Paragraph

MOST_FACT_LETTERS = 10_000
MOST_FACTS = 100


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands before a paper. All may be missing; what is missing is not shown."""

    body: str = ""
    """The organisation or its organ, as it writes itself."""
    group: str = ""
    number: str = ""
    """The document's symbol, as people cite it: TSAG-C 12 Rev.1."""
    version: str = ""
    title: str = ""
    sources: tuple[str, ...] = ()
    date: str = ""
    """A day (ISO 8601), which is then written out; or words."""
    language: str = ""
    """One of ours. The paper's own counts for more."""
    original: str = ""
    """The language of the original: one of ours, or words."""
    questions: str = ""
    purpose: str = ""
    contacts: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    created: datetime | None = None
    """When the file says that it was made. Given, since a clock would make each file another."""


@dataclass(frozen=True)
class Ready:
    """A paper and its cover, fit to set, and what is known of them."""

    paper: Paper
    cover: Cover
    shape: Shape
    rows: list[tuple[str, tuple[str, ...]]]
    """The cover's facts: label, then one value or several."""
    titled: bool = False
    """Whether the paper's own first line is its title, which is then the cover's to say."""

    @property
    def title(self) -> str:
        """Never empty: readers of PDF and of pages are told it first."""
        title = self.cover.title or " ".join(self.paper.title.split()) or self.cover.number
        return title or words_in(self.shape.language)["number"]


def ready(paper: Paper, cover: Cover) -> Ready:
    """Make both fit to set. The paper's title is left to the cover. Raises TooLargeToPublish."""
    paper = sound(paper)
    cover = _sound_cover(cover)
    shape = shape_of(paper, cover.language)
    found = Ready(paper, cover, shape, cover_rows(cover, shape.language))
    rest = _without_title(paper, found.title)
    return replace(found, paper=rest, titled=rest is not paper)


def cover_rows(cover: Cover, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """The facts that a table shows under the number and the title, in the usual order."""
    words = words_in(language)
    rows = [
        ("group", (cover.group,)),
        ("question", (cover.questions,)),
        ("source", cover.sources),
        ("purpose", (cover.purpose,)),
        ("version", (cover.version,)),
        ("date", (day_in_words(cover.date, language),)),
        ("original", (_language_in_words(cover.original, language),)),
        ("contact", cover.contacts),
        ("keywords", cover.keywords),
        ("abstract", (cover.abstract,)),
    ]
    kept = [(words[key], tuple(value for value in values if value)) for key, values in rows]
    return [(label, values) for label, values in kept if values]


def _language_in_words(code: str, language: str) -> str:
    if code.lower() not in {*LANGUAGES, "zh"}:
        return code
    found = Locale.parse(locale_of(language)).languages.get(known_language(code).split("-")[0])
    return str(found or code)


def _sound_cover(cover: Cover) -> Cover:
    changed: dict[str, object] = {}
    for each in fields(cover):
        held = getattr(cover, each.name)
        if isinstance(held, str):
            changed[each.name] = clean(held)[:MOST_FACT_LETTERS].strip()
        elif isinstance(held, tuple):
            changed[each.name] = tuple(
                clean(fact)[:MOST_FACT_LETTERS].strip() for fact in held[:MOST_FACTS]
            )
    for name in ("body", "group", "number", "version", "title", "questions", "purpose"):
        changed[name] = " ".join(str(changed[name]).split())
    return replace(cover, **changed)  # type: ignore[arg-type]


def _without_title(paper: Paper, title: str) -> Paper:
    """The paper without a first paragraph that only says the cover's title again."""
    first = paper.blocks[0] if paper.blocks else None
    if not isinstance(first, Paragraph) or first.kind != "title" or first.change or first.label:
        return paper
    if any(run.change or run.note or run.comments for run in first.runs):
        return paper
    if " ".join(plain(first.runs).split()) != title:
        return paper
    return replace(paper, blocks=paper.blocks[1:])
