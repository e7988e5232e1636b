"""Two clicks, two mails, two workers at the same moment: one outcome, on either engine."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from comitia.groups import bouncing, seats
from comitia.groups.bouncing import CameBack
from comitia.groups.errors import WrongState
from comitia.groups.models import Bounce, Membership, Suspension
from comitia.groups.probing import probe_suspended
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from comitia.people.models import Person
from tests.world import NOW, make_world

AT_ONCE = 6


def together(act):
    def run(number):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_address_asking_many_times_gets_one_seat():
    world = make_world()
    found = together(
        lambda _: (
            seats.request_seat(
                group=world.group, address="eve@extel.example", name="Eve", at=NOW
            ).pk
        )
    )
    assert len(set(found)) == 1
    assert Person.objects.filter(email="eve@extel.example").count() == 1
    assert Entry.objects.filter(kind="seat.requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_seat_is_validated_or_refused_and_never_both():
    world = make_world()
    seat = seats.request_seat(
        group=world.group,
        address="eve@extel.example",
        name="Eve",
        entity=world.telecom,
        at=NOW,
    )
    seats.confirm_address(seat=seat, at=NOW)

    def decide(number):
        mine = Membership.objects.select_related("group__parent", "person", "entity").get(
            pk=seat.pk
        )
        try:
            if number % 2:
                return seats.validate_seat(seat=mine, by=world.fiona, at=NOW).state
            return seats.refuse_seat(seat=mine, by=world.fiona, reason="No.", at=NOW).state
        except WrongState:
            return "too late"

    told = set(together(decide))
    seat.refresh_from_db()
    assert seat.state in {"active", "rejected"}
    assert told <= {seat.state, "too late"}
    verdicts = Entry.objects.filter(kind__in=("seat.refused", "member.admitted"))
    assert verdicts.filter(subject="group:t09demo").count() == 2 + 1


@pytest.mark.django_db(transaction=True)
def test_many_reports_and_workers_suspend_once_and_probe_once():
    world = make_world()
    hard = CameBack("permanent", "5.1.1", "550 no such user")

    def report(_):
        return bouncing.bounce(seat=world.seat, came_back=hard, at=NOW).state

    assert set(together(report)) == {"suspended"}
    assert Suspension.objects.count() == 1
    assert Bounce.objects.get().times == AT_ONCE
    assert Letter.objects.filter(kind="suspension").count() == 1
    assert Entry.objects.filter(kind="member.suspended").count() == 1
    together(lambda _: probe_suspended(at=world.later(days=1)))
    assert Letter.objects.filter(kind="probe").count() == 1
    assert Suspension.objects.get().probes == 1
