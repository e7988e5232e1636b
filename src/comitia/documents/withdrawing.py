"""Withdraw a document: its number stays taken, and a stone tells who withdrew it and why."""

from datetime import datetime

from django.db import transaction

from comitia.documents import rights, steps
from comitia.documents import telling as tell
from comitia.documents.models import Issue
from comitia.people.actors import By, acting, actor_of
from comitia.people.models import Person


@transaction.atomic
def withdraw(*, issue: Issue, reason: str, by: By, at: datetime) -> Issue:
    """Withdraw an issue. What stands for the document takes its addenda with it.

    Raises NotOfYours, NotAllowed, WrongState.
    """
    issue = steps.locked(issue)
    rights.require_own(by, issue, at=at)
    whole = issue.stands_alone and issue.document.current_id == issue.pk
    actor = (
        acting(by, at=at, entity=issue.entity) if isinstance(by, Person) else actor_of(by, at=at)
    )
    others = issue.document.issues.exclude(state__in=("withdrawn", "revised")).exclude(pk=issue.pk)
    for each in [issue, *(others if whole else ())]:
        each.document = issue.document
        each.reason = reason.strip()
        each.withdrawn_at = at
        steps.take(each, "withdraw", by=actor, at=at, reason=each.reason)
    tell.submitter(issue, at=at)
    return issue
