"""comitia group, member and entity: thin, scriptable, plain in refusing."""

import json

import pytest
from click.testing import CliRunner

from comitia.cli.frame import main
from comitia.groups import bouncing, seats
from comitia.groups.bouncing import CameBack
from comitia.groups.models import Membership, Role
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from comitia.people import actions as people
from comitia.people.models import Entity
from comitia.people.queries import focal_points_of
from tests.world import getting_posts


@pytest.fixture
def comitia(world):
    def run(*words, status=0, stdin=None):
        answer = CliRunner().invoke(main, list(words), input=stdin)
        assert answer.exit_code == status, answer.output + answer.stderr
        assert "Traceback" not in answer.output
        return answer

    return run


def objects(answer):
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_groups_are_listed(comitia):
    (row,) = objects(comitia("group", "list", "--json"))
    assert (row["name"], row["state"], row["list"], row["seats"]) == (
        "t09demo",
        "active",
        "open",
        2,
    )
    assert "t09demo" in comitia("group", "list").stdout


def test_a_group_is_shown(comitia):
    (facts,) = objects(comitia("group", "show", "t09demo", "--json"))
    assert facts["eligibility"] == ["member_state", "sector_member"]
    assert facts["officers"][0]["name"] == "Alice"
    assert (facts["seats"], facts["entities"]) == (2, 2)
    assert "Alice, Examplia" in comitia("group", "show", "T09DEMO").stdout


def test_a_group_that_is_not_there_is_said_so(comitia):
    answer = comitia("group", "show", "t09none", status=1)
    assert "There are: t09demo" in answer.stderr


def test_a_list_closes_and_opens(comitia, world):
    comitia("group", "close", "t09demo")
    comitia("member", "add", "t09demo", "x@extel.example", "--entity", "EXTEL", status=1)
    comitia("group", "open", "t09demo")
    comitia("member", "add", "t09demo", "x@extel.example", "--entity", "EXTEL")
    world.group.state = "concluded"
    world.group.save()
    comitia("group", "open", "t09demo", status=1)


def test_an_officer_gets_an_address_and_a_seat(comitia, world):
    comitia("group", "officer-address", "t09demo", "n@samplia.example", status=1)
    nadia = people.introduce(
        name="Nadia", entity=world.samplia, language="en", by=SYSTEM, at=world.now
    )
    Role.objects.filter(group=world.group, kind="convener").update(
        person=nadia, entity=world.samplia
    )
    comitia("group", "officer-address", "t09demo", "n@samplia.example")
    assert "n@samplia.example" in getting_posts(world.group)


def test_one_member_is_added_and_removed(comitia, world):
    comitia("member", "add", "t09demo", "Eve@extel.example", "--entity", "extel", "--name", "Eve")
    listed = objects(comitia("member", "list", "t09demo", "--json"))
    assert {"Alice", "Bob", "Eve"} == {row["name"] for row in listed}
    again = comitia("member", "add", "t09demo", "eve@extel.example", "--entity", "EXTEL")
    assert "1 had a seat already" in again.stdout
    comitia("member", "remove", "t09demo", "eve@extel.example", "--reason", "Left us.")
    comitia("member", "remove", "t09demo", "eve@extel.example", "--reason", "Left.", status=1)
    everybody = objects(comitia("member", "list", "t09demo", "--all", "--json"))
    assert [row["state"] for row in everybody if row["name"] == "Eve"] == ["closed"]
    entry = Entry.objects.get(kind="member.left")
    assert b'"kind":"command"' in bytes(entry.leaf)


def test_how_mail_comes_is_brought_along_and_set(comitia, world):
    lines = [
        "address,name,entity,delivery",
        "a@extel.example,Ann,EXTEL,Daily",
        "b@extel.example,Ben,EXTEL,",
        "c@extel.example,Cid,EXTEL,hourly",
    ]
    stdin = "\n".join(lines)
    done = comitia("member", "add", "t09demo", "--file", "-", stdin=stdin, status=1)
    assert "line 4: c@extel.example: delivery is one of each, daily" in done.stderr
    listed = objects(comitia("member", "list", "t09demo", "--json"))
    assert {row["name"]: row["delivery"] for row in listed} == {
        "Alice": "each", "Bob": "each", "Ann": "daily", "Ben": "each",
    }  # fmt: skip
    said = comitia(
        "member", "set", "t09demo", "A@extel.example", "--delivery", "weekly", "--no-own-posts",
        "--paused-until", "2011-05-01",
    ).stdout  # fmt: skip
    assert "delivery      weekly" in said
    assert "own posts     no" in said
    assert "paused until  2011-05-01" in said
    said = comitia("member", "set", "t09demo", "a@extel.example", "--resume").stdout
    assert "paused until  no" in said
    late = ["--paused-until", "2031-05-01"]
    assert "within a year" in comitia(
        "member", "set", "t09demo", "a@extel.example", *late, status=1
    ).stderr  # fmt: skip


