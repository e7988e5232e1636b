"""Who may do what in the register, beyond what the roles matrix says by itself."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comitia.documents.errors import NotAsked, NotOfYours, WrongSeries
from comitia.documents.models import Document, Issue, PaperRequest, Series
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Group, Membership
from comitia.groups.roles import Standing, judge, matrix, may, require, standing
from comitia.ledger.actors import Actor
from comitia.people.actors import By
from comitia.people.models import Entity, Person
from comitia.people.queries import entities_spoken_for, entity_of

# What delegates submit for their members; the rest comes from those who run the group.
OWN_SERIES = frozenset({Series.CONTRIBUTION, Series.OTHER})
# In which series an observer informs the group: it is no contribution, for it proposes nothing.
INFORMATION = Series.OTHER


def speaks_for(person: Person, group: Group, *, at: datetime) -> Entity | None:
    """The entity for which a person submits in a group: of their seat, else spoken for by them.

    Whoever an observer works for, they speak for themselves.
    """
    seat = (
        Membership.objects.filter(group=group, person=person, state__in=Membership.SEATED)
        .select_related("entity")
        .first()
    )
    if seat is not None and seat.entity is not None:
        return seat.entity
    spoken_for = next(iter(entities_spoken_for(person, at=at)), None)
    if spoken_for is not None or (seat is not None and seat.kind == Membership.Kind.OBSERVER):
        return spoken_for
    return entity_of(person, at=at)


def series_open_to(person: Person, group: Group, *, at: datetime) -> list[Series]:
    """The series in which a person may submit in a group; none, where they may not at all."""
    held = standing(person, group, at=at)
    own = any(_manner(role) == "own" for role in held.entities_by_role)
    in_office = _in_office(held)
    asked = asked_of(person, group, held, at=at) is not None
    return [
        series
        for series in Series
        if (own and series in OWN_SERIES)
        or (in_office and series != Series.CONTRIBUTION)
        or (asked and series == INFORMATION)
    ]


def asked_of(person: Person, group: Group, held: Standing, *, at: datetime) -> PaperRequest | None:
    """What an observer, who holds these roles in the group, is asked for and has not submitted."""
    if not held.holds("observer"):
        return None
    return open_requests(group, at=at).filter(person=person).first()


def needs_asking(held: Standing) -> bool:
    """Whether who holds these roles is an observer, and submits only what they are asked for."""
    by_themselves = any(_manner(role) in {"own", "as_td"} for role in held.entities_by_role)
    return held.holds("observer") and not by_themselves


def is_information_paper(document: Document) -> bool:
    """Whether a document is what the convener asked an observer for."""
    return document.series == INFORMATION and bool(information_papers([document.pk]))


def information_papers(keys: Sequence[int]) -> Collection[int]:
    """Those of the documents with these keys that observers were asked for."""
    if not keys:
        return ()
    rows = PaperRequest.objects.filter(issue__document__in=keys).order_by()
    return set(rows.values_list("issue__document", flat=True))


def open_requests(group: Group, *, at: datetime) -> QuerySet[PaperRequest]:
    """The information papers that observers of a group are asked for, the last day included."""
    today = localtime(at).date()
    in_time = Q(last_day=None) | Q(last_day__gte=today)
    return group.paper_requests.filter(in_time, ended_at=None, issue=None)


def require_submitting(
    by: By, group: Group, series: str, entity: Entity | None, *, at: datetime
) -> None:
    """Raise NotAllowed or WrongSeries unless `by` may submit in that series for that entity."""
    if isinstance(by, Actor):
        return
    held = standing(by, group, at=at)
    mine = {role: of for role, of in held.entities_by_role.items() if _manner(role) == "own"}
    if series in OWN_SERIES and judge(
        Standing(mine), "submit_contribution", entity_id=entity.pk if entity else None
    ):
        return
    if series == INFORMATION and asked_of(by, group, held, at=at) is not None:
        return
    if needs_asking(held):
        raise NotAsked
    # Says who may, where this person may submit nothing at all.
    require(by, "submit_contribution", group, at=at, entity=entity)
    if series == Series.CONTRIBUTION or not _in_office(held):
        raise WrongSeries(
            _(
                "Contributions come from the delegates of members; the convener, the editors and"
                " the secretariat submit temporary documents, reports and liaison statements."
            )
        )


def require_own(by: By, issue: Issue, *, at: datetime) -> None:
    """Raise NotOfYours or NotAllowed unless `by` may revise or withdraw the document."""
    if isinstance(by, Actor) or (issue.submitted_by_id == by.pk and _still_there(by, issue, at=at)):
        return
    if issue.entity is None:
        raise NotOfYours(_("Only who submitted it can change or withdraw this document."))
    require(by, "withdraw_contribution", issue.document.group, at=at, entity=issue.entity)


def keeps_register(by: By, group: Group, *, at: datetime) -> bool:
    """Whether `by` checks, numbers and posts documents."""
    return isinstance(by, Actor) or bool(may(by, "keep_register", group, at=at))


def owns(person: Person, issue: Issue, *, at: datetime) -> bool:
    """Whether a person may revise or withdraw the document."""
    try:
        require_own(person, issue, at=at)
    except (NotOfYours, NotAllowed):
        return False
    return True


def _still_there(person: Person, issue: Issue, *, at: datetime) -> bool:
    """Whether the submitter still may submit here: who changed affiliation no longer owns it."""
    held = standing(person, issue.document.group, at=at)
    # A draft can at least be given up; whether it may be submitted is judged when it is.
    is_begun = issue.received_at is None and issue.entity_id is None
    is_begun = is_begun and issue.document.series == INFORMATION
    if held.holds("observer") and (is_begun or is_information_paper(issue.document)):
        return True
    if _in_office(held):
        return issue.document.series not in OWN_SERIES or issue.entity_id is None
    return any(issue.entity_id in entities for entities in held.entities_by_role.values())


def _in_office(held: Standing) -> bool:
    """Whether somebody submits for the group itself, and not for a member."""
    return any(_manner(role) == "as_td" for role in held.entities_by_role)


def _manner(role: str) -> str:
    return matrix()["submit_contribution"].get(role, "")
