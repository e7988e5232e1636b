"""What the house chooses: how a group's register is kept, and when offices are closed."""

from datetime import date, datetime

from django.db import transaction

from comitia.documents.models import Holiday, Practice
from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.people.actors import By, actor_of


@transaction.atomic
def choose_practice(
    *,
    group: Group,
    by: By,
    at: datetime,
    checks_by_hand: bool | None = None,
    posts_at_once: bool | None = None,
    original_only: bool | None = None,
) -> Practice:
    """Choose whether submissions are looked at before they are numbered, whether they are posted
    with it, and whether the group works in the original language only; None leaves a choice."""
    require(by, "keep_register", group, at=at)
    practice, _ = Practice.objects.get_or_create(group=group)
    given = {
        "checks_by_hand": checks_by_hand,
        "posts_at_once": posts_at_once,
        "original_only": original_only,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    for name, value in chosen.items():
        setattr(practice, name, value)
    practice.save()
    ledger.append("register.chosen", f"group:{group.name}", chosen, by=actor_of(by, at=at), at=at)
    return practice


@transaction.atomic
def set_holiday(*, day: date, name: str, by: By, at: datetime) -> Holiday:
    """Enter a day on which offices are closed; it counts for every deadline from then on."""
    require(by, "keep_register", None, at=at)
    holiday, _ = Holiday.objects.update_or_create(
        day=day, defaults={"name": " ".join(name.split())[:120]}
    )
    data = {"day": day.isoformat(), "name": holiday.name}
    ledger.append("holiday.set", "house:holidays", data, by=actor_of(by, at=at), at=at)
    return holiday


@transaction.atomic
def remove_holiday(*, day: date, by: By, at: datetime) -> bool:
    """Strike a holiday; whether there was one."""
    require(by, "keep_register", None, at=at)
    removed, _ = Holiday.objects.filter(day=day).delete()
    if removed:
        data = {"day": day.isoformat()}
        ledger.append("holiday.removed", "house:holidays", data, by=actor_of(by, at=at), at=at)
    return bool(removed)