def test_what_is_lacking_is_a_wrong_call(comitia):
    comitia("member", "add", "t09demo", status=2)
    comitia("member", "add", "t09demo", "x@y.example", status=2)
    comitia("member", "add", "t09demo", "x@y.example", "--entity", "Nowhere", status=1)
    comitia("member", "add", "t09demo", "--file", "-", stdin="name\nX\n", status=2)
    comitia("member", "add", "t09demo", "--file", "/no/such/file", status=2)


def test_a_file_of_members_is_entered_and_its_bad_lines_named(comitia, world):
    lines = [
        "address,name,entity,language",
        "a@extel.example,Ann,EXTEL,fr",
        "b@nowhere.example,Ben,Nowhere,en",
        "c@networks.example,Cid,Sample Networks,en",
        "no address,Dan,EXTEL,en",
        ",,,",
        "e@samplia.example,Éva,samplia,",
    ]
    answer = comitia("member", "add", "t09demo", "--file", "-", stdin="\n".join(lines), status=1)
    assert "2 added" in answer.stdout
    assert "4 refused" in answer.stdout
    assert "line 3" in answer.stderr
    assert "Example Circular 1, § 3" in answer.stderr
    assert Membership.objects.get(address="e@samplia.example").person.name == "Éva"


def test_no_welcome_is_sent_where_none_is_wanted(comitia, world):
    before = Letter.objects.count()
    comitia("member", "add", "t09demo", "q@extel.example", "--entity", "EXTEL", "--no-welcome")
    assert Letter.objects.count() == before


def test_a_waiting_seat_is_validated(comitia, world):
    seat = seats.request_seat(
        group=world.group,
        address="eve@extel.example",
        name="Eve",
        entity=world.telecom,
        at=world.now,
    )
    comitia("member", "validate", "t09demo", "eve@extel.example", status=1)
    seats.confirm_address(seat=seat, at=world.now)
    (row,) = objects(comitia("member", "list", "t09demo", "--waiting", "--json"))
    assert row["state"] == "pending_validation"
    comitia("member", "validate", "t09demo", "eve@extel.example")
    assert comitia("member", "list", "t09demo", "--waiting").stdout == (
        "Nobody has a seat in t09demo.\n"
    )


def test_entities_are_entered_listed_and_given_focal_points(comitia):
    comitia("entity", "add", "Testonia", "--category", "member_state", "--country", "zz")
    comitia("entity", "add", "testonia", "--category", "member_state", status=1)
    comitia("entity", "add", "Testonia", status=2)
    comitia("entity", "focal-point", "Testonia", "f@testonia.example", "--letter", "Letter 1")
    comitia("entity", "focal-point", "Nowhere", "f@x.example", "--letter", "Letter 1", status=1)
    rows = objects(comitia("entity", "list", "--category", "member_state", "--json"))
    testonia = next(row for row in rows if row["name"] == "Testonia")
    assert testonia["focal_points"] == ["f@testonia.example"]
    assert testonia["country"] == "ZZ"
    assert "Testonia" in comitia("entity", "list").stdout


def test_a_file_of_entities_is_entered(comitia, world):
    lines = "name,category,acronym\nNewland,member_state,\nOldco,sector_member,OLD\nOdd,friend,\n"
    answer = comitia("entity", "add", "--file", "-", stdin=lines, status=1)
    assert "2 entered, 1 refused" in answer.stdout
    assert "friend" in answer.stderr
    assert Entity.objects.get(acronym="OLD").slug == "old"
    comitia("entity", "add", "--file", "-", stdin="name\nX\n", status=2)
    assert focal_points_of(Entity.objects.get(name="Oldco"), at=world.now) == []


def test_a_member_is_shown_with_the_mail_that_came_back(comitia, world):
    shown = comitia("member", "show", "t09demo", world.bob.email).stdout
    assert "No mail to it has come back" in shown
    came_back = CameBack("permanent", "5.1.1", "550 no such user", copy="7-1", letter="post")
    bouncing.bounce(seat=world.seat, came_back=came_back, at=world.now)
    (facts,) = objects(comitia("member", "show", "t09demo", world.bob.email, "--json"))
    assert (facts["state"], facts["probes"]) == ("suspended", 0)
    assert (facts["came_back"][0]["reason"], facts["came_back"][0]["proof"]) == (
        "550 no such user",
        "verp",
    )
    assert "550 no such user" in comitia("member", "show", "t09demo", world.bob.email).stdout


def test_an_observer_is_invited(comitia, world):
    said = comitia("member", "invite", "t09demo", "olga@expert.example", "--name", "Olga").stdout
    assert "Olga is observer" in said
    seat = Membership.objects.get(kind="observer")
    assert seat.moderated
    comitia("member", "invite", "t09demo", "nobody", "--name", "N", status=1)
