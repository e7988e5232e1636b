"""Whether language versions are in step with the original, as banners on their pages say it.

Of a report part by part, by what each was made from and by its structure; of a resolution by its
structure alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from comitia.mandates.models import Resolution
from comitia.papers.blocks import Block, Paper, Paragraph, Run
from comitia.papers.markdown import markdown_paper
from comitia.papers.plain import plain_paper
from comitia.papers.refusals import CannotRead
from comitia.reports.aligning import Difference, differences, structure_of
from comitia.reports.aligning.words import said
from comitia.reports.languages import Progress, Segment, languages_of, progress, segments
from comitia.reports.models import Report, Version
from comitia.reports.queries import content_in, content_of


@dataclass(frozen=True)
class Standing:
    """How a language version stands to its original: what to look at, none if in step.

    `progress` counts the parts of a report; it is None of a resolution, which comes as a whole.
    """

    language: str
    differences: tuple[Difference, ...]
    progress: Progress | None = None
    original: str = ""
    """Of a resolution: the language of its original."""

    @property
    def is_in_step(self) -> bool:
        return not self.differences and not (self.progress and self.progress.behind)

    def sentences(self) -> list[str]:
        """What differs, in the language that is active: noting d) missing in fr."""
        return [said(each, language=self.language) for each in self.differences]


def standings(of: Report | Version) -> list[Standing]:
    """How each language of the draft, or of a version, stands to its original."""
    report = of.report if isinstance(of, Version) else of
    content = content_in(of) if isinstance(of, Version) else content_of(of)
    return [
        standing(language, segments(report, language, content), original=content.language)
        for language in languages_of(report)
        if language != report.language
    ]


def standing(language: str, found: Sequence[Segment], *, original: str) -> Standing:
    """How one language stands to its original, by the parts of a draft or a version."""
    apart = tuple(
        each for segment in found for each in _apart(segment, language, original=original)
    )
    return Standing(language, apart, progress(found))


def _apart(segment: Segment, language: str, *, original: str) -> Iterator[Difference]:
    """What the translation of one part lacks or has besides, placed by the part's number.

    Of what is behind it is known already that it differs.
    """
    if segment.state in ("missing", "behind"):
        return
    place = segment.number or segment.id
    if not segment.translation:
        yield Difference("section_missing", "", place, (), "heading")
        return
    pair = [
        structure_of(_read(text), language=of)
        for text, of in ((segment.source, original), (segment.translation, language))
    ]
    for each in differences(*pair):
        yield replace(each, section="", title=place)


def _read(text: str) -> Paper:
    try:
        return markdown_paper(text)
    except CannotRead:
        return plain_paper(text)


def resolution_standing(version: Resolution) -> Standing:
    """How a language version of a resolution stands to the original, or to the first stored.

    That one is in step with itself.
    """
    versions = Resolution.objects.filter(slug=version.slug).order_by("-is_original", "id")
    original, language = versions.values_list("pk", "language")[0]
    if original == version.pk:
        return Standing(language, (), original=language)
    return Standing(version.language, apart(original, version.pk), original=language)


# Reading dates and numbers takes longer than all the rest of a page.
@lru_cache(maxsize=512)
def apart(original: int, other: int) -> tuple[Difference, ...]:
    """What one stored resolution lacks or has beside another: found once, as neither changes."""
    rows = Resolution.objects.prefetch_related("sections__clauses__parts").in_bulk(
        [original, other]
    )
    pair = (structure_of(resolution_paper(rows[each])) for each in (original, other))
    return tuple(differences(*pair))


def resolution_paper(resolution: Resolution) -> Paper:
    """A stored resolution as a paper: headings, items with their labels, and their parts.

    Each has the address at which the page of the resolution shows it.
    """
    return Paper(tuple(_blocks(resolution)), language=resolution.language, title=resolution.title)


def _blocks(resolution: Resolution) -> Iterator[Block]:
    yield Paragraph((Run(resolution.title),), kind="title")
    for section in resolution.sections.all():
        clauses = section.clauses.all()
        begins = clauses[0].anchor if clauses else ""
        yield Paragraph((Run(section.heading),), kind="heading", level=1, anchor=begins)
        for clause in clauses:
            yield _item(clause.label, clause.text, 0, clause.anchor)
            for part in clause.parts.all():
                yield _item(part.label, part.text, 1, clause.anchor)


def _item(label: str, text: str, level: int, anchor: str) -> Paragraph:
    if not label:
        return Paragraph((Run(text),), anchor=anchor)
    return Paragraph((Run(text),), kind="item", level=level, label=f"{label})", anchor=anchor)
