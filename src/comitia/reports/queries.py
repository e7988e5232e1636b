"""Reads of the report that pages, commands and other stores share."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comitia.archive.models import Message
from comitia.bodies.models import Decision
from comitia.documents.models import Issue
from comitia.documents.symbols import path_of_issue, symbol_of_issue, understood
from comitia.groups.models import Group
from comitia.mandates.models import Clause, Obligation
from comitia.reports import content, rules
from comitia.reports.blaming import Said, blame
from comitia.reports.content import Asked, Beside, Cited, Content, Part, Passage, Point
from comitia.reports.models import (
    Alternative,
    OpenPoint,
    Paragraph,
    Report,
    Revision,
    Section,
    Source,
    Suggestion,
    Version,
)


def report_of(group: Group) -> Report | None:
    """The report the group has begun."""
    return Report.objects.filter(group=group).select_related("group__parent").first()


def obligations_of(group: Group) -> list[Obligation]:
    """What the mandate asks of the group: the clauses given to it, else its resolution's all."""
    rows = Obligation.objects.select_related("clause__section__resolution").order_by(
        "clause__section__position", "clause__position"
    )
    given = list(rows.filter(clause__groups=group))
    if given or group.resolution_id is None:
        return given
    return list(rows.filter(clause__section__resolution=group.resolution_id))


@dataclass(frozen=True)
class Loaded:
    """All of a report as it stands, read once: rows by where they belong."""

    report: Report
    sections: list[Section]
    paragraphs: dict[int, list[Paragraph]]
    alternatives: dict[int, list[Alternative]]
    sources: dict[tuple[int, int | None], list[Source]]
    points: dict[int, list[OpenPoint]]
    clauses: dict[int, list[Clause]]
    numbers: rules.Numbers
    labels: dict[tuple[str, str], str]
    """How a text names what is cited, by kind and reference."""


def load(report: Report) -> Loaded:
    """Everything in force, by seven queries however long the report is."""
    sections = list(report.sections.exclude(state=Section.State.RETIRED))
    slugs = {section.pk: section.slug for section in sections}
    paragraphs: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in report.paragraphs.filter(deleted_at=None).select_related("revision"):
        paragraphs[paragraph.section_id].append(paragraph)
    alternatives: dict[int, list[Alternative]] = defaultdict(list)
    standing = Alternative.objects.filter(paragraph__report=report, state=Alternative.State.OPEN)
    for alternative in standing:
        alternatives[alternative.paragraph_id].append(alternative)
    sources: dict[tuple[int, int | None], list[Source]] = defaultdict(list)
    for source in Source.objects.filter(section__report=report):
        # A paragraph takes its sources along where it goes.
        where = 0 if source.paragraph_id else source.section_id
        sources[where, source.paragraph_id].append(source)
    points: dict[int, list[OpenPoint]] = defaultdict(list)
    for point in report.open_points.filter(closed_at=None).select_related("paragraph"):
        points[point.paragraph.section_id if point.paragraph else point.section_id].append(point)
    clauses: dict[int, list[Clause]] = defaultdict(list)
    links = Section.clauses.through.objects.filter(section__report=report)
    for link in links.select_related("clause__section__resolution").order_by(
        "clause__section__position", "clause__position"
    ):
        clauses[link.section_id].append(link.clause)
    nodes = [
        rules.Node(
            section.slug,
            slugs.get(section.parent_id) if section.parent_id else None,
            [paragraph.key for paragraph in paragraphs[section.pk]],
        )
        for section in sections
    ]
    by_slug = {section.slug: section for section in sections}
    ordered = [by_slug[node.slug] for node in rules.in_reading_order(nodes)]
    return Loaded(
        report,
        ordered,
        paragraphs,
        alternatives,
        sources,
        points,
        clauses,
        rules.numbers(nodes),
        labels_of(report, [each for rows in sources.values() for each in rows]),
    )


def content_of(report: Report) -> Content:
    """The whole report as it stands, as values: what freezing it now would keep."""
    loaded = load(report)
    slugs = {section.pk: section.slug for section in loaded.sections}
    return Content(
        group=report.group.name,
        title=report.title,
        language=report.language,
        obligations=_asked(report, loaded),
        parts=tuple(_part(section, slugs, loaded) for section in loaded.sections),
    )


