"""A confirmed circular goes out to the members, and the group it convenes begins."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.calendar import day_at
from comitia.circulars import notices
from comitia.circulars.dispatching import entitled_focal_points, keep_sendings, queue_copies
from comitia.circulars.errors import NotConfirmed
from comitia.circulars.models import Circular, Dispatch
from comitia.circulars.queries import versions_of
from comitia.groups import actions as groups
from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM, Actor
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity
from comitia.timetable import actions as timetable
from comitia.timetable.models import Milestone
from comitia.timetable.queries import zone


@dataclass(frozen=True)
class Issued:
    """What issuing did: to how many focal points it went, and which entities have none."""

    circular: Circular
    sent: int
    without_focal_point: tuple[Entity, ...]


@transaction.atomic
def issue(*, circular: Circular, by: By, at: datetime) -> Issued:
    """Send the circular to the focal point of every entitled entity, one notice each.

    Each gets it in their language where it is confirmed in that, else in the original. The first
    row of the timetable is met by it, and the group is active once that row has begun. All
    language versions confirmed so far are issued together; a later one is only published.
    Repeating it sends nothing twice. Raises NotAllowed, NotConfirmed.
    """
    require(by, "issue_circular", circular.group, at=at)
    actor = actor_of(by, at=at)
    versions = list(versions_of(circular).select_for_update(of=("self",)))
    fresh = [one for one in versions if one.issued_at is None]
    group = circular.group
    if group is None:
        raise NotConfirmed(_("This circular convenes no group."))
    if not fresh:
        return Issued(circular, 0, ())
    first_time = len(fresh) == len(versions)
    for version in fresh:
        version.issued_at = at
        version.save(update_fields=["issued_at"])
    circular.issued_at = at
    sent, without = _send(versions, group, at=at) if first_time else (0, ())
    data = {
        "languages": [version.language for version in fresh],
        "sent": sent,
        "without_focal_point": [entity.name for entity in without],
    }
    ledger.append("circular.issued", f"circular:{circular.reference}", data, by=actor, at=at)
    timetable.evidence(
        group=group,
        proof=Milestone.Proof.CIRCULAR_ISSUED,
        reference=f"circular:{circular.reference}",
        by=actor,
        at=at,
    )
    _begin_if_due(group, by=actor, at=at)
    return Issued(circular, sent, without)


def _send(
    versions: list[Circular], group: Group, *, at: datetime
) -> tuple[int, tuple[Entity, ...]]:
    entitled = entitled_focal_points(group, at=at)
    by_language = {version.language: version for version in versions}
    original = next((one for one in versions if one.is_original), versions[0])
    sent = queue_copies(
        entitled,
        notice=lambda version, reader: notices.announcement(by_language[version], group, reader),
        languages=by_language,
        original=original.language,
        once=f"circular:{original.reference}",
        at=at,
    )
    rows = [
        Dispatch(
            circular=by_language[copy.language],
            person=copy.person,
            address=copy.person.email,
            language=copy.language,
            letter=copy.letter,
            sent_at=at,
        )
        for copy in sent
    ]
    keep_sendings(rows, entitled)
    return len(rows), entitled.without


def _begin_if_due(group: Group, *, by: Actor, at: datetime) -> bool:
    """convened -> active: the circular is out, the list open, the first row begun (DOMAIN 5)."""
    group.refresh_from_db()
    first = group.milestones.order_by("position").first()
    if (
        group.state != Group.State.CONVENED
        or not group.reflector_open
        or (first is not None and _today(at) < first.starts)
    ):
        return False
    evidence = first.evidence if first else ""
    groups.step(group=group, state=Group.State.ACTIVE, because=evidence, by=by, at=at)
    return True


def begin_due_groups(*, at: datetime) -> int:
    """Let convened groups begin whose circular is out and whose first row has begun; how many."""
    waiting = Group.objects.filter(
        state=Group.State.CONVENED, circulars__issued_at__isnull=False
    ).distinct()
    begun = 0
    for group in waiting:
        with transaction.atomic():
            begun += _begin_if_due(group, by=SYSTEM, at=at)
    return begun


def _today(at: datetime) -> date:
    return day_at(at, zone())
