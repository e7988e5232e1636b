"""May this person do that, here and now? The matrix is data (roles.toml); this reads it."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from comitia.base.prepared import Prepared
from comitia.bodies.models import Officer
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Group, Membership, Role
from comitia.groups.words import ACTIONS, ROLE_WITH_ARTICLE
from comitia.ledger.actors import Actor
from comitia.people.actors import By
from comitia.people.models import Entity, FocalPoint, Person
from comitia.people.queries import held_at

ALLOWED = frozenset({"yes", "own", "as_td"})


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed, in which role, and if not, why in words.

    `manner` is the matrix's word for how: `yes`, `own`, `as_td`; or, where it is not allowed, what
    comes near it: `propose`, `recommend`, `suggest`, `prepare`.
    """

    allowed: bool
    role: str = ""
    action: str = ""
    manner: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def reason(self) -> str:
        """Who may, in words; nothing where it is allowed."""
        return "" if self.allowed else _refusal(self.action)


@dataclass(frozen=True)
class Standing:
    """The roles a person holds at an instant; for a role that is tied to entities, which ones."""

    entities_by_role: dict[str, frozenset[int]]

    def holds(self, role: str) -> bool:
        return role in self.entities_by_role


@cache
def matrix() -> dict[str, dict[str, str]]:
    """Action -> role -> permission, as in roles.toml."""
    return tomllib.loads((files(__package__) / "roles.toml").read_text(encoding="utf-8"))


def judge(
    standing: Standing, action: str, *, entity_id: int | None = None, if_allowed: bool = False
) -> Verdict:
    """Pure: what the matrix says to somebody of this standing; KeyError for no such action."""
    permissions = matrix()[action]
    near = ""
    held = {role: how for role, how in permissions.items() if standing.holds(role)}
    for role, permission in held.items():
        if permission == "never":
            return Verdict(False, role, action, permission)
        entities = standing.entities_by_role[role]
        if permission in {"yes", "as_td"} or (permission == "if_allowed" and if_allowed):
            return Verdict(True, role, action, permission)
        # Without an entity in question, somebody with a seat for any entity is at home here.
        if permission == "own" and (entity_id in entities or (entity_id is None and entities)):
            return Verdict(True, role, action, permission)
        if permission not in ALLOWED:
            near = near or permission
    return Verdict(False, "", action, near)


def _refusal(action: str) -> str:
    able = [role for role, permission in matrix()[action].items() if permission in ALLOWED]
    return _("Only these may %(action)s: %(roles)s.") % {
        "action": ACTIONS[action],
        "roles": ", ".join(str(ROLE_WITH_ARTICLE[role]) for role in able),
    }


def standing(person: Person | None, group: Group | None, *, at: datetime) -> Standing:
    """What roles a person holds in a group (or only in the house) at an instant."""
    found: dict[str, frozenset[int]] = {"public": frozenset()}
    if person is None or not person.is_active or not person.pk:
        return Standing(found)
    if person.is_secretariat:
        found["secretariat"] = frozenset()
    focal = [entity_id for (entity_id,) in _spoken_for(person=person.pk, at=at)]
    if focal:
        found["focal_point"] = frozenset(focal)
    if _directing(person=person.pk, at=at):
        found["director"] = frozenset()
    if group is None:
        return Standing(found)
    in_office = _in_office(group=group.pk, at=at)
    for kind, holder, entity_id in in_office:
        if holder == person.pk:
            found[kind] = found.get(kind, frozenset()) | {entity_id}
    # DOMAIN 6: while there is no convener in office, the vice-convener acts ad interim.
    if "vice_convener" in found and not any(kind == Role.Kind.CONVENER for kind, *_ in in_office):
        found["convener"] = found["vice_convener"]
    for kind, entity_id in _seats(group=group.pk, person=person.pk):
        found[kind] = found.get(kind, frozenset()) | ({entity_id} if entity_id else frozenset())
    return Standing(found)


# Asked for each page and each act.
_spoken_for = Prepared(
    lambda person, at: FocalPoint.objects.filter(held_at(at), person=person).values_list("entity"),
    person=int,
    at=datetime,
)
_directing = Prepared(
    lambda person, at: Officer.objects.filter(
        held_at(at), person=person, office=Officer.Office.DIRECTOR
    ).values_list("pk"),
    person=int,
    at=datetime,
)
_in_office = Prepared(
    lambda group, at: Role.objects.filter(held_at(at), group=group, suspended_at=None).values_list(
        "kind", "person", "entity"
    ),
    group=int,
    at=datetime,
)
_seats = Prepared(
    lambda group, person: Membership.objects.filter(
        group=group, person=person, state__in=Membership.SEATED
    ).values_list("kind", "entity"),
    group=int,
    person=int,
)


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
        return may_read(held, group)
    return judge(held, action, entity_id=entity.pk if entity else None)


def require(
    by: By, action: str, group: Group | None, *, at: datetime, entity: Entity | None = None
) -> None:
    """Raise NotAllowed, with the reason, unless `by` may. The system and the administrator may."""
    if isinstance(by, Actor):
        return
    verdict = may(by, action, group, at=at, entity=entity)
    if not verdict:
        raise NotAllowed(verdict.reason)


def may_read(held: Standing, group: Group | None) -> Verdict:
    """What `may` says of reading the archive of `group` to somebody of this standing there."""
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
    if seated:
        return verdict
    others = {role: own for role, own in held.entities_by_role.items() if role != "focal_point"}
    return judge(Standing(others), "read_archive", if_allowed=public)
