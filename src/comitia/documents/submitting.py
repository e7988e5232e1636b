"""The verbs by which documents come in: submit, keep a draft, correct."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Meeting
from comitia.documents import filing, rights, steps
from comitia.documents import telling as tell
from comitia.documents.cover import Cover, enter
from comitia.documents.errors import (
    Lacking,
    WrongState,
)
from comitia.documents.filing import Given
from comitia.documents.models import Issue
from comitia.documents.receiving import (
    NOTHING_MORE,
    Facts,
    actor_for,
    attach,
    choose_original,
    fit_meeting,
    judged,
    keep_free,
    opened,
    received,
    with_source,
)
from comitia.documents.symbols import symbol_of_issue
from comitia.groups.models import Group
from comitia.people.actors import By
from comitia.people.models import Entity, Person


@transaction.atomic
def submit(
    *,
    group: Group,
    series: str,
    files: Sequence[Given],
    cover: Cover,
    by: By,
    at: datetime,
    meeting: Meeting | None = None,
    entity: Entity | None = None,
    facts: Facts = NOTHING_MORE,
) -> Issue:
    """Submit a new document; where nothing is odd it has its number at once, else see `defects`.

    `at` is the server's instant of receipt (but see Facts); `entity` the member for which `by`
    submits, their own where it is not given. Without `meeting` it is for the group's discussion.
    Raises NotAllowed, WrongSeries, UnfitFile, TooManyFiles, WrongMeeting, AlreadySubmitted.
    """
    issue = opened(
        group=group,
        series=series,
        files=files,
        cover=cover,
        by=by,
        at=at,
        meeting=meeting,
        entity=entity,
        facts=facts,
    )
    return received(issue, by=by, at=facts.received_at or at, now=at)


@transaction.atomic
def save_draft(
    *,
    group: Group,
    series: str,
    files: Sequence[Given],
    cover: Cover,
    by: Person,
    at: datetime,
    meeting: Meeting | None = None,
    entity: Entity | None = None,
    facts: Facts = NOTHING_MORE,
) -> Issue:
    """Keep a document that is not submitted yet; only its author sees it. Raises as `submit`."""
    return opened(
        group=group,
        series=series,
        files=files,
        cover=cover,
        by=by,
        at=at,
        meeting=meeting,
        entity=entity,
        facts=facts,
    )


@transaction.atomic
def correct(
    *,
    issue: Issue,
    cover: Cover,
    by: By,
    at: datetime,
    files: Sequence[Given] | None = None,
    languages: dict[int, str] | None = None,
    meeting: Meeting | bool | None = False,
    received_at: datetime | None = None,
) -> Issue:
    """Submit a draft, or once more what was returned, with the cover as it is now.

    `files` replace those there were and make this the instant of receipt; other facts do not move
    it (a draft that came by mail may have been received before: `received_at`). `languages` says of
    versions (by id) what theirs is; `meeting=False` leaves it as it is. Of what has its number and
    is not posted yet only the cover can be corrected. Raises NotOfYours, WrongState, UnfitFile.
    """
    issue = steps.locked(issue)
    rights.require_own(by, issue, at=at)
    if issue.state in _NUMBERED and files is None and isinstance(meeting, bool):
        return _corrected(issue, cover, by=by, at=at)
    if issue.state not in {"draft", "returned", "submitted"}:
        raise WrongState(symbol_of_issue(issue), issue.state)
    if not isinstance(meeting, bool):
        fit_meeting(issue.document.group, meeting)
        issue.meeting = meeting
        issue.origin.pop("meeting_said", None)
    person = by if isinstance(by, Person) else None
    if files is not None:
        filing.check(files)
        issue.versions.all().delete()
        attach(issue, files, cover, person=person, at=at)
    for version in issue.versions.all() if languages else ():
        said = (languages or {}).get(version.pk)
        if said and said != version.language:
            keep_free(issue, said)
            version.language = said
            version.save(update_fields=["language"])
    choose_original(issue, cover.language)
    enter(issue, with_source(cover, issue))
    new_bytes = files is not None or issue.received_at is None
    if issue.state == "submitted":
        issue.received_at = (received_at or at) if new_bytes else issue.received_at
        return judged(issue, by=by, at=at, event="correct")
    first = (received_at or at) if new_bytes else (issue.received_at or at)
    return received(issue, by=by, at=first, now=at)


# Numbered, and not yet before readers in a form that must stand.
_NUMBERED = frozenset({"numbered", "late_held"})


def _corrected(issue: Issue, cover: Cover, *, by: By, at: datetime) -> Issue:
    """Another cover on a document that has its number; what it says by then is in the log."""
    if not cover.title.strip():
        raise Lacking({"title": _("Say what the document is called.")})
    enter(issue, with_source(cover, issue))
    steps.take(issue, "correct", by=actor_for(by, issue, at=at), at=at, data={"title": issue.title})
    tell.submitter(issue, at=at)
    return issue
