"""The verbs of a group's life (DOMAIN 5): establish, convene, open, appoint; see seats.py too."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from comitia.bodies.models import Body, Decision
from comitia.groups import rules
from comitia.groups.errors import ForbiddenOutput, WrongState
from comitia.groups.models import Group, Role, Terms
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.mandates.models import Clause, Resolution
from comitia.people.models import Entity, Person

State = Group.State


@transaction.atomic
def establish(
    *,
    name: str,
    title: str,
    parent: Body,
    decision: Decision,
    purpose: str,
    eligibility: list[str],
    eligibility_source: str,
    by: Actor,
    at: datetime,
    language: str = "en",
    outputs: Iterable[str] = ("report",),
    resolution: Resolution | None = None,
    clauses: Iterable[Clause] = (),
) -> Group:
    """A decision of the parent establishes a group under terms of reference.

    Raises ForbiddenOutput where the terms would let it adopt Questions or Recommendations.
    """
    outputs = list(outputs)
    forbidden = rules.forbidden_outputs(outputs)
    if forbidden:
        raise ForbiddenOutput(
            f"A group of this kind may not produce: {', '.join(forbidden)} "
            "(Convention No. 191B: such groups shall not adopt Questions or Recommendations)."
        )
    group = Group.objects.create(
        name=name.lower(),
        title=title,
        language=language,
        parent=parent,
        state=State.ESTABLISHED,
        established_by=decision,
        resolution=resolution,
        created_at=at,
    )
    group.clauses.set(clauses)
    Terms.objects.create(
        group=group,
        since=at,
        decision=decision,
        purpose=purpose,
        eligibility=eligibility,
        eligibility_source=eligibility_source,
        outputs=outputs,
    )
    data = {
        "parent": parent.acronym,
        "decision": decision.pk,
        "purpose": purpose,
        "eligibility": eligibility,
        "eligibility_source": eligibility_source,
        "outputs": outputs,
    }
    ledger.append("group.established", _subject(group), data, by=by, at=at)
    return group


@transaction.atomic
def step(*, group: Group, state: str, by: Actor, at: datetime, because: str = "") -> Group:
    """Take a group one step along its life. Raises WrongState where the table has no such step."""
    sources = [source for source, targets in rules.GROUP_STEPS.items() if state in targets]
    if not Group.objects.filter(pk=group.pk, state__in=sources).update(state=state):
        group.refresh_from_db()
        raise WrongState(f"{group.name} is {group.state} and cannot become {state}.")
    group.refresh_from_db()
    ledger.append(f"group.{state}", _subject(group), {"because": because}, by=by, at=at)
    return group


@transaction.atomic
def open_reflector(*, group: Group, by: Actor, at: datetime) -> Group:
    """The list takes registrations and mail; that may be before the circular (DOMAIN C-18)."""
    if Group.objects.filter(pk=group.pk, reflector_open=False).update(reflector_open=True):
        ledger.append("reflector.opened", _subject(group), {}, by=by, at=at)
    group.refresh_from_db()
    return group


@transaction.atomic
def close_reflector(*, group: Group, by: Actor, at: datetime) -> Group:
    """The list takes no more registrations and mail; the archive stays."""
    if Group.objects.filter(pk=group.pk, reflector_open=True).update(reflector_open=False):
        ledger.append("reflector.closed", _subject(group), {}, by=by, at=at)
    group.refresh_from_db()
    return group


@transaction.atomic
def appoint(
    *,
    group: Group,
    kind: str,
    person: Person,
    entity: Entity,
    decision: Decision | None,
    by: Actor,
    at: datetime,
) -> Role:
    """The parent appoints somebody to a role; a convener replaces the one before."""
    if kind == Role.Kind.CONVENER:
        Role.objects.filter(group=group, kind=kind, until__isnull=True).update(until=at)
    role = Role.objects.create(
        group=group, kind=kind, person=person, entity=entity, appointed_by=decision, since=at
    )
    data = {
        "role": kind,
        "person": person.pk,
        "name": person.name,
        "entity": entity.name,
        "decision": decision.pk if decision else None,
    }
    ledger.append("role.appointed", _subject(group), data, by=by, at=at)
    return role


def _subject(group: Group) -> str:
    return f"group:{group.name}"
