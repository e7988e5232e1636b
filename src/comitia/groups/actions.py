"""The verbs of a group's life (DOMAIN 5): establish, convene, open, appoint; see seats.py too."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Body, Decision
from comitia.groups import rules
from comitia.groups.errors import ForbiddenOutput, NameUnfit, NotReady, WrongState
from comitia.groups.models import Group, Role, Terms
from comitia.groups.roles import require
from comitia.groups.words import GROUP, LACKING
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.mandates.models import Clause, Resolution
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity, Person
from comitia.people.queries import held_at

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

    Raises ForbiddenOutput where the terms would let it adopt Questions or Recommendations;
    NameUnfit where another group has the name, or no list can have it.
    """
    outputs = list(outputs)
    forbidden = rules.forbidden_outputs(outputs)
    if forbidden:
        raise ForbiddenOutput(
            _(
                "A group of this kind may not produce: %(outputs)s (Convention No. 191B: such "
                "groups shall not adopt Questions or Recommendations)."
            )
            % {"outputs": ", ".join(forbidden)}
        )
    name = check_name(name)
    group = Group.objects.create(
        name=name,
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


def check_name(name: str) -> str:
    """The name as a list's, a page's and a folder's name, or raise NameUnfit saying why not."""
    name = name.strip().lower()
    if not rules.is_list_name(name):
        raise NameUnfit(
            _("“%(name)s” cannot be a list's name: take up to 40 letters a to z, digits and dots.")
            % {"name": name}
        )
    if Group.objects.filter(name=name).exists():
        raise NameUnfit(_("There is already a group called %(name)s.") % {"name": name})
    return name


@transaction.atomic
def step(*, group: Group, state: str, by: Actor, at: datetime, because: str = "") -> Group:
    """Take a group one step along its life. Raises WrongState where the table has no such step."""
    sources = [source for source, targets in rules.GROUP_STEPS.items() if state in targets]
    if not Group.objects.filter(pk=group.pk, state__in=sources).update(state=state):
        group.refresh_from_db()
        raise WrongState(
            _("%(group)s is %(state)s and cannot become %(then)s.")
            % {"group": group.name, "state": group.state_word, "then": GROUP[state]}
        )
    group.refresh_from_db()
    ledger.append(f"group.{state}", _subject(group), {"because": because}, by=by, at=at)
    return group


@transaction.atomic
def convene(*, group: Group, circular: str, has_timetable: bool, by: Actor, at: datetime) -> Group:
    """A circular (`circular:12`) convenes the established group.

    Raises NotReady while convener, terms, timetable or list is lacking (DOMAIN 5), WrongState.
    """
    lacking = rules.lacking_to_convene(
        convener=Role.objects.filter(held_at(at), group=group, kind=Role.Kind.CONVENER).exists(),
        terms=Terms.objects.filter(held_at(at), group=group).exists(),
        timetable=has_timetable,
        reflector=group.reflector_open,
    )
    if lacking:
        words = ", ".join(str(LACKING[each]) for each in lacking)
        raise NotReady(
            _("%(group)s cannot be convened yet; it lacks: %(words)s.")
            % {"group": group.name, "words": words}
        )
    return step(group=group, state=State.CONVENED, by=by, at=at, because=circular)


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
def hold_everything(*, group: Group, on: bool, by: By, at: datetime) -> Group:
    """In an emergency all posts wait for a moderator; until it is over. Raises NotAllowed."""
    require(by, "moderate", group, at=at)
    if Group.objects.filter(pk=group.pk, emergency_hold=not on).update(emergency_hold=on):
        kind = "emergency_hold.begun" if on else "emergency_hold.ended"
        ledger.append(kind, _subject(group), {}, by=actor_of(by, at=at), at=at)
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
