"""The secretariat's desk for a group: its list, its officers' addresses, its meetings."""

import json
from datetime import date

import pytest

from comitia.base.languages import LANGUAGES
from comitia.bodies import actions as bodies
from comitia.groups import actions as groups
from comitia.groups.models import Role
from comitia.groups.queries import seat_of
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.people import actions as people
from comitia.people.queries import person_of
from comitia.timetable import actions as timetable

DESK = "/g/t09demo/desk"
DAYS = {"opens": "2012-07-02", "closes": "2012-07-04", "source": "Collective letter 7"}


@pytest.fixture
def sam(pages, world):
    return pages.sign_in(world.sam)


@pytest.fixture
def meeting(world):
    found = bodies.plan_meeting(body=world.parent, month=date(2012, 6, 1), by=SYSTEM, at=world.now)
    row = timetable.PlannedRow(
        wording="EXAG meeting, June 2012",
        kind="meeting",
        starts=date(2012, 6, 1),
        ends=date(2012, 6, 30),
        meeting=found,
        action="Finalize the report",
    )
    timetable.adopt(group=world.group, rows=[row], decision=world.decision, by=SYSTEM, at=world.now)
    return found


@pytest.fixture
def nameless(world):
    """A vice-convener whom the decision names without an address."""
    victor = people.introduce(
        name="Victor", entity=world.samplia, language="en", by=SYSTEM, at=world.now
    )
    return groups.appoint(
        group=world.group,
        kind=Role.Kind.VICE_CONVENER,
        person=victor,
        entity=world.samplia,
        decision=world.decision,
        by=SYSTEM,
        at=world.now,
    )


def prefixed(name, row, said):
    return {f"{name}-{row.pk}-{field}": value for field, value in said.items()}


def test_the_list_is_closed_and_opened(sam, world):
    for said, is_open in (("close", False), ("open", True)):
        sam.post(f"{DESK}/list", {said: "1"})
        world.group.refresh_from_db()
        assert world.group.reflector_open is is_open
        assert sam.get(DESK).status_code == 200


def test_an_officer_gets_an_address_and_with_it_a_seat(sam, world, nameless):
    assert "without an address" in sam.get(DESK).content.decode()
    path = f"{DESK}/officers/{nameless.pk}"
    sam.post(path, prefixed("officer", nameless, {"address": "victor@samplia.example"}))
    assert person_of("victor@samplia.example") == nameless.person
    assert seat_of(world.group, nameless.person).state == "active"


@pytest.mark.parametrize("address", ["", "victor", "bob@example-telecom.example"])
def test_an_address_that_is_none_or_anothers(sam, world, nameless, address):
    path = f"{DESK}/officers/{nameless.pk}"
    html = sam.post(path, prefixed("officer", nameless, {"address": address})).content.decode()
    assert f'<a href="#id_officer-{nameless.pk}-address">' in html
    assert seat_of(world.group, nameless.person) is None


def test_a_meeting_moves_and_the_ledger_says_where_that_is_announced(sam, meeting):
    assert "EXAG" in sam.get(DESK).content.decode()
    sam.post(f"{DESK}/meetings/{meeting.pk}", prefixed("meeting", meeting, DAYS))
    meeting.refresh_from_db()
    assert (meeting.opens, meeting.closes) == (date(2012, 7, 2), date(2012, 7, 4))
    entry = Entry.objects.filter(kind="meeting.dated").latest("id")
    assert json.loads(entry.leaf)["data"]["source"] == "Collective letter 7"


@pytest.mark.parametrize(
    ("field", "value"),
    [("opens", ""), ("opens", "2 July"), ("closes", "2012-07-01"), ("source", "")],
)
def test_days_that_make_no_sense(sam, meeting, field, value):
    path = f"{DESK}/meetings/{meeting.pk}"
    html = sam.post(path, prefixed("meeting", meeting, DAYS | {field: value})).content.decode()
    assert f'<a href="#id_meeting-{meeting.pk}-{field}">' in html
    meeting.refresh_from_db()
    assert meeting.opens is None


@pytest.mark.parametrize("who", ["alice", "bob", "fiona", None])
def test_others_may_not(pages, world, meeting, nameless, who):
    if who:
        pages.sign_in(getattr(world, who))
    assert pages.get(DESK).status_code == 403
    for path, said in (
        (f"{DESK}/list", {"close": "1"}),
        (
            f"{DESK}/officers/{nameless.pk}",
            prefixed("officer", nameless, {"address": "v@x.example"}),
        ),
        (f"{DESK}/meetings/{meeting.pk}", prefixed("meeting", meeting, DAYS)),
    ):
        assert pages.post(path, said).status_code == 403
    world.group.refresh_from_db()
    meeting.refresh_from_db()
    assert world.group.reflector_open
    assert meeting.opens is None
    assert person_of("v@x.example") is None


@pytest.mark.parametrize("path", ["officers/999", "meetings/999"])
def test_what_is_not_there(sam, path):
    assert sam.post(f"{DESK}/{path}", {}).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_in_each_language(pages, world, meeting, nameless, language):
    world.sam.language = language
    world.sam.save()
    assert f'lang="{language}"' in pages.sign_in(world.sam).get(DESK).content.decode()
