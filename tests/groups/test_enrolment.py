"""A list of members, entered at once."""

import time

import pytest

from comitia.base.packing import unpack
from comitia.groups import seats
from comitia.groups.enrolment import Newcomer, enrol
from comitia.groups.errors import NotAllowed, ReflectorClosed
from comitia.groups.models import Membership
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from comitia.people.queries import affiliations_at, person_of
from tests.world import getting_posts


def newcomers(entity, number, *, language="en"):
    return [Newcomer(f"m{n}@extel.example", f"Member {n}", entity, language) for n in range(number)]


def enter(world, lines, by=None, **options):
    return enrol(group=world.group, newcomers=lines, by=by or world.sam, at=world.now, **options)


def test_everybody_gets_a_seat_and_one_welcome_in_their_language(world):
    lines = [
        *newcomers(world.telecom, 3),
        Newcomer("zoe@examplia.example", "Zoé", world.examplia, "fr"),
    ]
    letters = Letter.objects.count()
    done = enter(world, lines)
    assert (len(done.added), done.already, done.refused) == (4, [], [])
    assert "zoe@examplia.example" in getting_posts(world.group)
    zoe = person_of("zoe@examplia.example")
    assert (zoe.name, zoe.language) == ("Zoé", "fr")
    assert [row.entity for row in affiliations_at(zoe, at=world.now)] == [world.examplia]
    fresh = Letter.objects.order_by("id")[letters:]
    assert [letter.copies for letter in fresh] == [3, 1]
    assert b"Content-Language: fr" in unpack(fresh[1].content)
    assert ["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"] in fresh[0].personal_headers
    assert Entry.objects.filter(kind="seats.enrolled").count() == 1


def test_the_same_list_again_changes_nothing(world):
    lines = newcomers(world.telecom, 3)
    enter(world, lines)
    letters = Letter.objects.count()
    done = enter(world, [*lines, lines[0]])
    assert (done.added, len(done.already)) == ([], 4)
    assert Letter.objects.count() == letters
    assert Membership.objects.filter(group=world.group).count() == 5


def test_lines_that_cannot_be_are_refused_one_by_one(world):
    done = enter(
        world,
        [
            Newcomer("no address", "A", world.telecom),
            Newcomer("", "B", world.telecom),
            Newcomer("c@networks.example", "C", world.networks),
            Newcomer("d@extel.example", "D", world.telecom),
        ],
    )
    assert [seat.address for seat in done.added] == ["d@extel.example"]
    reasons = [reason for _, reason in done.refused]
    assert len(reasons) == 3
    assert "Example Circular 1, § 3" in reasons[2]


def test_a_request_that_waits_is_taken_as_validated(world):
    seat = seats.request_seat(
        group=world.group, address="m0@extel.example", name="Zero", at=world.now
    )
    done = enter(world, newcomers(world.telecom, 1))
    assert [each.pk for each in done.added] == [seat.pk]
    assert person_of("m0@extel.example") == seat.person


def test_a_person_known_by_another_address_is_not_made_again(world):
    done = enter(world, [Newcomer(world.bob.email.upper(), "Robert", world.telecom)])
    assert (done.added, len(done.already)) == ([], 1)
    world.bob.refresh_from_db()
    assert world.bob.name == "Bob"


def test_only_the_secretariat_and_the_administrator_enrol(world):
    for person in (world.alice, world.fiona, world.bob):
        with pytest.raises(NotAllowed):
            enter(world, newcomers(world.telecom, 1), by=person)
    assert len(enter(world, newcomers(world.telecom, 1), by=SYSTEM).added) == 1
    world.group.reflector_open = False
    with pytest.raises(ReflectorClosed):
        enter(world, newcomers(world.telecom, 2))


def test_a_thousand_take_few_statements(world, django_assert_max_num_queries):
    before = time.perf_counter()
    with django_assert_max_num_queries(120):
        done = enter(world, newcomers(world.telecom, 1000))
    assert len(done.added) == 1000
    # Peers take 14 to 23 s; a slow machine under load is allowed for.
    assert time.perf_counter() - before < 10
