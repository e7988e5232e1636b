"""The only way a door gets a message that is held back."""

from datetime import datetime

from django.utils.translation import gettext as _

from comitia.archive.packing import unpacked
from comitia.archive.queries import stone_over
from comitia.groups.access import group_for
from comitia.mail.models import Held
from comitia.people.access import Hidden, Refused
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


def held_bytes(held: Held) -> bytes:
    """A held message as it came. Raises Refused where it was archived and redacted since."""
    stone = stone_over(held.group, held.arrival.raw)
    if stone is not None:
        raise Refused(
            _("This message was redacted: %(reason)s") % {"reason": stone.redaction_reason}
        )
    return unpacked(held.arrival.raw.packed)
