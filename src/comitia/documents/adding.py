"""What is added to a document: revisions, addenda, corrigenda, languages; liaison statements."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Meeting
from comitia.documents import filing, rights, steps
from comitia.documents.cover import Cover, cover_of, enter
from comitia.documents.errors import (
    Lacking,
    LanguageTaken,
    WrongState,
)
from comitia.documents.filing import Given
from comitia.documents.models import Document, Issue, LanguageVersion, Liaison, Series
from comitia.documents.receiving import (
    NOTHING_MORE,
    Facts,
    actor_for,
    attach,
    fresh_token,
    not_again,
    opened,
    received,
)
from comitia.documents.symbols import symbol_of_issue
from comitia.groups.models import Group
from comitia.people.actors import By, actor_of
from comitia.people.models import Person


@transaction.atomic
def revise(
    *,
    document: Document,
    files: Sequence[Given],
    by: By,
    at: datetime,
    cover: Cover | None = None,
    kind: str = Issue.Kind.REVISION,
    facts: Facts = NOTHING_MORE,
) -> Issue:
    """Submit the next Rev.k (or, by `kind`, Add.k or Corr.k) of a document that is posted.

    Without `cover` the facts stay as they were. Raises NotOfYours, WrongState, UnfitFile,
    AlreadySubmitted.
    """
    current = document.current
    if current is None or document.number is None:
        raise WrongState(_("the document"), document.state)
    current = steps.locked(current)
    document = current.document
    rights.require_own(by, current, at=at)
    if current.state == "withdrawn":
        raise WrongState(symbol_of_issue(current), current.state)
    filing.check(files)
    if not files:
        raise Lacking({"files": _("There is no file. Choose the file of the new version.")})
    person = by if isinstance(by, Person) else None
    not_again(document.issues.filter(kind=kind), files, person, at=at)
    issue = Issue.objects.create(
        document=document,
        kind=kind,
        meeting=current.meeting,
        is_confidential=current.is_confidential or facts.confidential,
        exemption=facts.exemption or current.exemption,
        event_on=facts.event_on or current.event_on,
        submitted_by=person,
        submitter_name=actor_of(by, at=at).name,
        entity=current.entity,
        origin=facts.origin,
        token=fresh_token(),
        created_at=at,
    )
    cover = cover or cover_of(current)
    attach(issue, files, cover, person=person, at=at)
    enter(issue, cover)
    return received(issue, by=by, at=facts.received_at or at, now=at)


def add_addendum(
    *, document: Document, files: Sequence[Given], by: By, at: datetime, cover: Cover | None = None
) -> Issue:
    """Submit the next Add.k of a document. Raises as `revise`."""
    return revise(
        document=document, files=files, by=by, at=at, cover=cover, kind=Issue.Kind.ADDENDUM
    )


def add_corrigendum(
    *, document: Document, files: Sequence[Given], by: By, at: datetime, cover: Cover | None = None
) -> Issue:
    """Submit the next Corr.k of a document. Raises as `revise`."""
    return revise(
        document=document, files=files, by=by, at=at, cover=cover, kind=Issue.Kind.CORRIGENDUM
    )


@transaction.atomic
def add_language_version(*, issue: Issue, file: Given, by: By, at: datetime) -> LanguageVersion:
    """Put a translation beside the original. Raises NotOfYours, LanguageTaken, UnfitFile."""
    issue = steps.locked(issue)
    if not rights.keeps_register(by, issue.document.group, at=at):
        rights.require_own(by, issue, at=at)
    if issue.state in {"withdrawn", "revised"}:
        raise WrongState(symbol_of_issue(issue), issue.state)
    if not file.language:
        raise Lacking({"language": _("Say in which language the file is.")})
    if issue.versions.filter(language=file.language).exists():
        raise LanguageTaken(
            _("%(symbol)s is there in that language already. Submit a corrigendum or a revision.")
            % {"symbol": symbol_of_issue(issue)}
        )
    person = by if isinstance(by, Person) else None
    (version,) = filing.attach(issue, [file], original="", person=person, at=at)
    data = {"language": file.language, "sha256": version.file.sha256, "name": version.name}
    steps.take(issue, "add_language", by=actor_for(by, issue, at=at), at=at, data=data)
    return version


@transaction.atomic
def issue_liaison(
    *,
    group: Group,
    files: Sequence[Given],
    cover: Cover,
    by: By,
    at: datetime,
    direction: str,
    sender: str,
    recipients: Sequence[str],
    asks: str,
    deadline: date | None = None,
    approval: str = "",
    reply_to: Document | None = None,
    meeting: Meeting | None = None,
    facts: Facts = NOTHING_MORE,
) -> Issue:
    """Enter a liaison statement that came or goes out. Raises as `submit`, and Lacking."""
    errors = {}
    if not sender.strip():
        errors["sender"] = _("Say from which body the statement comes.")
    if not any(each.strip() for each in recipients):
        errors["recipients"] = _("Say to which bodies the statement goes.")
    if errors:
        raise Lacking(errors)
    issue = opened(
        group=group,
        series=Series.LIAISON,
        files=files,
        cover=replace(cover, source_text=cover.source_text or sender.strip()),
        by=by,
        at=at,
        meeting=meeting,
        entity=None,
        facts=facts,
    )
    Liaison.objects.create(
        document=issue.document,
        direction=direction,
        sender=sender.strip()[:200],
        recipients=[each.strip()[:200] for each in recipients if each.strip()][:50],
        asks=asks,
        deadline=deadline,
        approval=approval.strip()[:200],
        reply_to=reply_to,
    )
    return received(issue, by=by, at=facts.received_at or at, now=at)
