"""The report in another language: each part, what it was made from, and what is behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from comitia.reports.content import Content
from comitia.reports.models import LanguageVersion, Report, Translation

State = Literal["missing", "draft", "checked", "behind"]
TITLE = "title"


@dataclass(frozen=True)
class Segment:
    """A paragraph, heading or title with what it is in a language.

    `id` is the paragraph's key, the section's slug behind `section:`, or `title`. `serial` is the
    revision of the original (0: a heading), `made_from` the one the translation was made from, and
    `made_from_text` what that said.
    """

    id: str
    number: str
    source: str
    serial: int
    translation: str = ""
    made_from: int = 0
    made_from_text: str = ""
    state: State = "missing"
    translation_id: int = 0
    byline: str = ""
    checked_by: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a language is."""

    segments: int
    translated: int
    checked: int
    behind: int


def segments(report: Report, language: str, content: Content) -> list[Segment]:
    """Every part of `content` (the draft's or a version's) in a language, as it is read.

    For a frozen version the translation made from what it says is taken, where there is one.
    """
    rows = _translations(report, language)
    return [_joined(each, rows.get(each.id, [])) for each in sources(content)]


def sources(content: Content) -> Iterator[Segment]:
    """What there is to translate: the title, then headings and paragraphs as they are read."""
    yield Segment(TITLE, "", content.title, 0)
    for part in content.parts:
        yield Segment(f"section:{part.slug}", part.number, part.heading, 0)
        for passage in part.passages:
            yield Segment(passage.key, passage.number, passage.text, passage.revision)


def progress(found: Sequence[Segment]) -> Progress:
    """Count what is translated, checked and behind."""
    return Progress(
        segments=len(found),
        translated=sum(each.state != "missing" for each in found),
        checked=sum(each.state == "checked" for each in found),
        behind=sum(each.state == "behind" for each in found),
    )


def languages_of(report: Report) -> list[str]:
    """The original's language, then those it is translated into."""
    return [report.language, *report.language_versions.values_list("language", flat=True)]


def language_version(report: Report, language: str) -> LanguageVersion | None:
    """The version in that language, where it is begun."""
    return (
        report.language_versions.filter(language=language).select_related("report__group").first()
    )


def _translations(report: Report, language: str) -> dict[str, list[Translation]]:
    found: dict[str, list[Translation]] = {}
    rows = Translation.objects.filter(version__report=report, version__language=language)
    for row in rows.select_related("paragraph", "section", "revision"):
        if row.paragraph is not None:
            key = row.paragraph.key
        else:
            key = f"section:{row.section.slug}" if row.section else TITLE
        found.setdefault(key, []).append(row)
    return found


def _joined(segment: Segment, rows: list[Translation]) -> Segment:
    if not rows:
        return segment
    fitting = [row for row in rows if _made_from(row) == segment.source]
    row = fitting[-1] if fitting else rows[-1]
    return Segment(
        id=segment.id,
        number=segment.number,
        source=segment.source,
        serial=segment.serial,
        translation=row.text,
        made_from=row.revision.serial if row.revision else 0,
        made_from_text=_made_from(row),
        state=_state(row, is_behind=not fitting),
        translation_id=row.pk,
        byline=row.byline,
        checked_by=row.checked_by,
    )


def _made_from(row: Translation) -> str:
    return row.revision.text if row.revision else row.made_from


def _state(row: Translation, *, is_behind: bool) -> State:
    if is_behind:
        return "behind"
    return "checked" if row.state == Translation.State.CHECKED else "draft"
