"""Who may know who the members are (law 5)."""

import pytest

from comitia.groups import seats
from comitia.groups.queries import roster


def seen(world, name):
    found = roster(world.group, name and getattr(world, name), at=world.now)
    names = {
        seat.person.name: seat.pk in found.addresses
        for seat in [*(s for each in found.entities for s in each.seats), *found.observers]
    }
    return names, found


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("sam", {"Alice": True, "Bob": True, "Xena": True}),
        ("alice", {"Alice": True, "Bob": True, "Xena": True}),
        ("bob", {"Alice": False, "Bob": True, "Xena": False}),
        ("fiona", {"Bob": True}),
        ("charlie", {}),
        ("dora", {}),
        (None, {}),
    ],
)
def test_each_sees_what_is_theirs_to_see(world, who, names):
    seats.invite_observer(
        group=world.group, address="x@expert.example", name="Xena", by=world.alice, at=world.now
    )
    shown, found = seen(world, who)
    assert shown == names
    assert (found.entity_count, found.seat_count) == (2, 3)
    assert found.complete == (who in {"sam", "alice", "bob"})


def test_an_observer_sees_totals_only(world):
    guest = seats.invite_observer(
        group=world.group, address="x@expert.example", name="Xena", by=world.alice, at=world.now
    )
    found = roster(world.group, guest.person, at=world.now)
    assert (found.entities, found.observers, found.seat_count) == ([], [], 3)
