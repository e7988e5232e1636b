"""Post documents so that members can read them, and remind those who have to."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from comitia.documents import notices, steps, timing
from comitia.documents import telling as tell
from comitia.documents.models import Issue
from comitia.groups.roles import require
from comitia.ledger.actors import SYSTEM, Actor
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people.actors import By, actor_of
from comitia.people.queries import secretariat
from comitia.timetable.queries import zone


@transaction.atomic
def post(*, issue: Issue, by: By, at: datetime) -> Issue:
    """Let members read an issue, and tell them. Raises NotAllowed, WrongState."""
    require(by, "keep_register", issue.document.group, at=at)
    issue = steps.locked(issue)
    return _posted(issue, by=actor_of(by, at=at), at=at)


def post_at_once(issue: Issue, *, at: datetime) -> None:
    """Post a numbered issue where its group does so without waiting. The caller has it locked."""
    if issue.state == "numbered" and timing.practice_of(issue.document.group).posts_at_once:
        _posted(issue, by=SYSTEM, at=at)


def _posted(issue: Issue, *, by: Actor, at: datetime) -> Issue:
    issue.posted_at = at
    issue.retrievable_at = issue.retrievable_at or at
    deadline = timing.posting_deadline(issue)
    rule = f"{deadline.rule.clause} ({deadline.rule.edition})" if deadline else ""
    steps.take(issue, "post", by=by, at=at, rule=rule)
    if issue.kind == Issue.Kind.REVISION:
        _replace_earlier(issue, by=by, at=at)
    tell.members(issue, at=at)
    tell.submitter(issue, at=at)
    return issue


def _replace_earlier(issue: Issue, *, by: Actor, at: datetime) -> None:
    """The issue that stood for the document until now is replaced by this revision."""
    earlier = issue.document.issues.filter(
        pk__lt=issue.pk,
        kind__in=(Issue.Kind.ORIGINAL, Issue.Kind.REVISION),
        posted_at__isnull=False,
    ).exclude(state__in=("revised", "withdrawn"))
    for each in earlier:
        each.document = issue.document
        steps.take(each, "revise", by=by, at=at, data={"by_issue": issue.pk})


def waiting(*, at: datetime) -> list[tuple[Issue, datetime]]:
    """What has to be posted, each with the instant by which; the most urgent first."""
    rows = Issue.objects.filter(state__in=("numbered", "submitted", "checking"))
    found = []
    for issue in rows.select_related("document__group__parent", "meeting__body"):
        deadline = timing.posting_deadline(issue)
        if deadline is not None:
            found.append((issue, deadline.ends))
    return sorted(found, key=lambda pair: (pair[1], pair[0].pk))


def remind(*, at: datetime) -> int:
    """Tell the secretariat, once a day, what has to be posted by the end of this day or the next
    working day; of how many documents."""
    near = [(issue, ends) for issue, ends in waiting(at=at) if ends - at <= timedelta(days=2)]
    if not near:
        return 0
    for person in secretariat():
        with override(person.language):
            rows = [
                (
                    issue,
                    date_format((ends - timedelta(seconds=1)).astimezone(zone()), "DATE_FORMAT"),
                )
                for issue, ends in near
            ]
        outbox.queue(
            notice=notices.to_post(rows, language=person.language),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"documents.to_post:{person.pk}:{at.date():%Y%m%d}",
            at=at,
        )
    return len(near)
