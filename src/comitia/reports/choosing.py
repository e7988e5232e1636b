"""Choose among texts that stand beside one another, or settle on a wording of one's own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.people.actors import By, actor_of
from comitia.reports import history
from comitia.reports.alternatives import alternatives_in
from comitia.reports.entering import fit_reason, fit_text, hold
from comitia.reports.errors import BadText, MovedOn, NothingToChoose
from comitia.reports.history import Writing, Written, present
from comitia.reports.models import Alternative, Paragraph, Revision
from comitia.reports.writing import held

State = Alternative.State
Kind = Revision.Kind


@transaction.atomic
def choose_alternative(
    *, alternative: Alternative, on: Revision, reason: str, by: By, at: datetime
) -> Revision:
    """Let one of the alternatives be what the paragraph says; the history keeps the others.

    `on` is the revision that was looked at: where another text came to stand there since, look
    again. Choosing the wish to delete deletes. Raises NoReasonGiven, NothingToChoose, MovedOn,
    NotAllowed.
    """
    paragraph, standing = _standing(alternative.paragraph, on, by=by, at=at)
    chosen = next((each for each in standing if each.pk == alternative.pk), None)
    if chosen is None:
        raise NothingToChoose(_("That text no longer stands beside others."))
    kind = Kind.CHOSEN if chosen.text else Kind.DELETED
    return _settle(paragraph, standing, kind, chosen.text, chosen, reason=reason, by=by, at=at)


@transaction.atomic
def settle_alternatives(
    *, paragraph: Paragraph, text: str, on: Revision, reason: str, by: By, at: datetime
) -> Revision:
    """Let a wording of one's own, as a compromise, take the place of all alternatives.

    Raises BadText, NoReasonGiven, NothingToChoose, MovedOn, NotAllowed.
    """
    text = _settled(text)
    paragraph, standing = _standing(paragraph, on, by=by, at=at)
    return _settle(paragraph, standing, Kind.CHOSEN, text, None, reason=reason, by=by, at=at)


@transaction.atomic
def add_alternative(
    *, paragraph: Paragraph, text: str, on: Revision, by: By, at: datetime, reason: str = ""
) -> Written:
    """Put one more text beside those that stand there; one that stands there changes nothing.

    Raises BadText, NothingToChoose, MovedOn, TooMany, NotAllowed.
    """
    text = _settled(text)
    paragraph, _standing_now = _standing(paragraph, on, by=by, at=at)
    writing = Writing(text, on, actor_of(by, at=at), at, fit_reason(reason))
    return history.put_beside(paragraph, writing, by=by)


def _settled(text: str) -> str:
    """A text in which nothing is left to choose. Raises BadText."""
    text = fit_text(text)
    if alternatives_in(text):
        raise BadText(_("There are still texts beside one another in brackets. Choose for each."))
    return text


def _standing(
    paragraph: Paragraph, on: Revision, *, by: By, at: datetime
) -> tuple[Paragraph, list[Alternative]]:
    report = hold(paragraph.report, by=by, at=at)
    paragraph = held(report, paragraph)
    standing = list(paragraph.alternatives.filter(state=State.OPEN))
    if not standing:
        raise NothingToChoose(_("No texts stand beside one another for this paragraph."))
    if present(paragraph).text != on.text:
        raise MovedOn(_("Meanwhile the texts changed. Look at them again, then choose."))
    return paragraph, standing


def _settle(
    paragraph: Paragraph,
    standing: list[Alternative],
    kind: str,
    text: str,
    chosen: Alternative | None,
    *,
    reason: str,
    by: By,
    at: datetime,
) -> Revision:
    base = chosen.revision if chosen else present(paragraph)
    reason = fit_reason(reason, required=True)
    writing = Writing(text, base, actor_of(by, at=at), at, reason)
    revision = history.put(paragraph, kind, text, writing, by=by)
    for each in standing:
        is_chosen = chosen is not None and each.pk == chosen.pk
        each.state = State.CHOSEN if is_chosen else State.SET_ASIDE
        each.settled_by = revision
        each.save(update_fields=["state", "settled_by"])
    return revision
