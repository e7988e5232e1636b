"""-leave@: gives up a seat. With the member's own token at once; without it, after asking back."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.groups.models import Membership
from comitia.groups.queries import seat_of, seat_with_token
from comitia.groups.seats import leave as leave_seat
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.outbox.actions import Recipient, queue
from comitia.outbox.compose import Notice
from comitia.people.actors import acting


def leave(letter: Letter) -> Done:
    """Close the seat, or ask its holder whether that was meant."""
    if letter.address.token:
        seat = seat_with_token(letter.address.token)
        if seat is None or seat.group_id != letter.group.pk:
            return discarded("an unknown token to leave with")
        return _close(seat, letter)
    writer = letter.writer
    seat = seat_of(letter.group, writer) if writer else None
    if seat is None:
        # Who is subscribed is told to nobody: the answer is the same for all strangers.
        with override(letter.language):
            letter.answer(
                _(
                    "There is no seat in %(group)s under the address you write from. If you"
                    " joined with another one, write from that, or use the link in any mail of"
                    " the group."
                )
                % {"group": letter.group.name},
                kind="leave",
                daily=True,
            )
        return obeyed("leave: no seat")
    # From can be forged, and a domain's own signature cannot.
    if letter.authentication.dmarc == "pass":
        return _close(seat, letter)
    queue(
        notice=_ask_back(seat, letter),
        to=Recipient(seat.address, f"membership:{seat.pk}", seat.token),
        once=f"leave:{seat.pk}:{letter.at:%Y%m%d%H}",
        at=letter.at,
    )
    return obeyed(f"leave: asked seat {seat.pk} back")


def _close(seat: Membership, letter: Letter) -> Done:
    leave_seat(seat=seat, by=acting(seat.person, at=letter.at, entity=seat.entity), at=letter.at)
    return obeyed(f"leave: seat {seat.pk}")


def _ask_back(seat: Membership, letter: Letter) -> Notice:
    group = letter.group.name
    domain = letter.arrival.rcpt_to.rpartition("@")[2].lower()
    language = seat.person.language
    with override(language):
        return Notice(
            subject=_("Do you want to leave %(group)s?") % {"group": group},
            text=_(
                "Somebody, we hope you, asked to end your seat in %(group)s.\n\n"
                "If that is right, answer this mail; an empty answer will do.\n"
                "If not, do nothing."
            )
            % {"group": group},
            language=language,
            kind="leave",
            group=group,
            reply_to=f"{group}-leave+{seat.token}@{domain}",
        )