def content_in(version: Version) -> Content:
    """What a frozen version says."""
    return content.read(version.content)


def clause_reference(clause: Clause) -> str:
    """The address of a clause, the same in all languages: 178-guadalajara-2010#instructs-tsb-2."""
    return f"{clause.section.resolution.slug}#{clause.anchor}"


def _asked(report: Report, loaded: Loaded) -> tuple[Asked, ...]:
    """The obligations of the mandate, then what sections answer besides."""
    found: dict[str, Asked] = {}
    for obligation in obligations_of(report.group):
        found[clause_reference(obligation.clause)] = _asked_by(
            obligation.clause, obligation.owner, obligation.due_event
        )
    for section in loaded.sections:
        for clause in loaded.clauses[section.pk]:
            found.setdefault(clause_reference(clause), _asked_by(clause, "", ""))
    return tuple(found.values())


def _asked_by(clause: Clause, owner: str, due: str) -> Asked:
    return Asked(
        reference=clause_reference(clause),
        heading=clause.section.heading,
        label=clause.label,
        text=clause.text,
        owner=owner,
        due=due,
    )


def _part(section: Section, slugs: dict[int, str], loaded: Loaded) -> Part:
    number = loaded.numbers.sections[section.slug]
    parent = slugs.get(section.parent_id, "") if section.parent_id else ""
    depth, above = 1, section
    by_pk = {each.pk: each for each in loaded.sections} if parent else {}
    while above.parent_id in by_pk:
        depth, above = depth + 1, by_pk[above.parent_id]
    return Part(
        slug=section.slug,
        parent=parent,
        number=number,
        depth=depth,
        heading=section.heading,
        state=section.state,
        obligations=tuple(clause_reference(clause) for clause in loaded.clauses[section.pk]),
        sources=_cited(loaded.sources[section.pk, None], loaded),
        passages=tuple(_passage(paragraph, loaded) for paragraph in loaded.paragraphs[section.pk]),
        points=tuple(
            Point(point.number, point.text, point.paragraph.key if point.paragraph else "")
            for point in loaded.points[section.pk]
        ),
    )


def _passage(paragraph: Paragraph, loaded: Loaded) -> Passage:
    revision = paragraph.revision
    assert revision is not None
    return Passage(
        key=paragraph.key,
        number=loaded.numbers.paragraphs[paragraph.key],
        revision=revision.serial,
        text=revision.text,
        byline=revision.byline,
        alternatives=tuple(
            Beside(each.text, each.byline) for each in loaded.alternatives[paragraph.pk]
        ),
        sources=_cited(loaded.sources[0, paragraph.pk], loaded),
    )


def _cited(sources: Iterable[Source], loaded: Loaded) -> tuple[Cited, ...]:
    return tuple(
        Cited(
            each.kind,
            each.reference,
            loaded.labels.get((each.kind, each.reference), each.reference),
            each.note,
        )
        for each in sources
    )


def labels_of(report: Report, sources: Iterable[Source]) -> dict[tuple[str, str], str]:
    """How a text names documents (symbol), messages (author, day) and decisions (body, days).

    A frozen version keeps the label it had.
    """
    cited: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        cited[source.kind].add(source.reference)
    found: dict[tuple[str, str], str] = {}
    messages = Message.objects.filter(
        group=report.group_id, message_id__in=cited[Source.Kind.MESSAGE]
    )
    for message in messages:
        author = message.from_name or message.from_address.partition("@")[0]
        label = f"{author}, {message.dated_at.date().isoformat()}".lstrip(", ")
        found[Source.Kind.MESSAGE, message.message_id] = label
    symbols = [understood(path) for path in cited[Source.Kind.DOCUMENT]]
    issues = Issue.objects.filter(
        document__group=report.group_id,
        document__number__in={symbol.number for symbol in symbols if symbol},
    )
    for issue in issues.select_related("document__group__parent"):
        found[Source.Kind.DOCUMENT, path_of_issue(issue)] = symbol_of_issue(issue)
    numbers = [int(each) for each in cited[Source.Kind.DECISION]]
    for decision in Decision.objects.filter(pk__in=numbers).select_related("body"):
        days = dict.fromkeys((decision.decided_from, decision.decided_until))
        when = "/".join(day.isoformat() for day in days)
        found[Source.Kind.DECISION, str(decision.pk)] = f"{decision.body}, {when}"
    return found


