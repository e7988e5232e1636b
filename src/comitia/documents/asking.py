"""The convener asks an observer for an information paper; so much an observer may submit."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comitia.documents import notices, rights
from comitia.documents.errors import AskedAlready, Lacking, NoObserver, NotAsked
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
    _check(topic.strip(), last_day, today=localtime(at).date())
    # Of two who ask at once, the second learns that it is asked already.
    Membership.objects.select_for_update().get(pk=seat.pk)
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
        topic=topic.strip(),
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
    """Ask for it no more, and tell the observer. What has come stays. Repeating it changes nothing.

    Raises NotAllowed.
    """
    require(by, "invite", request.group, at=at)
    if request.ended_at is None and request.issue is None:
        request.ended_at = at
        request.save(update_fields=["ended_at"])
        _enter("paper.asked_no_more", request, by=by, at=at)
        seat = groups.seat_of(request.group, request.person)
        if seat is not None:
            name = actor_of(by, at=at).name
            outbox.queue(
                notice=notices.paper_asked_no_more(
                    request, by=name, language=request.person.language
                ),
                to=Recipient(seat.address, f"member:{seat.pk}"),
                once=f"paper.asked_no_more:{request.pk}",
                at=at,
            )
    return request


def answered(issue: Issue, *, by: Person, received_at: datetime, at: datetime) -> None:
    """Note that what is submitted answers what its submitter was asked for, if it does.

    Raises NotAsked where they may submit nothing else and, when it was received, were not asked.
    """
    document = issue.document
    if document.series != rights.INFORMATION or rights.is_information_paper(document):
        return
    held = standing(by, document.group, at=received_at)
    request = rights.asked_of(by, document.group, held, at=received_at)
    if request is not None and _unanswered(request).update(issue=issue):
        request.issue = issue
        _enter("paper.answered", request, by=by, at=at)
    elif rights.needs_asking(held):
        raise NotAsked


def requests_of(group: Group) -> QuerySet[PaperRequest]:
    """All that observers were asked for, the newest first, with what came of it."""
    return group.paper_requests.select_related("person", "group", "issue__document")


def _unanswered(request: PaperRequest) -> QuerySet[PaperRequest]:
    return PaperRequest.objects.filter(pk=request.pk, ended_at=None, issue=None)


def _check(topic: str, last_day: date | None, *, today: date) -> None:
    errors = {}
    if not topic:
        errors["topic"] = _("Say what the paper is to be about.")
    elif len(topic) > MOST_TOPIC_LETTERS:
        errors["topic"] = _("At most %(most)s letters, please.") % {"most": MOST_TOPIC_LETTERS}
    if last_day is not None and last_day < today:
        errors["last_day"] = _("That day is over. Choose today or a later day, or none.")
    if errors:
        raise Lacking(errors)


def _enter(kind: str, request: PaperRequest, *, by: By, at: datetime) -> None:
    facts = {
        "person": request.person_id,
        "topic": request.topic,
        "last_day": request.last_day.isoformat() if request.last_day else None,
    }
    if request.issue is not None:
        facts["document"] = request.issue.document_id
    ledger.append(kind, f"group:{request.group.name}", facts, by=actor_of(by, at=at), at=at)
