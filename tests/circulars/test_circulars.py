"""A draft is kept, corrected, confirmed into a group, and issued (scenario S2, in small)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from comitia.base.packing import unpack
from comitia.bodies.models import Body, Decision, Meeting
from comitia.circulars import access, actions, queries
from comitia.circulars.corrections import Incomplete
from comitia.circulars.errors import AlreadyConfirmed
from comitia.circulars.models import Circular, Dispatch, Draft
from comitia.circulars.series import give_next, series_of_circulars
from comitia.groups import officers
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Group, Membership, Role
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.mandates.models import Resolution
from comitia.outbox.models import Letter
from comitia.people import actions as people
from comitia.people.access import Hidden
from comitia.people.models import Entity, Person
from comitia.timetable.models import Milestone
from tests.circulars.example import FRENCH, NEEDED, TEXT, reading
from tests.world import entity, getting_posts, person

pytestmark = pytest.mark.django_db
FEBRUARY = datetime(2011, 2, 21, 9, tzinfo=UTC)
MARCH = datetime(2011, 3, 8, 9, tzinfo=UTC)


@pytest.fixture
def sam(db):
    made = person("Sam")
    made.is_secretariat = True
    made.save()
    return made


@pytest.fixture
def members(db):
    """Two entitled entities with focal points, one without, and an Associate with one."""
    found = {}
    for name, category, language in (
        ("Examplia", "member_state", "fr"),
        ("Example Telecom", "sector_member", "en"),
        ("Samplia", "member_state", ""),
        ("Sample Networks", "associate", "en"),
    ):
        found[name] = entity(name, category)
        if language:
            focal = person(f"focal{len(found)}", entity=found[name], language=language)
            people.name_focal_point(
                person=focal, entity=found[name], letter="A letter", by=SYSTEM, at=FEBRUARY
            )
    return found


def keep(sam, **changes):
    return actions.keep_reading(
        name="circular.txt", text=TEXT, reading=reading(**changes), by=sam, at=FEBRUARY
    )


def confirmed(sam, **changes):
    draft = keep(sam, **changes)
    actions.correct_draft(draft=draft, corrections=NEEDED, by=sam, at=FEBRUARY)
    return actions.confirm(draft=draft, by=sam, at=FEBRUARY)


def nothing_was_created():
    tables = (Circular, Group, Resolution, Body, Meeting, Decision, Milestone, Role, Entity)
    return not any(table.objects.exists() for table in tables)


def test_nothing_is_created_before_it_is_confirmed(sam):
    draft = keep(sam)
    actions.correct_draft(draft=draft, corrections=NEEDED, by=sam, at=FEBRUARY)
    assert nothing_was_created()


def test_confirming_creates_all_of_it(sam):
    circular = confirmed(sam)
    group = circular.group
    assert (group.name, group.state, group.reflector_open) == ("t09ex7", "convened", True)
    assert group.parent.acronym == "TSAG"
    decision = group.established_by
    assert (decision.decided_from, decision.decided_until) == (
        date(2011, 2, 8),
        date(2011, 2, 11),
    )
    assert decision.meeting.opens == date(2011, 2, 8)
    assert decision.source == "EX Circular 7"
    terms = group.terms.get()
    assert terms.eligibility == ["member_state", "sector_member"]
    assert terms.eligibility_source == "EX Circular 7, § 3"
    assert [clause.anchor for clause in group.clauses.all()] == ["instructs-director-tsb"]
    rows = list(group.milestones.all())
    assert [row.kind for row in rows] == ["month", "range", "meeting"]
    assert rows[2].meeting.body == group.parent
    assert all(row.adopted_by == decision for row in rows)
    convener = Role.objects.get(group=group, kind="convener")
    assert (str(convener.person), str(convener.entity)) == ("Carla Convener", "Example Agency")
    assert convener.entity.category == "member_state"
    assert circular.issued_on_inferred
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {
        "resolution.stored",
        "decision.recorded",
        "group.established",
        "reflector.opened",
        "role.appointed",
        "timetable.adopted",
        "circular.confirmed",
        "group.convened",
    } <= kinds


def test_what_is_not_known_is_asked_for_and_nothing_is_created(sam):
    with pytest.raises(Incomplete) as missing:
        actions.confirm(draft=keep(sam), by=sam, at=FEBRUARY)
    assert "Example Agency" in missing.value.errors["convener.category"]
    draft = keep(sam)
    associate = {"convener.category": "associate"}
    actions.correct_draft(draft=draft, corrections=associate, by=sam, at=FEBRUARY)
    with pytest.raises(Incomplete) as barred:
        actions.confirm(draft=draft, by=sam, at=FEBRUARY)
    assert "EX Circular 7, § 3" in barred.value.errors["convener.category"]
    with pytest.raises(Incomplete):
        confirmed(sam, number="")
    assert nothing_was_created()


def test_a_convener_without_an_address_is_asked_for_and_then_seated(sam):
    circular = confirmed(sam)
    convener = Role.objects.get(group=circular.group, kind="convener").person
    assert convener.email == ""
    wanted = Letter.objects.get(kind="officer")
    assert wanted.batches.get().recipients[0][0] == sam.email
    assert getting_posts(circular.group) == []
    officers.give_address(person=convener, address="carla@agency.example", by=sam, at=FEBRUARY)
    assert getting_posts(circular.group) == ["carla@agency.example"]
    with pytest.raises(people.AddressTaken):
        officers.give_address(
            person=Person.objects.create_user("", name="Other"),
            address="carla@agency.example",
            by=sam,
            at=FEBRUARY,
        )


def test_a_convener_whose_address_is_given_has_a_seat_at_once(sam):
    draft = keep(sam)
    corrections = {**NEEDED, "convener.address": "Carla@agency.example"}
    actions.correct_draft(draft=draft, corrections=corrections, by=sam, at=FEBRUARY)
    circular = actions.confirm(draft=draft, by=sam, at=FEBRUARY)
    assert Membership.objects.get(group=circular.group).state == "active"


def test_a_draft_is_confirmed_once(sam):
    draft = keep(sam)
    actions.correct_draft(draft=draft, corrections=NEEDED, by=sam, at=FEBRUARY)
    actions.confirm(draft=draft, by=sam, at=FEBRUARY)
    for again in (
        lambda: actions.confirm(draft=draft, by=sam, at=FEBRUARY),
        lambda: actions.correct_draft(draft=draft, corrections={}, by=sam, at=FEBRUARY),
        lambda: actions.discard_draft(draft=draft, by=sam, at=FEBRUARY),
    ):
        with pytest.raises(AlreadyConfirmed, match="EX Circular 7"):
            again()
    assert list(queries.open_drafts()) == []


def test_a_discarded_draft_leaves_nothing(sam):
    actions.discard_draft(draft=keep(sam), by=sam, at=FEBRUARY)
    assert not Draft.objects.exists()
    assert nothing_was_created()


def test_a_name_that_is_taken_or_unfit_is_said_beside_its_field(sam):
    confirmed(sam)
    for number, name in (("8", "t09ex7"), ("9", "t09-join"), ("9", "ж")):
        with pytest.raises(Incomplete) as caught:
            confirmed(sam, number=number, reflector=name)
        assert caught.value.errors.keys() == {"reflector"}


def test_the_same_circular_is_not_confirmed_twice_in_one_language(sam):
    confirmed(sam)
    with pytest.raises(Incomplete) as caught:
        confirmed(sam)
    assert caught.value.errors.keys() == {"number"}


def test_a_number_that_an_official_letter_has_is_said_beside_its_field(sam):
    circular = confirmed(sam)
    later = str(give_next(series_of_circulars(circular.series), holder="official:1"))
    assert later == "8"
    with pytest.raises(Incomplete) as caught:
        confirmed(sam, number=later, reflector="t09other")
    assert caught.value.errors.keys() == {"number"}
    assert "official:1" in caught.value.errors["number"]
    assert Circular.objects.count() == 1


def test_another_language_version_joins_the_group_it_convened(sam):
    first = confirmed(sam)
    second = confirmed(sam, language="fr", resolution=FRENCH)
    assert second.group == first.group
    assert Group.objects.count() == 1
    assert [one.language for one in queries.versions_of(first)] == ["en", "fr"]
    with pytest.raises(Incomplete) as caught:
        confirmed(sam, language="es", reflector="t09other")
    assert "t09ex7" in caught.value.errors["reflector"]


def test_only_the_secretariat_handles_circulars(sam, members):
    focal = Person.objects.get(name="focal1")
    draft = keep(sam)
    circular = confirmed(sam)
    for attempt in (
        lambda: keep(focal),
        lambda: actions.correct_draft(draft=draft, corrections={}, by=focal, at=FEBRUARY),
        lambda: actions.confirm(draft=draft, by=focal, at=FEBRUARY),
        lambda: actions.discard_draft(draft=draft, by=focal, at=FEBRUARY),
        lambda: actions.issue(circular=circular, by=focal, at=MARCH),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    for stranger in (focal, None):
        with pytest.raises(Hidden):
            access.draft_for(stranger, draft.pk, at=MARCH)
        with pytest.raises(Hidden):
            access.circular_for(stranger, "EX", "7", "en", at=MARCH)
    assert access.circular_for(sam, "ex", "7", "en", at=MARCH) == circular
    actions.issue(circular=circular, by=sam, at=MARCH)
    assert access.circular_for(None, "EX", "7", "ru", at=MARCH) == circular


def test_issuing_tells_each_entitled_focal_point_once(sam, members):
    circular = confirmed(sam)
    done = actions.issue(circular=circular, by=sam, at=MARCH)
    assert done.sent == 2
    assert {str(each) for each in done.without_focal_point} == {"Samplia", "Example Agency"}
    letters = Letter.objects.filter(kind="circular")
    told = [row[0] for letter in letters for row in letter.batches.get().recipients]
    assert sorted(told) == ["focal1@examplia.example", "focal2@example-telecom.example"]
    assert b"t09ex7-join@" in unpack(letters[0].content)
    sent = {row.address: row for row in queries.dispatches_of(circular)}
    assert sent["focal1@examplia.example"].language == "en"
    assert [str(each) for each in sent["focal1@examplia.example"].entities.all()] == ["Examplia"]
    again = actions.issue(circular=circular, by=sam, at=MARCH)
    assert (again.sent, Dispatch.objects.count(), letters.count()) == (0, 2, 2)


def test_a_focal_point_of_two_gets_one_notice(sam, members):
    both = Person.objects.get(name="focal1")
    people.name_focal_point(
        person=both, entity=members["Samplia"], letter="Another", by=SYSTEM, at=FEBRUARY
    )
    circular = confirmed(sam)
    assert actions.issue(circular=circular, by=sam, at=MARCH).sent == 2
    sent = Dispatch.objects.get(person=both)
    assert {str(each) for each in sent.entities.all()} == {"Examplia", "Samplia"}


def test_each_reads_it_in_their_language_where_it_is_there(sam, members):
    circular = confirmed(sam)
    confirmed(sam, language="fr", resolution=FRENCH)
    assert actions.issue(circular=circular, by=sam, at=MARCH).sent == 2
    by_person = dict(Dispatch.objects.values_list("person__name", "language"))
    assert by_person == {"focal1": "fr", "focal2": "en"}
    assert not Circular.objects.filter(issued_at=None).exists()


def test_a_version_confirmed_later_is_published_and_sent_to_nobody_again(sam, members):
    circular = confirmed(sam)
    actions.issue(circular=circular, by=sam, at=MARCH)
    later = confirmed(sam, language="fr", resolution=FRENCH)
    assert actions.issue(circular=later, by=sam, at=MARCH).sent == 0
    assert list(queries.issued_circulars().filter(language="fr")) == [later]
    assert Dispatch.objects.count() == 2


def test_entities_that_are_no_members_are_not_told(sam, members):
    Entity.objects.filter(name="Examplia").update(member_until=date(2011, 3, 1))
    Entity.objects.filter(name="Example Telecom").update(member_since=date(2011, 4, 1))
    assert actions.issue(circular=confirmed(sam), by=sam, at=MARCH).sent == 0


def test_the_first_row_is_met_by_it_and_the_group_begins(sam, members):
    circular = confirmed(sam)
    actions.issue(circular=circular, by=sam, at=MARCH)
    row = circular.group.milestones.get(position=1)
    assert (row.state, row.met_at, row.evidence) == ("met", MARCH, "circular:ex-7")
    circular.group.refresh_from_db()
    assert circular.group.state == "active"


def test_before_the_first_row_begins_the_group_waits(sam, members):
    circular = confirmed(sam)
    actions.issue(circular=circular, by=sam, at=FEBRUARY)
    circular.group.refresh_from_db()
    assert circular.group.state == "convened"
    assert actions.begin_due_groups(at=FEBRUARY + timedelta(days=1)) == 0
    assert actions.begin_due_groups(at=MARCH) == 1
    assert actions.begin_due_groups(at=MARCH) == 0
    circular.group.refresh_from_db()
    assert circular.group.state == "active"


def test_one_issued_after_the_month_is_met_late(sam, members):
    circular = confirmed(sam)
    actions.issue(circular=circular, by=sam, at=datetime(2011, 3, 31, 22, 30, tzinfo=UTC))
    assert circular.group.milestones.get(position=1).state == "met_late"


def test_a_group_that_nothing_issued_does_not_begin(sam):
    confirmed(sam)
    assert actions.begin_due_groups(at=MARCH) == 0
