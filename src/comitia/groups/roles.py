"""May this person do that, here and now? The matrix is data (roles.toml); this reads it."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.db.models import Q

from comitia.groups.models import Group, Membership, Role
from comitia.people.models import Entity, FocalPoint, Person


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed, in which role, and if not, why in words."""

    allowed: bool
    role: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Standing:
    """The roles a person holds at an instant; for a role that is tied to entities, which ones."""

    entities_by_role: dict[str, frozenset[int]]

    def holds(self, role: str) -> bool:
        return role in self.entities_by_role


@cache
def matrix() -> dict[str, dict[str, str]]:
    """Action -> role -> permission, and under `says` the action in words."""
    return tomllib.loads((files(__package__) / "roles.toml").read_text(encoding="utf-8"))


def judge(
    standing: Standing, action: str, *, entity_id: int | None = None, if_allowed: bool = False
) -> Verdict:
    """Pure: what the matrix says to somebody of this standing; KeyError for no such action."""
    permissions = matrix()[action]
    for role, entities in standing.entities_by_role.items():
        permission = permissions.get(role)
        if permission == "yes" or (permission == "if_allowed" and if_allowed):
            return Verdict(True, role)
        # Without an entity in question, somebody with a seat for any entity is at home here.
        if permission == "own" and (entity_id in entities or (entity_id is None and entities)):
            return Verdict(True, role)
    able = [role.replace("_", "-") for role, may in permissions.items() if may in {"yes", "own"}]
    return Verdict(False, "", f"To {permissions['says']} is for: {', '.join(able)}.")


def standing(person: Person | None, group: Group | None, *, at: datetime) -> Standing:
    """What roles a person holds in a group (or only in the house) at an instant."""
    found: dict[str, frozenset[int]] = {"public": frozenset()}
    if person is None or not person.is_active or not person.pk:
        return Standing(found)
    if person.is_secretariat:
        found["secretariat"] = frozenset()
    held = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    focal = FocalPoint.objects.filter(held, person=person).values_list("entity_id", flat=True)
    if focal:
        found["focal_point"] = frozenset(focal)
    if group is None:
        return Standing(found)
    for kind, entity_id in Role.objects.filter(held, group=group, person=person).values_list(
        "kind", "entity_id"
    ):
        found[kind] = found.get(kind, frozenset()) | {entity_id}
    for kind, entity_id in Membership.objects.filter(
        group=group, person=person, state__in=Membership.SEATED
    ).values_list("kind", "entity_id"):
        found[kind] = found.get(kind, frozenset()) | ({entity_id} if entity_id else frozenset())
    return Standing(found)


def may(
    person: Person | None,
    action: str,
    group: Group | None,
    *,
    at: datetime,
    entity: Entity | None = None,
) -> Verdict:
    """Whether `person` (None: the public) may do `action` in `group` at `at`, for `entity`."""
    held = standing(person, group, at=at)
    if action == "read_archive":
        return _may_read(held, group)
    return judge(held, action, entity_id=entity.pk if entity else None)


def _may_read(held: Standing, group: Group | None) -> Verdict:
    public = bool(group and group.archive_public)
    verdict = judge(held, "read_archive", if_allowed=public)
    if verdict.role != "focal_point" or group is None:
        return verdict
    # A focal point reads along where their entity has a seat, and only there.
    seated = Membership.objects.filter(
        group=group,
        entity_id__in=held.entities_by_role["focal_point"],
        state__in=Membership.SEATED,
    ).exists()
    return verdict if seated else Verdict(False, "", verdict.reason)
