"""The verbs by which documents come in: submit, correct, revise, add to, and issue a liaison."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Meeting
from comitia.documents import filing, heads, numbering, rights, rules, steps, timing
from comitia.documents import telling as tell
from comitia.documents.cover import Cover, cover_of, enter
from comitia.documents.errors import (
    AlreadySubmitted,
    Lacking,
    LanguageTaken,
    WrongMeeting,
    WrongState,
)
from comitia.documents.filing import Given
from comitia.documents.models import Document, Issue, LanguageVersion, Liaison, Series
from comitia.documents.posting import post_at_once
from comitia.documents.symbols import symbol_of_issue
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM, Actor
from comitia.people.actors import By, acting, actor_of
from comitia.people.models import Entity, Person

# The same files of the same person within this are a mail sent twice, or a second click.
SAME_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Facts:
    """What is said of a submission besides its cover.

    `exemption` is one of deadlines.EXEMPTIONS, `origin` by which door it came. `received_at` is the
    server's instant of receipt, where that was before the act: a mail is read after it came.
    """

    confidential: bool = False
    exemption: str = ""
    event_on: date | None = None
    origin: dict[str, Any] = field(default_factory=dict)
    received_at: datetime | None = None


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
    facts: Facts = Facts(),
) -> Issue:
    """Submit a new document; where nothing is odd it has its number at once, else see `defects`.

    `at` is the server's instant of receipt (but see Facts); `entity` the member for which `by`
    submits, their own where it is not given. Without `meeting` it is for the group's discussion.
    Raises NotAllowed, WrongSeries, UnfitFile, TooManyFiles, WrongMeeting, AlreadySubmitted.
    """
    issue = _opened(
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
    return _received(issue, by=by, at=facts.received_at or at, now=at)


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
    facts: Facts = Facts(),
) -> Issue:
    """Keep a document that is not submitted yet; only its author sees it. Raises as `submit`."""
    return _opened(
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
        _fit_meeting(issue.document.group, meeting)
        issue.meeting = meeting
        issue.origin.pop("meeting_said", None)
    person = by if isinstance(by, Person) else None
    if files is not None:
        filing.check(files)
        issue.versions.all().delete()
        _attach(issue, files, cover, person=person, at=at)
    for version in issue.versions.all() if languages else ():
        said = (languages or {}).get(version.pk)
        if said and said != version.language:
            _free(issue, said)
            version.language = said
            version.save(update_fields=["language"])
    _choose_original(issue, cover.language)
    enter(issue, _with_source(cover, issue))
    new_bytes = files is not None or issue.received_at is None
    if issue.state == "submitted":
        issue.received_at = (received_at or at) if new_bytes else issue.received_at
        return _judged(issue, by=by, at=at, event="correct")
    first = (received_at or at) if new_bytes else (issue.received_at or at)
    return _received(issue, by=by, at=first, now=at)


# Numbered, and not yet before readers in a form that must stand.
_NUMBERED = frozenset({"numbered", "late_held"})


def _corrected(issue: Issue, cover: Cover, *, by: By, at: datetime) -> Issue:
    """Another cover on a document that has its number; what it says by then is in the log."""
    if not cover.title.strip():
        raise Lacking({"title": _("Say what the document is called.")})
    enter(issue, _with_source(cover, issue))
    steps.take(issue, "correct", by=_actor(by, issue, at=at), at=at, data={"title": issue.title})
    tell.submitter(issue, at=at)
    return issue


@transaction.atomic
def revise(
    *,
    document: Document,
    files: Sequence[Given],
    by: By,
    at: datetime,
    cover: Cover | None = None,
    kind: str = Issue.Kind.REVISION,
    facts: Facts = Facts(),
) -> Issue:
    """Submit the next Rev.k (or, by `kind`, Add.k or Corr.k) of a document that is posted.

    Without `cover` the facts stay as they were. Raises NotOfYours, WrongState, UnfitFile.
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
        token=_token(),
        created_at=at,
    )
    cover = cover or cover_of(current)
    _attach(issue, files, cover, person=person, at=at)
    enter(issue, cover)
    return _received(issue, by=by, at=facts.received_at or at, now=at)


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
    steps.take(issue, "add_language", by=_actor(by, issue, at=at), at=at, data=data)
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
    facts: Facts = Facts(),
) -> Issue:
    """Enter a liaison statement that came or goes out. Raises as `submit`, and Lacking."""
    errors = {}
    if not sender.strip():
        errors["sender"] = _("Say from which body the statement comes.")
    if not any(each.strip() for each in recipients):
        errors["recipients"] = _("Say to which bodies the statement goes.")
    if errors:
        raise Lacking(errors)
    issue = _opened(
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
    return _received(issue, by=by, at=facts.received_at or at, now=at)


def _opened(
    *,
    group: Group,
    series: str,
    files: Sequence[Given],
    cover: Cover,
    by: By,
    at: datetime,
    meeting: Meeting | None,
    entity: Entity | None,
    facts: Facts,
) -> Issue:
    """A draft with its files and cover."""
    person = by if isinstance(by, Person) else None
    if person is not None and entity is None:
        entity = rights.speaks_for(person, group, at=at)
    rights.require_submitting(by, group, series, entity, at=at)
    _fit_meeting(group, meeting)
    filing.check(files)
    _not_again(group, files, person, at=at)
    document = Document.objects.create(group=group, series=series, created_at=at, meeting=meeting)
    issue = Issue.objects.create(
        document=document,
        meeting=meeting,
        is_confidential=facts.confidential,
        exemption=facts.exemption,
        event_on=facts.event_on,
        submitted_by=person,
        submitter_name=actor_of(by, at=at).name,
        entity=entity,
        origin=facts.origin,
        token=_token(),
        created_at=at,
    )
    _attach(issue, files, cover, person=person, at=at)
    enter(issue, _with_source(cover, issue))
    issue.save()
    heads.refresh(document)
    return issue


def _received(issue: Issue, *, by: By, at: datetime, now: datetime) -> Issue:
    """It is submitted: received at `at`, which is now unless it was received before."""
    issue.received_at = at
    return _judged(issue, by=by, at=now, event="submit")


def _judged(issue: Issue, *, by: By, at: datetime, event: str) -> Issue:
    """Judge a submission: back with what is missing, to the secretariat, or a number at once."""
    actor = _actor(by, issue, at=at)
    issue.reason = ""
    issue.defects = defects_of(issue)
    files = [each.file.sha256 for each in issue.versions.select_related("file")]
    received = issue.received_at.isoformat() if issue.received_at else ""
    data = {"title": issue.title, "files": files, "received": received}
    steps.take(issue, event, by=actor, at=at, data=data)
    if issue.defects:
        steps.take(issue, "return", by=SYSTEM, at=at, data={"defects": issue.defects})
    elif not timing.practice_of(issue.document.group).checks_by_hand:
        numbering.give(issue, by=SYSTEM, at=at)
        post_at_once(issue, at=at)
    tell.submitter(issue, at=at)
    tell.directors_of_late(issue, at=at)
    return issue


def defects_of(issue: Issue) -> list[str]:
    """Codes of what bars a submission from being numbered."""
    versions = list(issue.versions.all())
    original = next((each.language for each in versions if each.is_original), "")
    offered = rules.Offered(
        title=issue.title,
        has_source=bool(issue.source_text) or issue.source_rows.exists(),
        languages=["" if each.language.startswith("?") else each.language for each in versions],
        original=original,
        meeting_unknown=issue.meeting is None and bool(issue.origin.get("meeting_said")),
    )
    return rules.defects(offered)


def _attach(
    issue: Issue, files: Sequence[Given], cover: Cover, *, person: Person | None, at: datetime
) -> None:
    """Attach files; one whose language is not known, or taken, is kept under a sign of its own."""
    taken: set[str] = set()
    known = []
    for place, each in enumerate(files):
        language = each.language or (cover.language if len(files) == 1 else "")
        if not language or language in taken:
            language = f"?{place}"
        taken.add(language)
        known.append((each, language))
    original = cover.language if cover.language in taken else ""
    if not original and len(files) == 1:
        original = known[0][1]
    for each, language in known:
        file = filing.keep(Given(each.name, each.data), at=at)
        LanguageVersion.objects.create(
            issue=issue,
            language=language,
            is_original=language == original,
            file=file,
            name=filing.tidy_name(each.name),
            added_at=at,
            added_by=person,
        )


def _with_source(cover: Cover, issue: Issue) -> Cover:
    """The cover; where it names no source, it comes from the member whose delegate submits it."""
    named = cover.sources or cover.source_text
    if named or issue.entity is None or issue.document.series not in rights.OWN_SERIES:
        return cover
    return replace(cover, sources=[issue.entity])


def _choose_original(issue: Issue, language: str) -> None:
    """Make the version in that language the original, if there is one; a single file takes it."""
    versions = list(issue.versions.all())
    if len(versions) == 1 and language and versions[0].language != language:
        versions[0].language = language
        versions[0].save(update_fields=["language"])
    chosen = next((each for each in versions if each.language == language), None)
    if chosen is None or chosen.is_original:
        return
    issue.versions.update(is_original=False)
    issue.versions.filter(pk=chosen.pk).update(is_original=True)


def _free(issue: Issue, language: str) -> None:
    if issue.versions.filter(language=language).exists():
        raise LanguageTaken(_("Two files cannot be in one language. Say of each which it is."))


def _fit_meeting(group: Group, meeting: Meeting | None) -> None:
    if meeting is not None and meeting.body_id != group.parent_id:
        raise WrongMeeting(
            _("That is no meeting of %(body)s, to which this group reports.")
            % {"body": group.parent.acronym}
        )


def _not_again(
    group: Group, files: Sequence[Given], person: Person | None, *, at: datetime
) -> None:
    """Refuse what the same person sent a moment ago, file for file."""
    if person is None or not files:
        return
    hashes = {sha256(each.data).hexdigest() for each in files}
    recent = LanguageVersion.objects.filter(
        issue__document__group=group,
        issue__submitted_by=person,
        issue__received_at__gt=at - SAME_AGAIN,
        file__sha256__in=hashes,
    ).exclude(issue__state="withdrawn")
    found = recent.select_related("issue__document__group__parent").first()
    if found is not None:
        raise AlreadySubmitted(
            _("The same file came from you a moment ago: %(symbol)s (%(state)s).")
            % {"symbol": symbol_of_issue(found.issue), "state": found.issue.state_word}
        )


def _actor(by: By, issue: Issue, *, at: datetime) -> Actor:
    if isinstance(by, Person):
        return acting(by, at=at, entity=issue.entity)
    return by


def _token() -> str:
    return secrets.token_hex(12)