def revisions_of(paragraph: Paragraph) -> list[Revision]:
    """Everything a paragraph said, the first first, with sections and persons."""
    return list(paragraph.revisions.select_related("section", "base", "person", "entity"))


@dataclass(frozen=True)
class Blamed:
    """Words of a paragraph, with the revision that brought them."""

    text: str
    revision: Revision


def blamed(paragraph: Paragraph) -> list[Blamed]:
    """What a paragraph says, span by span, each with the revision it comes from."""
    return _blamed(revisions_of(paragraph))


def blamed_in(report: Report) -> dict[str, list[Blamed]]:
    """The same of every paragraph in force, by its key, in one query."""
    rows = Revision.objects.filter(paragraph__report=report, paragraph__deleted_at=None)
    found: dict[str, list[Revision]] = defaultdict(list)
    for row in rows.select_related("paragraph", "base").order_by("paragraph", "serial"):
        found[row.paragraph.key].append(row)
    return {key: _blamed(revisions) for key, revisions in found.items()}


def _blamed(revisions: list[Revision]) -> list[Blamed]:
    by_serial = {each.serial: each for each in revisions}
    said = [
        Said(
            each.serial,
            each.base.serial if each.base else None,
            each.submitted or each.text,
            each.text,
        )
        for each in revisions
    ]
    return [Blamed(span.text, by_serial[span.serial]) for span in blame(said)]


def alternatives_of(paragraph: Paragraph) -> list[Alternative]:
    """The texts that stand beside one another for a paragraph now."""
    return list(paragraph.alternatives.filter(state=Alternative.State.OPEN))


def open_suggestions(report: Report) -> list[Suggestion]:
    """The suggestions that wait for an editor, the oldest first."""
    rows = report.suggestions.filter(state=Suggestion.State.OPEN)
    return list(rows.select_related("paragraph", "section", "base"))


def versions_of(report: Report) -> list[Version]:
    """The frozen versions, the first first, with when they were sent."""
    rows = report.versions.select_related("sending", "entry", "report__group")
    return list(rows.defer("content"))


def open_points_of(report: Report) -> list[OpenPoint]:
    """What the report leaves open, by number."""
    return list(report.open_points.filter(closed_at=None).select_related("section", "paragraph"))


def deleted_in(report: Report) -> list[Paragraph]:
    """The stones: paragraphs that were deleted, with what their last revision says of it."""
    rows = report.paragraphs.exclude(deleted_at=None).select_related("revision", "section")
    return list(rows.order_by("-deleted_at", "id"))


@dataclass(frozen=True)
class Traced:
    """A row of the traceability table: what is asked, where it is answered, on what that rests.

    `state` is the least advanced of the sections', or `unanswered` where there is none.
    """

    asked: Asked
    parts: tuple[Part, ...]
    sources: tuple[Cited, ...]
    points: tuple[Point, ...]
    state: str


def traced(content: Content) -> list[Traced]:
    """The traceability table of a report or a version: a row for each obligation."""
    return [_traced(asked, content.parts) for asked in content.obligations]


# From the least advanced.
_STATES = ("drafting", "review", "agreed")


def _traced(asked: Asked, parts: Sequence[Part]) -> Traced:
    answering = {part.slug for part in parts if asked.reference in part.obligations}
    within: list[Part] = []
    for part in parts:
        # A section answers with all that stands under it; parents come before.
        if part.slug in answering or part.parent in answering:
            answering.add(part.slug)
            within.append(part)
    cited = dict.fromkeys(
        each
        for part in within
        for each in (*part.sources, *(one for text in part.passages for one in text.sources))
    )
    return Traced(
        asked=asked,
        parts=tuple(part for part in within if asked.reference in part.obligations),
        sources=tuple(cited),
        points=tuple(point for part in within for point in part.points),
        state=min((part.state for part in within), key=_STATES.index, default="unanswered"),
    )
