"""Who sees what of the register, and how it is listed."""

import pytest

from comitia.documents import access, actions, agendas, queries
from comitia.documents.cover import Cover
from comitia.documents.models import Access
from comitia.documents.queries import Filter
from comitia.groups import seats
from comitia.ledger.actors import SYSTEM
from comitia.people.access import Hidden, Refused
from tests.documents.submissions import contribute, text
from tests.world import person


def symbols(viewer, world, at, **filter):
    sight = access.register_for(viewer, "t09demo", at=at)
    return [line.symbol for line in queries.listing(sight, Filter(**filter)).lines]


def test_before_it_is_posted_only_its_author_and_those_who_check_see_it(world):
    contribute(world, at=world.now)
    for viewer in (world.bob, world.fiona, world.sam, world.alice):
        assert symbols(viewer, world, world.now) == ["C 1"], viewer
    other = seats.admit(
        group=world.group,
        person=world.dora,
        entity=world.samplia,
        address=world.dora.email,
        by=SYSTEM,
        at=world.now,
    )
    for viewer in (other.person, world.charlie, None):
        assert symbols(viewer, world, world.now) == [], viewer
        with pytest.raises(Hidden):
            access.issue_for(viewer, "t09demo", "C1", at=world.now)


def test_posted_it_is_seen_by_members_and_not_by_others(world):
    issue = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    for viewer in (world.bob, world.fiona, world.sam, world.alice):
        assert access.issue_for(viewer, "t09demo", "c-1", at=world.now)[0] == issue
    world.group.archive_public = True
    world.group.save()
    for viewer in (world.charlie, world.dora, None):
        assert symbols(viewer, world, world.now) == []
        with pytest.raises(Hidden):
            access.version_for(viewer, "t09demo", "C1", "", at=world.now)


def test_what_is_opened_is_seen_by_everybody(world):
    made = contribute(
        world,
        at=world.now,
        by=world.alice,
        series="R",
        cover=Cover(title="Interim report", source_text="Convener", language="en"),
    )
    issue = actions.post(issue=made, by=world.sam, at=world.now)
    actions.open_to_public(document=issue.document, is_public=True, by=world.alice, at=world.now)
    assert symbols(None, world, world.now) == ["R 1"]
    assert access.version_for(None, "t09demo", "R1", "en", at=world.now).issue == issue


def test_a_confidential_document_is_hidden_from_observers_and_its_readers_are_kept(world):
    guest = person("Olga")
    seat = seats.invite_observer(
        group=world.group, address=guest.email, name="Olga", by=world.alice, at=world.now
    )
    seats.confirm_address(seat=seat, at=world.now)
    facts = actions.Facts(confidential=True)
    issue = contribute(world, at=world.now, facts=facts)
    issue = actions.post(issue=issue, by=world.sam, at=world.now)
    actions.post(
        issue=contribute(world, at=world.later(hours=1), title="Open"), by=world.sam, at=world.now
    )
    assert symbols(guest, world, world.later(hours=1)) == ["C 2"]
    with pytest.raises(Hidden):
        access.version_for(guest, "t09demo", "C1", "", at=world.now)
    version = access.version_for(world.alice, "t09demo", "C1", "", at=world.now)
    actions.log_access(version=version, person=world.alice, at=world.now)
    assert queries.accesses_of(issue.document) == [("Alice", world.now, "en")]
    open_one = access.version_for(guest, "t09demo", "C2", "", at=world.now)
    actions.log_access(version=open_one, person=guest, at=world.now)
    assert Access.objects.count() == 1


def test_a_stone_shows_its_reason_and_no_text(world):
    issue = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    actions.withdraw(issue=issue, reason="Overtaken by C 9", by=world.bob, at=world.now)
    sight = access.register_for(world.alice, "t09demo", at=world.now)
    (line,) = queries.listing(sight).lines
    assert (line.symbol, line.is_stone, line.title) == ("C 1", True, "On the example")
    fiona = seats.admit(
        group=world.group,
        person=world.dora,
        entity=world.samplia,
        address=world.dora.email,
        by=SYSTEM,
        at=world.now,
    )
    with pytest.raises(Refused, match="Overtaken"):
        access.issue_for(fiona.person, "t09demo", "C1", at=world.now)


