"""The verbs of a timetable: adopt its rows, take in evidence, remind, waive by decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from comitia.bodies.models import Decision, Meeting
from comitia.bodies.rulesets import in_force
from comitia.groups.models import Group
from comitia.groups.queries import moderators
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM, Actor
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people.models import Person
from comitia.people.queries import secretariat
from comitia.timetable import notices, queries, rules
from comitia.timetable.models import Milestone, Reminder


@dataclass(frozen=True)
class PlannedRow:
    """A row as a circular or a decision states it."""

    wording: str
    kind: str
    starts: date
    ends: date
    action: str
    meeting: Meeting | None = None
    actor: str = ""
    recipient: str = ""
    proof: str = Milestone.Proof.OTHER


@transaction.atomic
def adopt(
    *,
    group: Group,
    rows: Sequence[PlannedRow],
    decision: Decision | None,
    by: Actor,
    at: datetime,
) -> list[Milestone]:
    """Enter the rows that the parent adopted, in their order."""
    made = [
        Milestone.objects.create(
            group=group,
            position=position,
            wording=row.wording,
            kind=row.kind,
            starts=row.starts,
            ends=row.ends,
            meeting=row.meeting,
            action=row.action,
            actor=row.actor,
            recipient=row.recipient,
            proof=row.proof,
            adopted_by=decision,
        )
        for position, row in enumerate(rows, start=1)
    ]
    data = {
        "decision": decision.pk if decision else None,
        "rows": [
            [row.wording, row.starts.isoformat(), row.ends.isoformat(), row.action] for row in rows
        ],
    }
    ledger.append("timetable.adopted", f"group:{group.name}", data, by=by, at=at)
    return made


@transaction.atomic
def evidence(
    *, group: Group, proof: str, reference: str, by: Actor, at: datetime
) -> list[Milestone]:
    """Something happened that rows were waiting for: mark them met, in time or late.

    `reference` names what shows it, as `circular:12`. What is met stays met by its first evidence.
    """
    waiting = Milestone.objects.select_for_update(of=("self",)).filter(
        group=group, proof=proof, met_at__isnull=True
    )
    met = []
    for milestone in waiting.exclude(state=Milestone.State.WAIVED).select_related("meeting"):
        span = queries.span_of(milestone)
        milestone.state = rules.state_of(span, met_at=at, at=at, zone=queries.zone())
        milestone.met_at, milestone.evidence = at, reference
        milestone.save(update_fields=["state", "met_at", "evidence"])
        data = {
            "row": milestone.position,
            "wording": milestone.wording,
            "state": milestone.state,
            "evidence": reference,
        }
        ledger.append("milestone.met", f"group:{group.name}", data, by=by, at=at)
        met.append(milestone)
    return met


@transaction.atomic
def waive(*, milestone: Milestone, decision: Decision, by: Actor, at: datetime) -> Milestone:
    """The parent decided that a row need not be met."""
    milestone.state = Milestone.State.WAIVED
    milestone.adopted_by = decision
    milestone.save(update_fields=["state", "adopted_by"])
    data = {"row": milestone.position, "decision": decision.pk}
    ledger.append("milestone.waived", f"group:{milestone.group.name}", data, by=by, at=at)
    return milestone


def judge(*, at: datetime) -> int:
    """Enter in the ledger each row that has just become missed; how many."""
    missed = 0
    for group in Group.objects.filter(state__in=(Group.State.ACTIVE, Group.State.REPORTING)):
        for row in queries.rows(group, at=at):
            if row.state == "missed" and row.milestone.state != Milestone.State.MISSED:
                missed += _enter_missed(group, row.milestone, at)
    return missed


@transaction.atomic
def _enter_missed(group: Group, milestone: Milestone, at: datetime) -> bool:
    waiting = (Milestone.State.PLANNED, Milestone.State.DUE)
    rows = Milestone.objects.filter(pk=milestone.pk, met_at__isnull=True, state__in=waiting)
    if not rows.update(state=Milestone.State.MISSED):
        return False
    data = {"row": milestone.position, "wording": milestone.wording}
    ledger.append("milestone.missed", f"group:{group.name}", data, by=SYSTEM, at=at)
    return True


def remind(*, at: datetime) -> int:
    """Tell convener and secretariat what is due soon, once for each row and distance; how many."""
    told = 0
    for group in Group.objects.filter(
        state__in=(Group.State.CONVENED, Group.State.ACTIVE, Group.State.REPORTING)
    ).select_related("parent"):
        house = in_force(group.parent.kind, at.date())
        distances = (house.days("milestone_first_reminder"), house.days("milestone_last_reminder"))
        for row in queries.rows(group, at=at):
            if row.state not in {"planned", "due"}:
                continue
            left = rules.days_left(row.span, at=at, zone=queries.zone())
            # Only the nearest one that is due: a server that slept sends no old reminders.
            near = [distance for distance in distances if left <= distance]
            if near and left >= 0:
                told += _remind(group, row, min(near), left, at)
    return told


@transaction.atomic
def _remind(group: Group, row: queries.Row, distance: int, left: int, at: datetime) -> bool:
    _, fresh = Reminder.objects.get_or_create(
        milestone=row.milestone,
        due=row.span.ends,
        days_before=distance,
        defaults={"sent_at": at},
    )
    if not fresh:
        return False
    once = f"remind:{row.milestone.pk}:{row.span.ends:%Y%m%d}:{distance}"
    for person in _to_remind(group, at):
        outbox.queue(
            notice=notices.row_due(group, row, left, person),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"{once}:{person.pk}",
            at=at,
        )
    return True


def _to_remind(group: Group, at: datetime) -> list[Person]:
    people = {person.pk: person for person in [*moderators(group, at=at), *secretariat()]}
    return [person for person in people.values() if person.is_active and person.email]
