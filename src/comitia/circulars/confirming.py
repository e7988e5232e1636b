"""A person confirms a draft, and everything the circular speaks of comes to be at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies import actions as bodies
from comitia.bodies.models import Body, Decision
from comitia.circulars.corrections import Incomplete
from comitia.circulars.drafts import open_draft, plan_of
from comitia.circulars.models import Circular, Draft
from comitia.circulars.plan import Plan, PlannedConvener, ReadRow
from comitia.circulars.series import NumberTaken, hold_for
from comitia.groups import actions as groups
from comitia.groups.errors import NameUnfit, NotEligible
from comitia.groups.models import Group, Role
from comitia.groups.officers import welcome_officer
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.mandates import actions as mandates
from comitia.mandates.models import Clause, Resolution
from comitia.people import actions as people
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity, Person
from comitia.people.queries import entity_named
from comitia.timetable import actions as timetable
from comitia.timetable.models import Milestone


@transaction.atomic
def confirm(*, draft: Draft, by: By, at: datetime) -> Circular:
    """Create what the draft speaks of: resolution, bodies, decision, group, terms, timetable, list.

    In one transaction: all of it, or nothing. Another language version of a known circular only
    adds itself and its version of the resolution. Raises NotAllowed, AlreadyConfirmed, and
    Incomplete with what is wrong, per field.
    """
    require(by, "issue_circular", None, at=at)
    draft = open_draft(draft)
    plan = plan_of(draft)
    actor = actor_of(by, at=at)
    known = Circular.objects.filter(series=plan.series, number=plan.number)
    if known.filter(language=plan.language).exists():
        raise Incomplete(
            {"number": _("%(name)s is known in this language already.") % {"name": plan.name}}
        )
    first = known.select_related("group").order_by("-is_original", "id").first()
    resolution = _resolution(plan, by=actor, at=at)
    group = _same_group(plan, first) if first else _group(plan, resolution, by=actor, at=at)
    circular = Circular.objects.create(
        series=plan.series,
        number=plan.number,
        language=plan.language,
        is_original=plan.is_original,
        subject=plan.subject,
        text=plan.text,
        issued_on=plan.issued_on,
        issued_on_inferred=plan.issued_on_inferred,
        signatory=plan.signatory,
        group=group,
        resolution=resolution,
    )
    with _as_field("number", NumberTaken):
        hold_for(circular)
    data = {
        "language": plan.language,
        "group": group.name if group else "",
        "resolution": resolution.slug if resolution else "",
        "draft": draft.pk,
    }
    ledger.append("circular.confirmed", f"circular:{circular.reference}", data, by=actor, at=at)
    if first is None and group is not None:
        groups.convene(
            group=group,
            circular=f"circular:{circular.reference}",
            has_timetable=bool(plan.rows),
            by=actor,
            at=at,
        )
    draft.circular = circular
    draft.save(update_fields=["circular"])
    return circular


def _same_group(plan: Plan, first: Circular) -> Group | None:
    if first.group is not None and first.group.name != plan.group:
        raise Incomplete(
            {
                "reflector": _("%(name)s is known in another language, where its list is %(list)s.")
                % {"name": plan.name, "list": first.group.name}
            }
        )
    return first.group


def _resolution(plan: Plan, *, by: Actor, at: datetime) -> Resolution | None:
    if plan.resolution is None:
        return None
    with _as_field("resolution.number", mandates.AlreadyStored):
        return mandates.store_resolution(
            plan.resolution, is_original=plan.is_original, by=by, at=at
        )


def _group(plan: Plan, resolution: Resolution | None, *, by: Actor, at: datetime) -> Group:
    parent = bodies.know_body(
        acronym=plan.parent.acronym,
        kind=plan.parent.kind,
        names={plan.language: plan.parent.name},
        by=by,
        at=at,
    )
    decision = _decision(plan, parent, by=by, at=at)
    with _as_field("reflector", NameUnfit):
        group = groups.establish(
            name=plan.group,
            title=plan.title,
            language=plan.language,
            parent=parent,
            decision=decision,
            purpose=plan.purpose,
            eligibility=list(plan.eligibility),
            eligibility_source=plan.eligibility_source,
            outputs=plan.outputs,
            resolution=resolution,
            clauses=_given(plan, resolution),
            by=by,
            at=at,
        )
    groups.open_reflector(group=group, by=by, at=at)
    _convener(plan.convener, group, decision, by=by, at=at)
    _timetable(plan.rows, group, decision, by=by, at=at)
    return group


def _decision(plan: Plan, parent: Body, *, by: Actor, at: datetime) -> Decision:
    meeting = bodies.plan_meeting(
        body=parent,
        month=plan.decided_from,
        opens=plan.decided_from,
        closes=plan.decided_until,
        by=by,
        at=at,
    )
    return bodies.record_decision(
        body=parent,
        text=plan.decision,
        decided_from=plan.decided_from,
        decided_until=plan.decided_until,
        meeting=meeting,
        source=plan.name,
        by=by,
        at=at,
    )


def _given(plan: Plan, resolution: Resolution | None) -> list[Clause]:
    if resolution is None:
        return []
    clauses = Clause.objects.filter(section__resolution=resolution).select_related("section")
    return [
        clause
        for clause in clauses
        if (clause.section.position - 1, clause.position - 1) in plan.given
    ]


def _convener(
    planned: PlannedConvener, group: Group, decision: Decision, *, by: Actor, at: datetime
) -> None:
    entity = _entity(planned, by=by, at=at)
    person = _person(planned, entity, group.language, by=by, at=at)
    role = groups.appoint(
        group=group,
        kind=Role.Kind.CONVENER,
        person=person,
        entity=entity,
        decision=decision,
        by=by,
        at=at,
    )
    with _as_field("convener.category", NotEligible):
        welcome_officer(role=role, by=by, at=at)


def _entity(planned: PlannedConvener, *, by: Actor, at: datetime) -> Entity:
    entity = entity_named(planned.organisation)
    if entity is not None:
        return entity
    if not planned.category:
        raise Incomplete(
            {
                "convener.category": _(
                    "%(name)s is not known yet: say under which category it is entered."
                )
                % {"name": planned.organisation}
            }
        )
    return people.enter_entity(
        name=planned.organisation,
        category=planned.category,
        country=planned.country if len(planned.country) == len("BR") else "",
        by=by,
        at=at,
    )


def _person(
    planned: PlannedConvener, entity: Entity, language: str, *, by: Actor, at: datetime
) -> Person:
    if not planned.address:
        return people.introduce(name=planned.name, entity=entity, language=language, by=by, at=at)
    person = people.meet(address=planned.address, name=planned.name, language=language)
    with _as_field("convener.address", people.AddressTaken):
        people.confirm(person=person, address=planned.address, by=by, at=at)
    people.affiliate(person=person, entity=entity, by=by, at=at)
    return person


def _timetable(
    rows: Sequence[ReadRow], group: Group, decision: Decision, *, by: Actor, at: datetime
) -> None:
    planned = []
    for row in rows:
        meeting = None
        if row.kind == Milestone.Kind.MEETING:
            body = Body.objects.filter(acronym__iexact=row.body).first() or group.parent
            meeting = bodies.plan_meeting(body=body, month=row.starts, by=by, at=at)
        planned.append(
            timetable.PlannedRow(
                wording=row.wording,
                kind=row.kind,
                starts=row.starts,
                ends=row.ends,
                meeting=meeting,
                action=row.action,
                actor=row.actor,
                recipient=row.recipient,
                proof=row.proof,
            )
        )
    timetable.adopt(group=group, rows=planned, decision=decision, by=by, at=at)


@contextmanager
def _as_field(field: str, *errors: type[Exception]) -> Iterator[None]:
    """A refusal of a verb, said beside the field that causes it."""
    try:
        yield
    except errors as error:
        raise Incomplete({field: str(error)}) from error
