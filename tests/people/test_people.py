"""Persons, their addresses, the entities they belong to, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from comitia.ledger.actors import SYSTEM, command
from comitia.ledger.models import Entry
from comitia.people import actions, queries
from comitia.people.actors import acting, actor_of
from comitia.people.models import Affiliation, Entity, Person

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 4, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=30)


def meet(address="ann@example.org", **fields):
    return actions.meet(address=address, **fields)


def confirmed(address="ann@example.org", **fields):
    person = meet(address, **fields)
    actions.confirm(person=person, address=address, by=SYSTEM, at=NOON)
    return person


@pytest.fixture
def telecom():
    return actions.enter_entity(
        name="Example Telecom", acronym="EXTEL", category="sector_member", by=SYSTEM, at=NOON
    )


def test_somebody_met_again_is_the_same_and_keeps_their_name():
    ann = meet(" Ann@Example.org ", name="Ann  Example")
    assert (ann.name, ann.email) == ("Ann Example", "ann@example.org")
    assert meet(name="Mallory", language="ru") == ann
    ann.refresh_from_db()
    assert (ann.name, ann.language) == ("Ann Example", "en")


@pytest.mark.parametrize("address", ["", " ", "ann"])
def test_nobody_is_met_without_an_address(address):
    Person.objects.create_user("", name="Named only")
    with pytest.raises(ValueError, match="no address"):
        meet(address)


def test_an_address_is_somebodys_once_it_is_confirmed():
    ann = meet()
    assert queries.person_of("ann@example.org") is None
    actions.confirm(person=ann, address="ANN@example.org", by=SYSTEM, at=NOON)
    actions.confirm(person=ann, address="ann@example.org", by=SYSTEM, at=NOON)
    assert queries.person_of("Ann@EXAMPLE.org ") == ann
    assert Entry.objects.filter(kind="address.confirmed").count() == 1


def test_whoever_confirmed_an_address_has_it_whatever_others_typed():
    ann = confirmed()
    mallory = confirmed("mallory@example.org")
    EmailAddress.objects.create(user=mallory, email="ben@example.org", verified=False)
    ben = meet("ben@example.org", name="Ben")
    assert ben not in {ann, mallory}
    actions.confirm(person=ben, address="ben@example.org", by=SYSTEM, at=NOON)
    assert queries.person_of("ben@example.org") == ben
    with pytest.raises(actions.AddressTaken):
        actions.confirm(person=mallory, address="ben@example.org", by=SYSTEM, at=NOON)


def test_a_second_address_is_theirs_too_and_the_first_stays_first():
    ann = confirmed()
    actions.confirm(person=ann, address="ann@home.example", by=SYSTEM, at=NOON)
    assert queries.addresses_of(ann) == ["ann@example.org", "ann@home.example"]
    assert queries.person_of("ann@home.example") == ann


def test_whom_a_text_only_names_is_known_at_their_entity(telecom):
    nadia = actions.introduce(name="Nadia  N", entity=telecom, language="fr", by=SYSTEM, at=NOON)
    again = actions.introduce(name="nadia n", entity=telecom, language="en", by=SYSTEM, at=NOON)
    other = actions.introduce(name="Omar", entity=telecom, language="ar", by=SYSTEM, at=NOON)
    assert nadia == again != other
    assert (nadia.email, other.email) == ("", "")
    actions.confirm(person=nadia, address="nadia@extel.example", by=SYSTEM, at=NOON)
    nadia.refresh_from_db()
    assert nadia.email == "nadia@extel.example"
    assert queries.person_of("nadia@extel.example") == nadia


def test_who_has_no_address_is_not_written_to(telecom):
    nadia = actions.introduce(name="Nadia", entity=telecom, language="en", by=SYSTEM, at=NOON)
    actions.name_focal_point(person=nadia, entity=telecom, letter="L", by=SYSTEM, at=NOON)
    Person.objects.filter(pk=nadia.pk).update(is_secretariat=True)
    assert queries.focal_points_of(telecom, at=NOON) == []
    assert queries.secretariat() == []


def test_affiliations_have_spans(telecom):
    ann = confirmed()
    for _ in range(2):
        actions.affiliate(person=ann, entity=telecom, by=SYSTEM, at=NOON)
    actions.end_affiliation(person=ann, entity=telecom, by=SYSTEM, at=LATER)
    actions.end_affiliation(person=ann, entity=telecom, by=SYSTEM, at=LATER)
    assert Affiliation.objects.count() == 1
    assert queries.entity_of(ann, at=NOON) == telecom
    assert queries.entity_of(ann, at=LATER - timedelta(seconds=1)) == telecom
    assert queries.entity_of(ann, at=LATER) is None
    actions.affiliate(person=ann, entity=telecom, by=SYSTEM, at=LATER)
    assert Affiliation.objects.count() == 2


def test_focal_points_are_dated(telecom):
    fiona = confirmed("fiona@extel.example")
    actions.name_focal_point(person=fiona, entity=telecom, letter="L 1", by=SYSTEM, at=NOON)
    actions.name_focal_point(person=fiona, entity=telecom, letter="L 2", by=SYSTEM, at=NOON)
    actions.end_focal_point(person=fiona, entity=telecom, by=SYSTEM, at=LATER)
    actions.end_focal_point(person=fiona, entity=telecom, by=SYSTEM, at=LATER)
    assert queries.focal_points_of(telecom, at=NOON) == [fiona]
    assert queries.entities_spoken_for(fiona, at=NOON) == [telecom]
    assert queries.focal_points_of(telecom, at=LATER) == []
    assert Entry.objects.filter(kind="focal_point.ended").count() == 1


def test_entities_are_found_by_name_or_acronym(telecom):
    for words in ("example  telecom", "Extel", "EXTEL"):
        assert queries.entity_named(words) == telecom
    assert queries.entity_named("Example") is None
    actions.enter_entity(name="Examplia", category="member_state", by=SYSTEM, at=NOON)
    assert queries.entity_named(" ") is None


def test_an_entity_is_entered_once(telecom):
    for name, acronym in (("EXAMPLE TELECOM", ""), ("Other", "extel"), ("Extel", "")):
        with pytest.raises(actions.EntityKnown):
            actions.enter_entity(
                name=name, acronym=acronym, category="associate", by=SYSTEM, at=NOON
            )
    names = ["Ж", "中", "Ex Tel"]
    slugs = {
        actions.enter_entity(name=name, category="academia", by=SYSTEM, at=NOON).slug
        for name in names
    }
    assert len(slugs) == 3
    assert Entity.objects.count() == 4


def test_membership_of_the_organisation_ends(telecom):
    actions.end_membership(entity=telecom, on=date(2011, 6, 1), by=SYSTEM, at=NOON)
    telecom.refresh_from_db()
    assert telecom.member_until == date(2011, 6, 1)


def test_an_actor_is_who_they_were_then(telecom):
    ann = confirmed(name="Ann")
    actions.affiliate(person=ann, entity=telecom, by=SYSTEM, at=NOON)
    assert (acting(ann, at=NOON).name, acting(ann, at=NOON).entity) == ("Ann", "Example Telecom")
    assert acting(ann, at=NOON - timedelta(days=1)).entity == ""
    assert actor_of(command("root"), at=NOON).kind == "command"
    assert actor_of(ann, at=NOON).person_id == ann.pk
