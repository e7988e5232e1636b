"""What mail that comes back does to a seat: evidence, suspension, probes, complaint, return."""

import pytest

from comitia.groups import bouncing, seats
from comitia.groups.bouncing import CameBack
from comitia.groups.models import Bounce, Membership, Suspension
from comitia.groups.probing import probe_suspended
from comitia.groups.refusals import tell_of_refusals
from comitia.jobs.models import Job
from comitia.outbox.models import Letter
from comitia.people.actors import acting
from tests.groups.test_registration import last_text, sent
from tests.world import getting_posts

HARD = CameBack("permanent", "5.1.1", "550 5.1.1 no such user", copy="7-1", letter="post")
FULL = CameBack("soft", "5.2.2", "552 5.2.2 mailbox full")


def came_back(world, days, what=FULL):
    """The seat after `what` came back on each of these days."""
    seat = world.seat
    for day in days:
        seat = bouncing.bounce(seat=seat, came_back=what, at=world.later(days=day))
    return seat


def test_one_hard_bounce_suspends_and_keeps_the_evidence(world):
    seat = came_back(world, [0], HARD)
    assert (seat.state, seat.reason) == ("suspended", "550 5.1.1 no such user")
    (row,) = seat.bounces.all()
    assert (row.kind, row.status, row.copy, row.letter, row.proof) == (
        "permanent", "5.1.1", "7-1", "post", "verp",
    )  # fmt: skip
    assert sent()[-1] == world.fiona.email
    assert world.bob.email not in getting_posts(world.group)


@pytest.mark.parametrize("kind", ["soft", "temporary"])
def test_the_fifth_day_with_a_soft_bounce_suspends(world, kind):
    what = CameBack(kind, reason="452 full")
    assert came_back(world, [0, 0, 0, 1, 1, 2, 3, 3], what).state == "active"
    assert came_back(world, [4], what).state == "suspended"
    assert [row.times for row in world.seat.bounces.all()] == [1, 2, 1, 2, 3]


def test_old_bounces_are_forgotten(world):
    assert came_back(world, range(0, 100, 15)).state == "active"


def test_bounces_a_fortnight_apart_are_not_forgotten(world):
    assert came_back(world, range(0, 57, 14)).state == "suspended"


@pytest.mark.parametrize("kind", ["policy", "delayed", "none"])
def test_refusals_for_what_we_are_and_warnings_never_suspend(world, kind):
    assert came_back(world, range(30), CameBack(kind, reason="550 blocked")).state == "active"


def test_evidence_is_bounded_and_refusals_do_not_hide_what_counts(world):
    for day in range(40):
        came_back(world, [day], CameBack("policy", reason="554 listed"))
    tell_of_refusals(at=world.later(days=40))
    came_back(world, [41])
    assert world.seat.bounces.count() <= bouncing.MOST_EVIDENCE
    assert world.seat.bounces.first().kind == "soft"


def test_a_seat_without_a_focal_point_of_its_own_is_told_to_the_secretariat(world):
    seat = world.group.memberships.get(person=world.alice)
    bouncing.suspend(seat=seat, reason="no such user", at=world.now)
    assert sent()[-1] == world.sam.email


def letters(kind):
    return Letter.objects.filter(kind=kind).order_by("id")


def probed(world, day, *, leaves=True):
    """The recurring work of one day; what it queues is delivered to the relay."""
    probe_suspended(at=world.later(days=day))
    if leaves:
        for letter in letters("probe"):
            letter.batches.update(outcomes="d", open=False)


def test_a_probe_that_does_not_come_back_restores_the_seat(world):
    came_back(world, [0], HARD)
    for day in range(7):
        probed(world, day)
        probed(world, day)
        assert letters("probe").count() == (day >= 1)
        world.seat.refresh_from_db()
        assert world.seat.state == "suspended"
    probed(world, 7)
    world.seat.refresh_from_db()
    assert (world.seat.state, world.seat.reason) == ("active", "")
    assert Job.objects.filter(kind="mail.restored").count() == 1
    assert not world.seat.bounces.filter(counts=True).exists()
    assert world.bob.email in getting_posts(world.group)


