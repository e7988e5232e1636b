"""Members suggest changes; an editor accepts them, or declines them with a reason.

What is accepted becomes a revision credited to whoever suggested it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.groups.errors import NotAllowed
from comitia.groups.roles import may, require
from comitia.ledger.actors import Actor
from comitia.people.actors import By, actor_of
from comitia.reports import history, rules
from comitia.reports.alternatives import alternatives_in
from comitia.reports.entering import enter, fit_reason, fit_text, next_number
from comitia.reports.errors import AlreadyDecided, ChooseFirst, Elsewhere, NotYours, TooMany
from comitia.reports.history import Writing, Written
from comitia.reports.models import Paragraph, Report, Revision, Section, Suggestion
from comitia.reports.models.authored import authorship
from comitia.reports.outlining import in_use
from comitia.reports.writing import held, insert

State = Suggestion.State
Kind = Suggestion.Kind


@transaction.atomic
def suggest_change(
    *, paragraph: Paragraph, text: str, on: Revision, reason: str, by: By, at: datetime
) -> Suggestion:
    """Suggest another text for a paragraph; `on` is the revision it was made on.

    Raises BadText, NoReasonGiven, Elsewhere, TooMany, NotAllowed.
    """
    report = _hold(paragraph.report, by, at)
    proposed = _Proposed(Kind.CHANGE, paragraph.section, paragraph, on, fit_text(text))
    return _suggest(report, proposed, reason, by, at)


@transaction.atomic
def suggest_deletion(
    *, paragraph: Paragraph, on: Revision, reason: str, by: By, at: datetime
) -> Suggestion:
    """Suggest that a paragraph be deleted. Raises NoReasonGiven, Elsewhere, TooMany, NotAllowed."""
    report = _hold(paragraph.report, by, at)
    proposed = _Proposed(Kind.DELETE, paragraph.section, paragraph, on, "")
    return _suggest(report, proposed, reason, by, at)


@transaction.atomic
def suggest_insertion(
    *,
    section: Section,
    text: str,
    reason: str,
    by: By,
    at: datetime,
    after: Paragraph | None = None,
) -> Suggestion:
    """Suggest a new paragraph in a section, behind `after` (None: as the last one).

    Raises BadText, NoReasonGiven, SectionRetired, Elsewhere, TooMany, NotAllowed.
    """
    report = _hold(section.report, by, at)
    in_use(section)
    proposed = _Proposed(Kind.INSERT, section, after, None, fit_text(text))
    return _suggest(report, proposed, reason, by, at)


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, by: By, at: datetime, reason: str = "") -> Written:
    """Let a suggestion into the text, by the rules for any change: merged, or put beside.

    The revision is its author's. Raises AlreadyDecided, ParagraphDeleted, SectionRetired, TooMany,
    NotAllowed.
    """
    require(by, "edit_report", suggestion.report.group, at=at)
    report, suggestion = _open(suggestion)
    author = Actor(
        "person" if suggestion.person_id else "system",
        suggestion.person_id,
        suggestion.person_name,
        suggestion.entity_id,
        suggestion.entity_name,
    )
    editor = actor_of(by, at=at).name
    if suggestion.kind == Kind.INSERT:
        after = suggestion.paragraph
        if after is not None and after.section_id != suggestion.section_id:
            after = None
        paragraph = insert(
            report,
            in_use(suggestion.section),
            suggestion.text,
            after=after,
            by=by,
            at=at,
            reason=suggestion.reason,
            author=author,
            accepted_by=editor,
        )
        written = Written(history.present(paragraph), "saved")
    else:
        assert suggestion.paragraph is not None
        paragraph = held(report, suggestion.paragraph)
        writing = Writing(suggestion.text, suggestion.base, author, at, suggestion.reason, editor)
        written = history.write(paragraph, writing, by=by)
    became = None if written.outcome == "unchanged" else written.revision
    _decide(suggestion, State.ACCEPTED, fit_reason(reason), became, by, at)
    return written


@transaction.atomic
def decline_suggestion(*, suggestion: Suggestion, reason: str, by: By, at: datetime) -> Suggestion:
    """Leave the text as it is, and say why. Raises AlreadyDecided, NoReasonGiven, NotAllowed."""
    require(by, "edit_report", suggestion.report.group, at=at)
    _report, suggestion = _open(suggestion)
    return _decide(suggestion, State.DECLINED, fit_reason(reason, required=True), None, by, at)


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion, by: By, at: datetime) -> Suggestion:
    """Take one's own suggestion back. Raises AlreadyDecided, NotYours."""
    _report, suggestion = _open(suggestion)
    if suggestion.person_id is None or suggestion.person_id != actor_of(by, at=at).person_id:
        raise NotYours(_("Only who made a suggestion may withdraw it."))
    return _decide(suggestion, State.WITHDRAWN, "", None, by, at)


