"""What became of a posted document: considered, noted, reflected in the report, carried forward."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Meeting
from comitia.documents import heads, steps, timing
from comitia.documents.errors import Lacking, NoNextMeeting
from comitia.documents.models import Document, Issue
from comitia.documents.symbols import symbol_of
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.people.actors import By, actor_of


def mark_considered(*, issue: Issue, by: By, at: datetime, reason: str = "") -> Issue:
    """The group or the meeting has considered it. Raises NotAllowed, WrongState."""
    return _treated(issue, "consider", by=by, at=at, reason=reason)


def mark_noted(*, issue: Issue, by: By, at: datetime, reason: str = "") -> Issue:
    """It was noted and asks for nothing more."""
    return _treated(issue, "note", by=by, at=at, reason=reason)


def mark_reflected(*, issue: Issue, where: str, by: By, at: datetime) -> Issue:
    """It is reflected in a version of the report; `where` names version and section."""
    if not where.strip():
        raise Lacking({"where": _("Say in which version and section of the report.")})
    return _treated(issue, "reflect", by=by, at=at, reason=where)


@transaction.atomic
def mark_carried_forward(
    *, issue: Issue, by: By, at: datetime, meeting: Meeting | None = None, reason: str = ""
) -> Issue:
    """It will be taken up again, at `meeting` or else the body's next one, where it has one."""
    require(by, "treat_documents", issue.document.group, at=at)
    issue = steps.locked(issue)
    if issue.meeting is not None:
        target = meeting or timing.next_meeting(issue.meeting)
        if target is None:
            raise NoNextMeeting
        issue.meeting = target
    steps.take(issue, "carry", by=actor_of(by, at=at), at=at, reason=reason.strip())
    return issue


@transaction.atomic
def place_on_agenda(*, document: Document, item: str, by: By, at: datetime) -> Document:
    """Say under which item of the agenda a document is taken; nothing takes it off."""
    require(by, "treat_documents", document.group, at=at)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.agenda_item = " ".join(item.split())[:40]
    document.save(update_fields=["agenda_item"])
    data = {"document": symbol_of(document), "item": document.agenda_item}
    subject = f"document:{document.pk}"
    ledger.append("document.on_agenda", subject, data, by=actor_of(by, at=at), at=at)
    return document


@transaction.atomic
def open_to_public(*, document: Document, is_public: bool, by: By, at: datetime) -> Document:
    """Open a posted document to everybody, as a published report, or close it again."""
    require(by, "publish_version", document.group, at=at)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if is_public and document.is_confidential:
        raise Lacking({"document": _("A confidential document cannot be opened to everybody.")})
    document.is_public = is_public
    document.save(update_fields=["is_public"])
    kind = "document.opened" if is_public else "document.closed"
    data = {"document": symbol_of(document)}
    ledger.append(kind, f"document:{document.pk}", data, by=actor_of(by, at=at), at=at)
    heads.refresh(document)
    return document


@transaction.atomic
def _treated(issue: Issue, event: str, *, by: By, at: datetime, reason: str) -> Issue:
    require(by, "treat_documents", issue.document.group, at=at)
    issue = steps.locked(issue)
    steps.take(issue, event, by=actor_of(by, at=at), at=at, reason=reason.strip())
    return issue