def test_a_probe_that_has_not_left_restores_nobody(world):
    came_back(world, [0], HARD)
    for day in range(60):
        probed(world, day, leaves=False)
    world.seat.refresh_from_db()
    assert world.seat.state == "suspended"
    # Withdrawn or parked for good: the focal point hears of it all the same.
    assert letters("probe").count() == 1
    assert Suspension.objects.get().given_up_at == world.later(days=38)


def test_a_probe_that_comes_back_keeps_the_seat_suspended_until_another_address_is_wanted(world):
    came_back(world, [0], HARD)
    probes = 0
    for day in range(60):
        probed(world, day)
        if letters("probe").count() > probes:
            probes = letters("probe").count()
            back = CameBack("permanent", "5.1.1", "still none", queued_at=world.later(days=day))
            bouncing.bounce(seat=world.seat, came_back=back, at=world.later(days=day, hours=1))
    assert probes == 5
    world.seat.refresh_from_db()
    assert world.seat.state == "suspended"
    assert letters("suspension").count() == 2
    assert world.fiona.email in sent()[-1]
    assert "5" in last_text()
    assert Suspension.objects.get().given_up_at == world.later(days=38)


def test_what_was_sent_before_the_suspension_says_nothing_of_the_probe(world):
    came_back(world, [0], HARD)
    probed(world, 1)
    late = CameBack("permanent", reason="late", queued_at=world.later(days=-1))
    bouncing.bounce(seat=world.seat, came_back=late, at=world.later(days=2))
    assert Suspension.objects.get().came_back_at is None


def test_an_answer_restores_at_once_and_ends_the_probes(world):
    seat = came_back(world, [0], HARD)
    probed(world, 1)
    assert seats.confirm_address(seat=seat, at=world.later(days=1, hours=2)).state == "active"
    for day in range(2, 60):
        probed(world, day)
    assert letters("probe").count() == 1
    assert Suspension.objects.get().ended_at == world.later(days=1, hours=2)


def test_a_restored_seat_begins_anew(world):
    seat = came_back(world, [0, 1, 2, 3, 4])
    seats.confirm_address(seat=seat, at=world.later(days=5))
    assert came_back(world, [6]).state == "active"


def test_a_seat_that_is_left_is_probed_no_more(world):
    seat = came_back(world, [0], HARD)
    seats.leave(seat=seat, by=acting(world.bob, at=world.now), at=world.now)
    probed(world, 1)
    assert not letters("probe")
    assert Suspension.objects.get().ended_at == world.later(days=1)


def test_a_seat_suspended_before_there_were_probes_is_probed(world):
    Membership.objects.filter(pk=world.seat.pk).update(state="suspended")
    for day in range(3):
        probed(world, day)
    assert letters("probe").count() == 1


def test_a_complaint_ends_the_mail_keeps_the_seat_and_is_told_to_others_once(world):
    unwanted = CameBack("complaint", reason="abuse", proof="enclosed")
    for day in range(2):
        seat = bouncing.complain(seat=world.seat, came_back=unwanted, at=world.later(days=day))
    assert (seat.state, seat.delivery) == ("active", "none")
    told = [to for letter in letters("complaint") for to in letter.batches.get().recipients]
    assert {address for address, _, _ in told} == {world.fiona.email, world.sam.email}
    assert letters("complaint").count() == 2
    assert seat.bounces.filter(kind="complaint").count() == 2


def test_the_secretariat_is_told_once_a_day_who_refuses_us(world):
    blocked = CameBack("policy", "5.7.1", "550 5.7.1 listed at bl.example")
    came_back(world, [0, 0], blocked)
    bouncing.note(address="x@else.example", seat=None, came_back=HARD, at=world.now)
    assert tell_of_refusals(at=world.now) == 0
    assert tell_of_refusals(at=world.later(days=1)) == 2
    assert tell_of_refusals(at=world.later(days=1, hours=1)) == 0
    assert letters("refusals").count() == 1
    assert sent()[-1] == world.sam.email
    for words in ("example-telecom.example, 2 copies", "listed at bl.example", "x@else.example"):
        assert words in last_text()
    assert Bounce.objects.filter(told=False).count() == 0


def test_nobody_is_restored_who_is_not_suspended(world):
    seat = bouncing.restore(seat=world.seat, at=world.now)
    assert seat.state == "active"
    assert not Job.objects.filter(kind="mail.restored").exists()
