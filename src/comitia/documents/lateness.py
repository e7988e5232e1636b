"""Late contributions (A.1 § 3.2.5): recommended, admitted by the Director, decided on by the
meeting, or carried to the next one. Each step is in the log."""

from datetime import datetime

from django.db import transaction

from comitia.bodies.models import Meeting
from comitia.documents import numbering, steps, timing
from comitia.documents import telling as tell
from comitia.documents.errors import NoNextMeeting, WrongMeeting, WrongState
from comitia.documents.models import Issue
from comitia.documents.symbols import symbol_of_issue
from comitia.groups.errors import NotAllowed
from comitia.groups.roles import may, require
from comitia.ledger.actors import Actor
from comitia.people.actors import By, actor_of

CLAUSE = "A.1 § 3.2.5"


@transaction.atomic
def recommend(*, issue: Issue, reason: str, by: By, at: datetime) -> Issue:
    """The convener recommends to the Director that a late contribution be admitted."""
    if not isinstance(by, Actor):
        verdict = may(by, "admit_late_contribution", issue.document.group, at=at)
        if not verdict and verdict.manner != "recommend":
            raise NotAllowed(verdict.reason)
    issue = steps.locked(issue)
    if issue.state != "late_held":
        raise WrongState(symbol_of_issue(issue), issue.state)
    actor = actor_of(by, at=at)
    steps.take(issue, "recommend", by=actor, at=at, reason=reason.strip(), rule=CLAUSE)
    tell.recommendation(issue, name=actor.name, reason=reason.strip(), at=at)
    return issue


@transaction.atomic
def admit_late(*, issue: Issue, reason: str, by: By, at: datetime) -> Issue:
    """The Director admits a late contribution: members can read it, and the meeting will decide."""
    require(by, "admit_late_contribution", issue.document.group, at=at)
    issue = steps.locked(issue)
    issue.retrievable_at = issue.retrievable_at or at
    steps.take(issue, "admit", by=actor_of(by, at=at), at=at, reason=reason.strip(), rule=CLAUSE)
    tell.submitter(issue, at=at)
    return issue


@transaction.atomic
def meeting_decides(
    *,
    issue: Issue,
    accepts: bool,
    by: By,
    at: datetime,
    reason: str = "",
    next_meeting: Meeting | None = None,
) -> Issue:
    """Record what the meeting decided on an admitted contribution.

    Declined, it is carried to `next_meeting`, or else the body's next one. Raises NoNextMeeting.
    """
    require(by, "record_parent_decision", issue.document.group, at=at)
    issue = steps.locked(issue)
    actor = actor_of(by, at=at)
    event = "accept" if accepts else "decline"
    steps.take(issue, event, by=actor, at=at, reason=reason.strip(), rule=CLAUSE)
    if not accepts:
        _carried(issue, to=next_meeting, by=actor, at=at, reason="")
    tell.submitter(issue, at=at)
    return issue


@transaction.atomic
def carry_to(
    *, issue: Issue, by: By, at: datetime, meeting: Meeting | None = None, reason: str = ""
) -> Issue:
    """Carry an issue that was not considered to `meeting`, or else the next one of the body."""
    require(by, "keep_register", issue.document.group, at=at)
    issue = steps.locked(issue)
    _carried(issue, to=meeting, by=actor_of(by, at=at), at=at, reason=reason.strip())
    tell.submitter(issue, at=at)
    return issue


def _carried(issue: Issue, *, to: Meeting | None, by: Actor, at: datetime, reason: str) -> None:
    before = issue.meeting
    if before is None:
        raise WrongState(symbol_of_issue(issue), issue.state)
    target = to or timing.next_meeting(before)
    if target is None:
        raise NoNextMeeting
    if target.body_id != before.body_id:
        raise WrongMeeting(str(target.body))
    issue.meeting = target
    data = {"from_meeting": before.pk, "to_meeting": target.pk}
    steps.take(issue, "carry", by=by, at=at, reason=reason, rule=CLAUSE, data=data)
    if issue.posted_at is None:
        numbering.hold_if_late(issue, at=at)
        issue.save(update_fields=["is_late"])
