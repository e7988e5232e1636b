"""Tries again, by itself, whether mail reaches a suspended member (DOMAIN 5, suspended -> active).

A probe is a short plain mail. One that comes back keeps the seat suspended; one that does not, in
the days of the rule set, restores it, and so does an answer. After the last one the focal point is
told that the seat needs another address. All of it is in rows: a run that dies is run again.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from comitia.bodies.rulesets import RuleSet, in_force
from comitia.groups import bounce_notices as notices
from comitia.groups import rules
from comitia.groups.bouncing import restore, those_answering_for
from comitia.groups.models import Membership, Suspension
from comitia.groups.steps import to_holder
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.outbox.models import Letter
from comitia.outbox.queries import outcomes_of


def probe_suspended(*, at: datetime) -> None:
    """One step for each seat suspended: probe, wait, restore or give up, whichever is due."""
    _begin_missing(at)
    waiting = Suspension.objects.filter(ended_at=None, given_up_at=None)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        _step(pk, at=at)


def _begin_missing(at: datetime) -> None:
    """Seats suspended before there were rows for it are tried from now on."""
    begun = Suspension.objects.filter(seat=OuterRef("pk"), ended_at=None)
    missing = Membership.objects.filter(~Exists(begun), state=Membership.State.SUSPENDED)
    rows = [Suspension(seat=seat, since=at) for seat in missing]
    Suspension.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _step(pk: int, *, at: datetime) -> None:
    suspension = (
        Suspension.objects.select_for_update(of=("self",))
        .select_related("seat__group__parent", "seat__person", "seat__entity")
        .filter(pk=pk, ended_at=None, given_up_at=None)
        .first()
    )
    if suspension is None:
        return
    seat = suspension.seat
    if seat.state != Membership.State.SUSPENDED:
        # It was closed, or goes to another entity.
        suspension.ended_at = at
        suspension.save(update_fields=["ended_at"])
        return
    house = in_force(seat.group.parent.kind, at.date())
    is_out = suspension.probes > 0 and suspension.came_back_at is None
    if is_out and suspension.left_at is None and _has_left(suspension):
        # Silence counts from here, for a probe may wait in the outbox.
        suspension.left_at = at
        suspension.save(update_fields=["left_at"])
    if is_out and suspension.left_at is not None:
        if at >= suspension.left_at + timedelta(days=house.days("probe_silence_restores")):
            restore(seat=seat, at=at)
    elif at >= suspension.since + timedelta(days=house.days("probe_end")):
        _give_up(suspension, at=at)
    elif not is_out:
        _probe(suspension, house, at=at)


def _once(suspension: Suspension) -> str:
    return f"probe:{suspension.pk}:{suspension.probes}"


def _has_left(suspension: Suspension) -> bool:
    letters = list(Letter.objects.filter(once=_once(suspension)))
    # A letter long gone from the outbox has left it.
    return not letters or outcomes_of(letters)[letters[0].pk]["delivered"] > 0


def _probe(suspension: Suspension, house: RuleSet, *, at: datetime) -> None:
    days = rules.days_until_probe(
        suspension.probes + 1,
        first=house.days("probe_first"),
        grows=house.number("probe_pause_grows"),
    )
    if at < suspension.since + timedelta(days=days):
        return
    suspension.probes += 1
    suspension.left_at = suspension.came_back_at = None
    suspension.save(update_fields=["probes", "left_at", "came_back_at"])
    outbox.queue(
        notice=notices.probe(suspension.seat, silence_days=house.days("probe_silence_restores")),
        to=to_holder(suspension.seat),
        once=_once(suspension),
        at=at,
    )


def _give_up(suspension: Suspension, *, at: datetime) -> None:
    suspension.given_up_at = at
    suspension.save(update_fields=["given_up_at"])
    for person in those_answering_for(suspension.seat, at=at):
        outbox.queue(
            notice=notices.another_address_wanted(suspension, person),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"address-wanted:{suspension.pk}:{person.pk}",
            at=at,
        )
