"""Who is told what, queued in the transaction of the act."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from comitia.bodies.models import Officer
from comitia.documents import notices
from comitia.documents.models import Issue
from comitia.groups.models import Group, Membership
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.outbox.compose import Notice
from comitia.people.models import Person
from comitia.people.queries import held_at


def submitter(issue: Issue, *, at: datetime) -> None:
    """Tell who submitted it how it stands; once for each state and instant."""
    person = issue.submitted_by
    if person is None or not person.is_active or not person.email:
        return
    to = issue.origin.get("reply_to") or person.email
    outbox.queue(
        notice=notices.to_submitter(issue, language=person.language),
        to=Recipient(to, f"person:{person.pk}"),
        once=f"document:{issue.pk}:{issue.state}:{at.timestamp()}",
        at=at,
    )


def ask_whether_submitted(*, issue: Issue, at: datetime) -> None:
    """Ask the person in whose name a mail came whether it is theirs; their answer submits it."""
    person = issue.submitted_by
    assert person is not None
    outbox.queue(
        notice=notices.is_it_yours(issue, language=person.language),
        to=Recipient(person.email, f"person:{person.pk}"),
        once=f"document:{issue.pk}:is_it_yours",
        at=at,
    )


def directors_of_late(issue: Issue, *, at: datetime) -> None:
    """Tell the Directors that a late contribution waits, if this one does."""
    if issue.state == "late_held":
        _directors(issue, lambda language: notices.late(issue, language=language), "late", at=at)


def recommendation(issue: Issue, *, name: str, reason: str, at: datetime) -> None:
    """Tell the Directors that the convener recommends to admit it."""
    _directors(
        issue,
        lambda language: notices.late(issue, language=language, by=name, reason=reason),
        f"recommended:{at.timestamp()}",
        at=at,
    )


def members(issue: Issue, *, at: datetime) -> None:
    """Tell every member that a document is posted, each in their language."""
    for language, recipients in to_tell(issue, at=at).items():
        outbox.queue(
            notice=notices.posted(issue, language=language),
            to=recipients,
            once=f"{posted_once(issue)}{language}",
            at=at,
        )


def posted_once(issue: Issue) -> str:
    """How the names of the letters begin that tell of its posting."""
    return f"document.posted:{issue.pk}:"


def to_tell(issue: Issue, *, at: datetime) -> dict[str, list[Recipient]]:
    """The members who are told of a posting, by language: all whom mail of the group reaches.

    Observers are not told of what is confidential.
    """
    group: Group = issue.document.group
    rows = Membership.objects.filter(
        Q(paused_until=None) | Q(paused_until__lte=at.date()),
        group=group,
        state=Membership.State.ACTIVE,
    ).exclude(delivery=Membership.Delivery.NONE)
    if issue.document.is_confidential:
        rows = rows.exclude(kind=Membership.Kind.OBSERVER)
    found: dict[str, list[Recipient]] = {}
    for pk, address, token, language in rows.order_by("id").values_list(
        "id", "address", "token", "person__language"
    ):
        found.setdefault(language, []).append(Recipient(address, f"membership:{pk}", token))
    return found


def _directors(issue: Issue, notice: Callable[[str], Notice], what: str, *, at: datetime) -> None:
    rows = Officer.objects.filter(held_at(at), office=Officer.Office.DIRECTOR)
    people: dict[int, Person] = {row.person_id: row.person for row in rows.select_related("person")}
    for person in people.values():
        if person.is_active and person.email:
            outbox.queue(
                notice=notice(person.language),
                to=Recipient(person.email, f"person:{person.pk}"),
                once=f"document.{what}:{issue.pk}:{person.pk}",
                at=at,
            )
