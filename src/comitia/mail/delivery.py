"""How mail of a group comes to a member: what they wish, kept with their seat.

Nothing is lost by a change of mind: what the next digest would have brought is sent when digests
end; after a pause the next digest brings all that came meanwhile, and who gets each message by
itself is told how many there were.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comitia.archive import actions as archive
from comitia.groups.models import Membership
from comitia.groups.roles import require
from comitia.mail.digests.run import PERIODS, newest, send_rest
from comitia.mail.errors import BadChoice
from comitia.outbox.actions import Recipient, queue
from comitia.outbox.compose import Notice
from comitia.people.actors import By
from comitia.people.models import Person

LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True)
class Wishes:
    """What a member can wish; the names are those of `Membership`.

    `paused_until` is the first day on which mail comes again, None: it comes.
    """

    delivery: str = Membership.Delivery.EACH
    digest_form: str = Membership.DigestForm.MIME
    own_posts: bool = True
    duplicates: bool = True
    paused_until: date | None = None


def wishes_of(seat: Membership, *, on: date) -> Wishes:
    """What the member wishes; a pause that is over is none."""
    paused = seat.paused_until
    return Wishes(
        delivery=seat.delivery,
        digest_form=seat.digest_form,
        own_posts=seat.own_posts,
        duplicates=seat.duplicates,
        paused_until=paused if paused is not None and paused > on else None,
    )


@transaction.atomic
def wish(*, seat: Membership, wishes: Wishes, by: By, at: datetime) -> Membership:
    """Let mail come as wished from now on. Raises BadChoice, NotAllowed for another's seat."""
    if not isinstance(by, Person) or seat.person_id != by.pk:
        require(by, "validate_registration", seat.group, at=at, entity=seat.entity)
    _check(wishes, today=localdate(at))
    archive.hold(seat.group)
    seat = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("group", "person", "entity")
        .get(pk=seat.pk)
    )
    begins = seat.paused_until is None and (
        wishes.paused_until is not None or wishes.delivery in PERIODS
    )
    if wishes.delivery == Membership.Delivery.EACH:
        send_rest(seat, at=at)
    if begins and seat.delivery not in PERIODS:
        seat.digested_to = newest(seat.group)
    for name, value in asdict(wishes).items():
        setattr(seat, name, value)
    seat.save(update_fields=[*asdict(wishes), "digested_to"])
    return seat


def _check(wishes: Wishes, *, today: date) -> None:
    if wishes.delivery not in Membership.Delivery.values:
        raise BadChoice("delivery", _("Choose each, daily, weekly or none."))
    if wishes.digest_form not in Membership.DigestForm.values:
        raise BadChoice("digest_form", _("Choose mime or plain."))
    paused = wishes.paused_until
    if paused is not None and not today < paused <= today + LONGEST_PAUSE:
        raise BadChoice("paused_until", _("Choose a day within a year from tomorrow."))


def end_pauses(*, at: datetime) -> None:
    """End the pauses whose day has come, and tell members how many messages came meanwhile."""
    over = Membership.objects.filter(paused_until__lte=localdate(at))
    for pk in list(over.values_list("pk", flat=True)):
        _end_pause(pk, at=at)


@transaction.atomic
def _end_pause(pk: int, *, at: datetime) -> None:
    seat = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("group", "person")
        .filter(pk=pk, paused_until__lte=localdate(at))
        .first()
    )
    if seat is None:
        return
    missed, ended = newest(seat.group) - seat.digested_to, seat.paused_until
    seat.paused_until = None
    seat.save(update_fields=["paused_until"])
    gets_each = seat.delivery == Membership.Delivery.EACH
    if missed and gets_each and seat.state == Membership.State.ACTIVE:
        queue(
            notice=_welcome_back(seat, missed),
            to=Recipient(seat.address, f"membership:{seat.pk}", seat.token),
            once=f"back:{seat.pk}:{ended}",
            at=at,
        )


def _welcome_back(seat: Membership, missed: int) -> Notice:
    group, language = seat.group.name, seat.person.language
    with override(language):
        text = ngettext(
            "Mail of %(group)s comes to you again. While it did not, there was %(missed)s message:"
            "\n\n%(page)s",
            "Mail of %(group)s comes to you again. While it did not, there were %(missed)s"
            " messages:\n\n%(page)s",
            missed,
        ) % {"group": group, "missed": missed, "page": f"{settings.BASE_URL}/g/{group}/mail/"}
        subject = _("%(group)s: mail comes again") % {"group": group}
    return Notice(subject=subject, text=text, language=language, kind="back", group=group)