@dataclass(frozen=True)
class _Proposed:
    kind: str
    section: Section
    paragraph: Paragraph | None
    base: Revision | None
    text: str


def _hold(report: Report, by: By, at: datetime) -> Report:
    """The report, held, for somebody who may suggest: editors, and delegates of members."""
    if not isinstance(by, Actor):
        verdict = may(by, "edit_report", report.group, at=at)
        if not verdict and verdict.manner != "suggest":
            raise NotAllowed(verdict.reason)
    return Report.objects.select_for_update().select_related("group").get(pk=report.pk)


def _suggest(report: Report, proposed: _Proposed, reason: str, by: By, at: datetime) -> Suggestion:
    if proposed.paragraph is not None:
        paragraph = held(report, proposed.paragraph)
        if proposed.base is not None and proposed.base.paragraph_id != paragraph.pk:
            raise Elsewhere(_("That revision is of another paragraph."))
        if proposed.text and proposed.base is not None and alternatives_in(proposed.base.text):
            raise ChooseFirst(
                _(
                    "Texts stand beside one another in this paragraph. Suggest a change once the "
                    "editors have chosen, or write to the list."
                )
            )
        if proposed.kind == Kind.INSERT and paragraph.section_id != proposed.section.pk:
            raise Elsewhere(_("The paragraph before it stands in another section now."))
    if report.suggestions.filter(state=State.OPEN).count() >= rules.MOST_OPEN_SUGGESTIONS:
        raise TooMany(
            _("%(most)s suggestions wait already. Let the editors decide on some first.")
            % {"most": rules.MOST_OPEN_SUGGESTIONS}
        )
    suggestion = Suggestion.objects.create(
        report=report,
        number=next_number(report.suggestions, "number"),
        kind=proposed.kind,
        paragraph=proposed.paragraph,
        section=proposed.section,
        base=proposed.base,
        text=proposed.text,
        reason=fit_reason(reason, required=True),
        at=at,
        **authorship(actor_of(by, at=at)),
    )
    data = {
        "suggestion": suggestion.number,
        "kind": proposed.kind,
        "section": proposed.section.slug,
        "paragraph": proposed.paragraph.key if proposed.paragraph else "",
        "text_sha256": rules.digest(proposed.text),
        "reason": suggestion.reason,
    }
    enter("report.suggested", report, data, by=by, at=at)
    return suggestion


def _open(suggestion: Suggestion) -> tuple[Report, Suggestion]:
    """The report, held, and the suggestion as it is now. Raises AlreadyDecided."""
    report = Report.objects.select_for_update().select_related("group").get(pk=suggestion.report_id)
    found = report.suggestions.select_related("paragraph", "section", "base").get(pk=suggestion.pk)
    if found.state != State.OPEN:
        raise AlreadyDecided(
            _("This suggestion is %(state)s already.") % {"state": found.state_word}
        )
    return report, found


def _decide(
    suggestion: Suggestion,
    state: str,
    reason: str,
    revision: Revision | None,
    by: By,
    at: datetime,
) -> Suggestion:
    suggestion.state, suggestion.decision_reason = state, reason
    suggestion.decided_by, suggestion.decided_at = actor_of(by, at=at).name, at
    suggestion.revision = revision
    suggestion.save()
    data = {
        "suggestion": suggestion.number,
        "reason": reason,
        "revision": str(revision) if revision else "",
    }
    enter(f"report.suggestion_{state}", suggestion.report, data, by=by, at=at)
    return suggestion
