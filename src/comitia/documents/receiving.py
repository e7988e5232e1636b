"""What all ways in have in common: a draft with its files and cover, received and judged."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.bodies.models import Meeting
from comitia.documents import (
    asking,
    filing,
    heads,
    numbering,
    rights,
    rules,
    steps,
    texts,
    timing,
)
from comitia.documents import telling as tell
from comitia.documents.cover import Cover, enter
from comitia.documents.errors import (
    AlreadySubmitted,
    LanguageTaken,
    WrongMeeting,
)
from comitia.documents.filing import Given
from comitia.documents.models import Document, Issue, LanguageVersion
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


NOTHING_MORE = Facts()


def opened(
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
    # Who may submit is judged as of the receipt: a mail is read after it came.
    came_at = facts.received_at or at
    if person is not None and entity is None:
        entity = rights.speaks_for(person, group, at=came_at)
    rights.require_submitting(by, group, series, entity, at=came_at)
    fit_meeting(group, meeting)
    filing.check(files)
    not_again(Issue.objects.filter(document__group=group), files, person, at=at)
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
        token=fresh_token(),
        created_at=at,
    )
    attach(issue, files, cover, person=person, at=at)
    enter(issue, with_source(cover, issue))
    issue.save()
    heads.refresh(document)
    return issue


def received(issue: Issue, *, by: By, at: datetime, now: datetime) -> Issue:
    """It is submitted: received at `at`, which is now unless it was received before.

    Raises NotAsked.
    """
    issue.received_at = at
    if isinstance(by, Person):
        asking.answered(issue, by=by, received_at=at, at=now)
    return judged(issue, by=by, at=now, event="submit")


def judged(issue: Issue, *, by: By, at: datetime, event: str) -> Issue:
    """Judge a submission: back with what is missing, to the secretariat, or a number at once."""
    actor = actor_for(by, issue, at=at)
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


def attach(
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
        file = filing.keep(each, at=at)
        LanguageVersion.objects.create(
            issue=issue,
            language=language,
            is_original=language == original,
            file=file,
            name=filing.tidy_name(each.name),
            added_at=at,
            added_by=person,
        )
        texts.keep_given(file, each, at=at)


def with_source(cover: Cover, issue: Issue) -> Cover:
    """The cover; where it names no source, it comes from the member whose delegate submits it.

    An observer speaks for no member, and is the source themselves.
    """
    named = cover.sources or cover.source_text
    if named or issue.document.series not in rights.OWN_SERIES:
        return cover
    if issue.entity is not None:
        return replace(cover, sources=[issue.entity])
    return replace(cover, source_text=issue.submitter_name if issue.submitted_by else "")


def choose_original(issue: Issue, language: str) -> None:
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


def keep_free(issue: Issue, language: str) -> None:
    if issue.versions.filter(language=language).exists():
        raise LanguageTaken(_("Two files cannot be in one language. Say of each which it is."))


def fit_meeting(group: Group, meeting: Meeting | None) -> None:
    if meeting is not None and meeting.body_id != group.parent_id:
        raise WrongMeeting(
            _("That is no meeting of %(body)s, to which this group reports.")
            % {"body": group.parent.acronym}
        )


def not_again(
    among: QuerySet[Issue], files: Sequence[Given], person: Person | None, *, at: datetime
) -> None:
    """Refuse what the same person sent a moment ago, file for file. Raises AlreadySubmitted."""
    if person is None or not files:
        return
    hashes = {sha256(each.data).hexdigest() for each in files}
    recent = among.filter(
        submitted_by=person,
        received_at__gt=at - SAME_AGAIN,
        versions__file__sha256__in=hashes,
    ).exclude(state="withdrawn")
    found = recent.select_related("document__group__parent").first()
    if found is not None:
        raise AlreadySubmitted(
            _("The same file came from you a moment ago: %(symbol)s (%(state)s).")
            % {"symbol": symbol_of_issue(found), "state": found.state_word}
        )


def actor_for(by: By, issue: Issue, *, at: datetime) -> Actor:
    if isinstance(by, Person):
        return acting(by, at=at, entity=issue.entity)
    return by


def fresh_token() -> str:
    return secrets.token_hex(12)
