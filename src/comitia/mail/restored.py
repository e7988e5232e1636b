"""What a member is told whose mail works again: how much they missed, and where to read it."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comitia.archive.models import Message
from comitia.archive.queries import count_since
from comitia.groups.models import Membership, Suspension
from comitia.mail.digests.run import PERIODS
from comitia.outbox.actions import Recipient, queue
from comitia.outbox.compose import Notice


def welcome_back(*, suspension_id: int, at: datetime) -> None:
    """Tell the member once, after a suspension that is over, that mail comes again."""
    suspension = (
        Suspension.objects.filter(pk=suspension_id, ended_at__isnull=False)
        .select_related("seat__group", "seat__person")
        .first()
    )
    if suspension is None or suspension.seat.state != Membership.State.ACTIVE:
        return
    seat = suspension.seat
    queue(
        notice=_notice(suspension),
        to=Recipient(seat.address, f"membership:{seat.pk}", seat.token),
        once=f"restored:{suspension.pk}",
        at=at,
    )


def _notice(suspension: Suspension) -> Notice:
    seat = suspension.seat
    group, language = seat.group.name, seat.person.language
    missed = count_since(seat.group, suspension.since)
    with override(language):
        text = _("Mail from %(group)s reaches you again.") % {"group": group}
        if missed and seat.delivery in PERIODS:
            text += "\n\n" + _("Your next digest brings what came meanwhile.")
        elif missed:
            text += "\n\n" + ngettext(
                "While it did not, there was %(missed)s message. Read on from here:\n%(page)s",
                "While it did not, there were %(missed)s messages. Read on from here:\n%(page)s",
                missed,
            ) % {"missed": missed, "page": _where_they_left_off(suspension)}
        subject = _("%(group)s: mail comes again") % {"group": group}
    return Notice(subject=subject, text=text, language=language, kind="back", group=group)


def _where_they_left_off(suspension: Suspension) -> str:
    """The page of the first message that was not sent to them."""
    first = (
        Message.objects.filter(group=suspension.seat.group, received_at__gte=suspension.since)
        .order_by("number")
        .first()
    )
    if first is None:
        return f"{settings.BASE_URL}/g/{suspension.seat.group.name}/mail/"
    return f"{settings.BASE_URL}/m/{quote(first.message_id, safe='@')}/"
