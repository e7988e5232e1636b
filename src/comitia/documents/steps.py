"""One step of an issue: its state, the row that tells of it, and its ledger entry, together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from comitia.bodies.models import Meeting
from comitia.documents import heads, rules
from comitia.documents.errors import WrongState
from comitia.documents.models import Document, Issue, Step
from comitia.documents.symbols import symbol_of_issue
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.ledger.models import Entry

# Event: the kind of its ledger entry.
ENTRIES: dict[str, str] = {
    "submit": "document.submitted",
    "check": "document.checked",
    "return": "document.returned",
    "number": "document.numbered",
    "hold_late": "document.held_late",
    "recommend": "document.recommended",
    "admit": "document.admitted",
    "accept": "document.accepted",
    "decline": "document.declined",
    "carry": "document.carried_forward",
    "post": "document.posted",
    "revise": "document.revised",
    "consider": "document.considered",
    "note": "document.noted",
    "reflect": "document.reflected",
    "withdraw": "document.withdrawn",
    "add_language": "document.language_added",
    "correct": "document.corrected",
}


def locked(issue: Issue) -> Issue:
    """The issue as it is now, its document and itself held until the transaction ends."""
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("group__parent")
        .get(pk=issue.document_id)
    )
    fresh = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("submitted_by", "entity", "meeting__body")
        .get(pk=issue.pk)
    )
    fresh.document = document
    return fresh


def take(
    issue: Issue,
    event: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    rule: str = "",
    data: Mapping[str, Any] | None = None,
    meeting: Meeting | None = None,
) -> Step:
    """Let a locked issue take a step, in the caller's transaction; its fields are saved with it.

    Raises WrongState.
    """
    try:
        issue.state = rules.after(issue.state, event)
    except rules.WrongStep:
        raise WrongState(symbol_of_issue(issue), issue.state) from None
    issue.save()
    entry = _enter(issue, event, by=by, at=at, reason=reason, rule=rule, data=data or {})
    step = Step.objects.create(
        issue=issue,
        event=event,
        state=issue.state,
        at=at,
        by=by.entry(),
        meeting=meeting or issue.meeting,
        rule=rule,
        reason=reason,
        entry=entry,
    )
    heads.refresh(issue.document)
    return step


def subject_of(issue: Issue) -> str:
    """Under which the ledger tells of the document."""
    return f"document:{issue.document_id}"


def _enter(
    issue: Issue,
    event: str,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    rule: str,
    data: Mapping[str, Any],
) -> Entry:
    document = issue.document
    said: dict[str, Any] = {
        "group": document.group.name,
        "series": document.series,
        "number": document.number,
        "issue": issue.pk,
        "kind": issue.kind,
        "ordinal": issue.ordinal,
        "state": issue.state,
        **data,
    }
    if reason:
        said["reason"] = reason
    if rule:
        said["rule"] = rule
    return ledger.append(ENTRIES[event], subject_of(issue), said, by=by, at=at)
