"""The only way a door gets a message that is held back."""

from datetime import datetime

from comitia.groups.access import group_for
from comitia.mail.models import Held
from comitia.people.access import Hidden
from comitia.people.models import Person


def held_for(person: Person | None, group_name: str, held_id: int, *, at: datetime) -> Held:
    """A held message, for who may decide on it. Raises Hidden, Refused."""
    group = group_for(person, group_name, "moderate", at=at)
    held = (
        Held.objects.filter(group=group, pk=held_id)
        .select_related("group__parent", "arrival__raw", "arrival__message", "decided_by")
        .first()
    )
    if held is None:
        raise Hidden(f"{group_name} {held_id}")
    return held
