"""The convener asks an observer for an information paper; so much an observer may submit."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.documents import notices, rights
from comitia.documents.errors import AskedAlready, Lacking, NoObserver
from comitia.documents.models import Issue, PaperRequest
from comitia.documents.rules import MOST_TOPIC_LETTERS
from comitia.groups import queries as groups
from comitia.groups.models import Group, Membership
from comitia.groups.roles import require, standing
from comitia.ledger import actions as ledger
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people.actors import By, actor_of
from comitia.people.models import Person


@transaction.atomic
def ask_for_paper(
    *, group: Group, person: Person, topic: str, by: By, at: datetime, last_day: date | None = None
) -> PaperRequest:
    """Ask an observer for one information paper on a topic, until the end of `last_day` if given.

    They are told by mail. Raises NotAllowed, NoObserver, AskedAlready, Lacking.
    """
    require(by, "invite", group, at=at)
    seat = groups.seat_of(group, person)
    if seat is None or seat.kind != Membership.Kind.OBSERVER:
        raise NoObserver(
            _("%(name)s is no observer of this group. Members submit documents by themselves.")
            % {"name": person}
        )
    if not topic.strip():
        raise Lacking({"topic": _("Say what the paper is to be about.")})
    if rights.open_requests(group, at=at).filter(person=person).exists():
        raise AskedAlready(
            _("%(name)s is asked already. Take that back first, to ask for something else.")
            % {"name": person}
        )
    # Those whose day is over make room.
    over = group.paper_requests.filter(person=person, ended_at=None, issue=None)
    over.update(ended_at=at)
    actor = actor_of(by, at=at)
    made = PaperRequest.objects.create(
        group=group,
        person=person,
        topic=topic.strip()[:MOST_TOPIC_LETTERS],
        last_day=last_day,
        asked_by_name=actor.name,
        asked_at=at,
    )
    _enter("paper.asked", made, by=by, at=at)
    outbox.queue(
        notice=notices.paper_asked(made, language=person.language),
        to=Recipient(seat.address, f"member:{seat.pk}"),
        once=f"paper.asked:{made.pk}",
        at=at,
    )
    return made


@transaction.atomic
def take_back(*, request: PaperRequest, by: By, at: datetime) -> PaperRequest:
    """Ask for it no more. What has come stays. Repeating it changes nothing. Raises NotAllowed."""
    require(by, "invite", request.group, at=at)
    if request.ended_at is None and request.issue is None:
        request.ended_at = at
        request.save(update_fields=["ended_at"])
        _enter("paper.asked_no_more", request, by=by, at=at)
    return request


def answered(issue: Issue, *, person: Person, at: datetime) -> None:
    """Note that a new document answers what its submitter was asked for, if it does."""
    group = issue.document.group
    if issue.document.series != rights.INFORMATION:
        return
    if standing(person, group, at=at).holds("observer"):
        rights.open_requests(group, at=at).filter(person=person).update(issue=issue)


def requests_of(group: Group) -> QuerySet[PaperRequest]:
    """All that observers were asked for, the newest first, with what came of it."""
    return group.paper_requests.select_related("person", "group", "issue__document")


def _enter(kind: str, request: PaperRequest, *, by: By, at: datetime) -> None:
    facts = {
        "person": request.person_id,
        "topic": request.topic,
        "last_day": request.last_day.isoformat() if request.last_day else None,
    }
    ledger.append(kind, f"group:{request.group.name}", facts, by=actor_of(by, at=at), at=at)
