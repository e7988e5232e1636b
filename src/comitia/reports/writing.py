"""Paragraphs: write, move, delete, put back. Nothing that somebody wrote is ever overwritten."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.ledger.actors import Actor
from comitia.people.actors import By, actor_of
from comitia.reports import history, rules
from comitia.reports.entering import fit_reason, fit_text, hold
from comitia.reports.errors import Elsewhere, ParagraphDeleted, TooMany
from comitia.reports.history import Writing, Written, present
from comitia.reports.models import Paragraph, Report, Revision, Section
from comitia.reports.outlining import in_use

Kind = Revision.Kind


@transaction.atomic
def add_paragraph(
    *,
    section: Section,
    text: str,
    by: By,
    at: datetime,
    after: Paragraph | None = None,
    first: bool = False,
    reason: str = "",
) -> Paragraph:
    """Write a new paragraph into a section, behind `after` (None: as the last one, or `first`).

    Raises BadText, SectionRetired, Elsewhere, TooMany, NotAllowed.
    """
    report = hold(section.report, by=by, at=at)
    section = in_use(report.sections.get(pk=section.pk))
    return insert(
        report,
        section,
        fit_text(text),
        after=after,
        first=first,
        by=by,
        at=at,
        reason=fit_reason(reason),
    )


def insert(
    report: Report,
    section: Section,
    text: str,
    *,
    after: Paragraph | None,
    by: By,
    at: datetime,
    reason: str,
    first: bool = False,
    author: Actor | None = None,
    accepted_by: str = "",
) -> Paragraph:
    """Make a paragraph in a report that is held. `author` is who wrote it, where that is not `by`.

    Raises Elsewhere, TooMany.
    """
    if report.paragraphs_made >= rules.MOST_PARAGRAPHS:
        raise TooMany(
            _("A report has at most %(most)s paragraphs.") % {"most": rules.MOST_PARAGRAPHS}
        )
    if after is not None and after.section_id != section.pk:
        raise Elsewhere(_("The paragraph before it stands in another section now."))
    report.paragraphs_made += 1
    report.save(update_fields=["paragraphs_made"])
    paragraph = Paragraph.objects.create(
        report=report, key=f"p{report.paragraphs_made}", section=section, position=0
    )
    last = None if first else section.paragraphs.exclude(pk=paragraph.pk).last()
    _place(paragraph, after or last)
    writing = Writing(text, None, author or actor_of(by, at=at), at, reason, accepted_by)
    history.put(paragraph, Kind.WRITTEN, text, writing, by=by)
    return paragraph


@transaction.atomic
def write_paragraph(
    *, paragraph: Paragraph, text: str, on: Revision, by: By, at: datetime, reason: str = ""
) -> Written:
    """Change what a paragraph says; `on` is the revision that the writer had before them.

    Where it has moved on, both changes are merged; where they truly differ, both stand as
    alternatives in [square brackets] with their authors until one is chosen. Raises BadText,
    ParagraphDeleted, Elsewhere, TooMany, NotAllowed.
    """
    report = hold(paragraph.report, by=by, at=at)
    paragraph = held(report, paragraph)
    author = actor_of(by, at=at)
    writing = Writing(fit_text(text), on, author, at, fit_reason(reason))
    return history.write(paragraph, writing, by=by)


@transaction.atomic
def move_paragraph(
    *,
    paragraph: Paragraph,
    section: Section,
    after: Paragraph | None,
    by: By,
    at: datetime,
    reason: str = "",
) -> Revision:
    """Put a paragraph into a section behind `after` (None: as the first); what it says stays.

    Who writes on it meanwhile is not disturbed. Raises Elsewhere, ParagraphDeleted, SectionRetired,
    NotAllowed.
    """
    report = hold(paragraph.report, by=by, at=at)
    paragraph = held(report, paragraph)
    if section.report_id != report.pk:
        raise Elsewhere(_("That section is of another report."))
    section = in_use(report.sections.get(pk=section.pk))
    if paragraph.deleted_at is not None:
        raise ParagraphDeleted(_("This paragraph is deleted. Put it back first, then move it."))
    if after is not None:
        after = report.paragraphs.get(pk=after.pk)
        if after.section_id != section.pk or after.pk == paragraph.pk:
            raise Elsewhere(_("The paragraph before it stands in another section now."))
    paragraph.section = section
    paragraph.save(update_fields=["section"])
    _place(paragraph, after)
    now = present(paragraph)
    writing = Writing(now.text, now, actor_of(by, at=at), at, fit_reason(reason))
    return history.put(paragraph, Kind.MOVED, now.text, writing, by=by)


@transaction.atomic
def delete_paragraph(
    *, paragraph: Paragraph, on: Revision, reason: str, by: By, at: datetime
) -> Written:
    """Take a paragraph out of the text; it stays in the history as a stone.

    Where somebody changed it meanwhile, the wish to delete stands beside the new text. Raises
    NoReasonGiven, ParagraphDeleted, Elsewhere, NotAllowed.
    """
    report = hold(paragraph.report, by=by, at=at)
    paragraph = held(report, paragraph)
    writing = Writing("", on, actor_of(by, at=at), at, fit_reason(reason, required=True))
    return history.write(paragraph, writing, by=by)


@transaction.atomic
def restore_paragraph(*, paragraph: Paragraph, reason: str, by: By, at: datetime) -> Revision:
    """Put a deleted paragraph back, saying what it said. Where it is there, change nothing.

    Raises SectionRetired, NotAllowed.
    """
    report = hold(paragraph.report, by=by, at=at)
    paragraph = held(report, paragraph)
    now = present(paragraph)
    if paragraph.deleted_at is None:
        return now
    in_use(paragraph.section)
    before = paragraph.revisions.exclude(text="").latest("serial")
    writing = Writing(before.text, before, actor_of(by, at=at), at, fit_reason(reason))
    return history.put(paragraph, Kind.RESTORED, before.text, writing, by=by)


def held(report: Report, paragraph: Paragraph) -> Paragraph:
    """The paragraph as it is now, of a report that is held. Raises Elsewhere."""
    found = (
        report.paragraphs.filter(pk=paragraph.pk)
        .select_related("revision", "section", "report__group")
        .first()
    )
    if found is None:
        raise Elsewhere(_("That paragraph is of another report."))
    return found


def _place(paragraph: Paragraph, after: Paragraph | None) -> None:
    """Number the paragraphs of its section anew, this one behind `after`."""
    others = list(Paragraph.objects.filter(section=paragraph.section_id).exclude(pk=paragraph.pk))
    at = next((i for i, each in enumerate(others, 1) if after and each.pk == after.pk), 0)
    others.insert(at, paragraph)
    moved = []
    for position, each in enumerate(others, start=1):
        if each.position != position:
            each.position = position
            moved.append(each)
    Paragraph.objects.bulk_update(moved, ["position"], batch_size=200)
