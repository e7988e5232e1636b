"""Sends digests: finds the groups where one is due, and what each member has not had yet.

A seat remembers the last message it has had or need not have (`digested_to`), so nothing is left
out when a member changes their mind, is away, or a run comes late.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localtime
from django.utils.translation import override

from comitia.archive import actions as archive
from comitia.archive.models import Message
from comitia.groups.models import Group, Membership
from comitia.jobs import actions as jobs
from comitia.mail.digests.compose import letter
from comitia.mail.digests.due import day_of_last, day_of_last_weekly
from comitia.mail.digests.issue import issues
from comitia.mail.distribute.choices import distribution_of
from comitia.mail.distribute.station import imprint_of
from comitia.mail.models import DigestRun
from comitia.outbox.actions import Recipient, queue_copies

Delivery = Membership.Delivery
PERIODS = (Delivery.DAILY, Delivery.WEEKLY)


def start_due(*, at: datetime) -> None:
    """Let the digests wait that are due, each group's by itself, so that none delays another."""
    wanted = Membership.objects.filter(delivery__in=PERIODS, state=Membership.State.ACTIVE)
    for group in Group.objects.filter(pk__in=wanted.values("group")):
        for period in PERIODS:
            if _is_due(group, period, at=at):
                jobs.enqueue(
                    "mail.digest",
                    {"group_id": group.pk, "period": period},
                    once=f"digest:{group.pk}:{period}",
                    at=at,
                )


def _day(group: Group, period: str, *, at: datetime) -> date:
    chosen, local = distribution_of(group), localtime(at)
    if period == Delivery.WEEKLY:
        return day_of_last_weekly(local, hour=chosen.digest_hour, weekday=chosen.digest_day)
    return day_of_last(local, hour=chosen.digest_hour)


def _is_due(group: Group, period: str, *, at: datetime) -> bool:
    day = _day(group, period, at=at)
    return not DigestRun.objects.filter(group=group, period=period, day__gte=day).exists()


@transaction.atomic
def send(*, group: Group, period: str, at: datetime) -> None:
    """Queue what members of this period have not had, once for each day that it is due."""
    archive.hold(group)
    if not _is_due(group, period, at=at):
        return
    day = _day(group, period, at=at)
    DigestRun.objects.update_or_create(group=group, period=period, defaults={"day": day})
    on = localtime(at).date()
    seats = Membership.objects.filter(
        Q(paused_until=None) | Q(paused_until__lte=on),
        group=group,
        delivery=period,
        state=Membership.State.ACTIVE,
    )
    _queue(group, seats.select_related("person"), once=f"digest:{period}:{day}", at=at)


def send_rest(seat: Membership, *, at: datetime) -> None:
    """Queue for one member what the next digest would have brought, in the caller's transaction.

    The caller holds the archive (archive.actions.hold).
    """
    if seat.delivery in PERIODS and seat.state == Membership.State.ACTIVE:
        _queue(seat.group, [seat], once=f"digest:rest:{seat.pk}", at=at)


def newest(group: Group) -> int:
    """The number of the newest message, 0 where there is none."""
    return Message.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0


def _queue(group: Group, seats: Iterable[Membership], *, once: str, at: datetime) -> None:
    last = newest(group)
    alike: dict[tuple[int, str, str], list[Membership]] = defaultdict(list)
    for seat in seats:
        if seat.digested_to < last:
            alike[seat.digested_to, seat.digest_form, seat.person.language].append(seat)
    chosen = distribution_of(group)
    imprint = imprint_of(group, chosen)
    for (after, form, language), those in alike.items():
        for issue in issues(group, after=after, to=last):
            name = f"{once}:{group.pk}:{after}-{issue.last}:{form}:{language}"
            with override(language):
                content = letter(issue, imprint, chosen, form=form, once=name, at=at)
            queue_copies(
                content=content,
                recipients=_recipients(those),
                personal_headers=imprint.personal_headers(),
                bounces=f"{group.name}-bounces",
                group=group.name,
                kind="digest",
                once=name,
                at=at,
            )
        Membership.objects.filter(pk__in=[seat.pk for seat in those]).update(digested_to=last)


def _recipients(seats: Sequence[Membership]) -> list[Recipient]:
    return [Recipient(seat.address, f"membership:{seat.pk}", seat.token) for seat in seats]
