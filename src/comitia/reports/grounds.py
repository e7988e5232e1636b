"""What the report rests on: sources linked and unlinked. What it leaves open: points."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.archive.models import Message
from comitia.base.text import storable
from comitia.bodies.models import Decision
from comitia.documents.models import Issue
from comitia.documents.symbols import understood
from comitia.people.actors import By, actor_of
from comitia.reports import rules
from comitia.reports.entering import enter, fit_reason, fit_text, hold, next_number
from comitia.reports.errors import AlreadyDecided, Elsewhere, NoSuchThing, TooMany
from comitia.reports.models import OpenPoint, Paragraph, Report, Section, Source
from comitia.reports.models.authored import authorship
from comitia.reports.outlining import in_use

MOST_NOTE_LETTERS = 300


@transaction.atomic
def link_source(
    *,
    rests: Paragraph | Section,
    kind: str,
    reference: str,
    by: By,
    at: datetime,
    note: str = "",
) -> Source:
    """Say that a paragraph, or a whole section, rests on something. Repeating it changes nothing.

    `kind` and `reference` are as in Source. Raises NoSuchThing, TooMany, NotAllowed.
    """
    report = hold(rests.report, by=by, at=at)
    section, paragraph = _place(report, rests)
    reference = _known(report, kind, reference)
    rows = Source.objects.filter(section=section, paragraph=paragraph)
    if paragraph is not None:
        rows = Source.objects.filter(paragraph=paragraph)
    known = rows.filter(kind=kind, reference=reference).first()
    if known is not None:
        return known
    if rows.count() >= rules.MOST_SOURCES:
        raise TooMany(
            _("At most %(most)s sources are cited in one place.") % {"most": rules.MOST_SOURCES}
        )
    source = Source.objects.create(
        section=section,
        paragraph=paragraph,
        kind=kind,
        reference=reference,
        note=" ".join(storable(note).split())[:MOST_NOTE_LETTERS],
        at=at,
        **authorship(actor_of(by, at=at)),
    )
    enter("report.source_linked", report, _told(source), by=by, at=at)
    return source


@transaction.atomic
def unlink_source(*, source: Source, by: By, at: datetime) -> None:
    """Say no longer that it rests on that; the ledger remembers. Raises NotAllowed."""
    report = hold(source.section.report, by=by, at=at)
    if Source.objects.filter(pk=source.pk).delete()[0]:
        enter("report.source_unlinked", report, _told(source), by=by, at=at)


@transaction.atomic
def raise_point(*, rests: Paragraph | Section, text: str, by: By, at: datetime) -> OpenPoint:
    """Note something that the group has not settled, on a section or one of its paragraphs.

    Raises BadText, SectionRetired, NotAllowed.
    """
    report = hold(rests.report, by=by, at=at)
    section, paragraph = _place(report, rests)
    point = OpenPoint.objects.create(
        report=report,
        number=next_number(report.open_points, "number"),
        section=in_use(section),
        paragraph=paragraph,
        text=fit_text(text),
        at=at,
        **authorship(actor_of(by, at=at)),
    )
    data = {"point": point.number, "section": section.slug, "text": point.text}
    enter("report.point_raised", report, data, by=by, at=at)
    return point


@transaction.atomic
def close_point(*, point: OpenPoint, how: str, by: By, at: datetime) -> OpenPoint:
    """It is settled; say how. Raises NoReasonGiven, AlreadyDecided, NotAllowed."""
    report = hold(point.report, by=by, at=at)
    point = report.open_points.get(pk=point.pk)
    if point.closed_at is not None:
        raise AlreadyDecided(_("This point is closed already: %(how)s") % {"how": point.how_closed})
    point.how_closed = fit_reason(how, required=True)
    point.closed_at, point.closed_by = at, actor_of(by, at=at).name
    point.save(update_fields=["how_closed", "closed_at", "closed_by"])
    enter(
        "report.point_closed",
        report,
        {"point": point.number, "how": point.how_closed},
        by=by,
        at=at,
    )
    return point


def _place(report: Report, rests: Paragraph | Section) -> tuple[Section, Paragraph | None]:
    if isinstance(rests, Section):
        return report.sections.get(pk=rests.pk), None
    paragraph = report.paragraphs.select_related("section").filter(pk=rests.pk).first()
    if paragraph is None:
        raise Elsewhere(_("That paragraph is of another report."))
    return paragraph.section, paragraph


def _known(report: Report, kind: str, reference: str) -> str:
    """The reference as it is kept. Raises NoSuchThing where what it names is not there."""
    reference = " ".join(storable(reference).split())[:998]
    if kind == Source.Kind.DOCUMENT:
        return _known_document(report, reference)
    if kind == Source.Kind.MESSAGE:
        reference = reference.strip("<>")
        if not Message.objects.filter(group=report.group_id, message_id=reference).exists():
            raise NoSuchThing(
                _("The archive of %(group)s has no message %(reference)s.")
                % {"group": report.group.name, "reference": reference}
            )
    elif kind == Source.Kind.DECISION:
        number = int(reference) if reference.isdecimal() and len(reference) < 10 else 0
        reference = str(number)
        if not Decision.objects.filter(pk=number).exists():
            raise NoSuchThing(_("There is no decision %(reference)s.") % {"reference": reference})
    elif kind not in Source.Kind.values or not reference:
        raise NoSuchThing(_("Say what is cited: a document, message, comment or decision."))
    return reference


def _known_document(report: Report, reference: str) -> str:
    """A document or one of its issues as addresses name it: C12, TD3-Rev1."""
    symbol = understood(reference)
    found = symbol is not None and Issue.objects.filter(
        document__group=report.group_id,
        document__series=symbol.series,
        document__number=symbol.number,
        kind=symbol.kind,
        ordinal=symbol.ordinal,
    )
    if symbol is None or not found:
        raise NoSuchThing(
            _("The register of %(group)s has no document %(reference)s.")
            % {"group": report.group.name, "reference": reference}
        )
    return symbol.path


def _told(source: Source) -> dict[str, str]:
    return {
        "section": source.section.slug,
        "paragraph": source.paragraph.key if source.paragraph else "",
        "kind": source.kind,
        "reference": source.reference,
    }