def test_lists_are_filtered_sorted_and_paged(register):
    world = register.world
    for number in range(7):
        by = world.alice if number % 2 else world.bob
        issue = contribute(
            world,
            at=world.later(hours=number),
            by=by,
            title=f"Paper {number} on {'roots' if number == 3 else 'leaves'}",
            meeting=register.january if number < 2 else None,
            cover=Cover(title=f"Paper {number} {'ROOTS' if number == 3 else ''}", language="en"),
            files=[text(f"Body {number}", "fr" if number == 4 else "en")]
            if number != 4
            else [text("Un", "fr"), text("One", "en")],
        )
        actions.post(issue=issue, by=world.sam, at=world.later(hours=number, minutes=5))
    at = world.later(days=1)
    assert symbols(world.bob, world, at) == [f"C {n}" for n in range(7, 0, -1)]
    assert symbols(world.bob, world, at, order="symbol", descending=False)[0] == "C 1"
    assert symbols(world.bob, world, at, words="roots") == ["C 4"]
    assert symbols(world.bob, world, at, language="fr") == ["C 5"]
    assert symbols(world.bob, world, at, source=world.examplia.pk) == ["C 6", "C 4", "C 2"]
    assert symbols(world.bob, world, at, meeting=register.january.pk) == ["C 2", "C 1"]
    assert symbols(world.bob, world, at, meeting=0, series="C", states=["posted"])[-1] == "C 3"
    sight = access.register_for(world.bob, "t09demo", at=at)
    pages = [
        [line.symbol for line in queries.listing(sight, page=n, per_page=3).lines]
        for n in (1, 2, 3)
    ]
    assert [each for page in pages for each in page] == [f"C {n}" for n in range(7, 0, -1)]
    assert queries.listing(sight, page=99, per_page=3).number == 3


def test_what_is_new_and_what_was_read(world):
    first = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    assert (
        actions.look_around(person=world.alice, group=world.group, at=world.later(hours=1)) is None
    )
    second = contribute(world, at=world.later(hours=2), title="Second")
    actions.post(issue=second, by=world.sam, at=world.later(hours=3))
    before = actions.look_around(person=world.alice, group=world.group, at=world.later(hours=4))
    assert before == world.later(hours=1)
    sight = access.register_for(world.alice, "t09demo", at=world.later(hours=4))
    shown = queries.listing(sight, new_since=before).lines
    assert [(line.symbol, line.is_new) for line in shown] == [("C 2", True), ("C 1", False)]
    assert queries.new_since(sight, before) == 1
    actions.log_reading(person=world.alice, document=first.document, at=world.later(hours=5))
    assert symbols(world.alice, world, world.later(hours=6), unread_by=world.alice) == ["C 2"]


def test_listing_asks_the_same_number_of_questions_however_many_there_are(
    world, django_assert_max_num_queries
):
    for number in range(12):
        issue = contribute(world, at=world.later(hours=number), title=f"Paper {number}")
        actions.post(issue=issue, by=world.sam, at=world.later(hours=number))
    sight = access.register_for(world.bob, "t09demo", at=world.later(days=1))
    with django_assert_max_num_queries(4):
        assert len(queries.listing(sight).lines) == 12


def test_the_agenda_of_a_meeting(register):
    world = register.world
    early = contribute(world, at=world.now, meeting=register.january, title="In time")
    early = actions.post(issue=early, by=world.sam, at=world.later(days=9))
    actions.place_on_agenda(document=early.document, item="3.1", by=world.alice, at=world.now)
    from tests.documents.test_lateness import LATE

    contribute(world, at=LATE, meeting=register.january, title="Late")
    sight = access.register_for(world.bob, "t09demo", at=LATE)
    (item,) = agendas.on_agenda(sight, register.january, at=LATE)
    (line,) = item.lines
    assert (item.item, line.line.symbol, line.languages["en"], line.languages["fr"]) == (
        "3.1",
        "C 1",
        True,
        False,
    )
    assert [(flag.about, flag.judged) for flag in line.flags] == [("posted", "late")]


def test_files_for_a_zip_are_those_that_may_be_read(world):
    actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    contribute(world, at=world.later(hours=1), title="Not yet")
    names = {
        viewer.name: [
            each.name
            for each in queries.zip_members(
                access.register_for(viewer, "t09demo", at=world.later(hours=1)), Filter()
            )
        ]
        for viewer in (world.bob, world.alice, world.charlie)
    }
    assert names["Bob"] == ["T09DEMO-C-0001-E.txt", "T09DEMO-C-0002-E.txt"]
    assert names["Charlie"] == []
