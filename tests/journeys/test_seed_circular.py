"""TSB Circular 174 becomes a working group: scenarios S1, S2, S3 and the seats of S11.

Through the commands a secretariat has, and the verbs behind mail and pages.
"""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from comitia.base import clock
from comitia.base.packing import unpack
from comitia.circulars.models import Circular, Dispatch
from comitia.cli.frame import main
from comitia.groups import officers, queries, roles, seats, tokens, transfers, waiting
from comitia.groups.access import seat_for_token
from comitia.groups.errors import NotEligible
from comitia.groups.models import Group, Membership
from comitia.ledger.actors import SYSTEM
from comitia.mandates.queries import counts, obligations_of
from comitia.outbox.models import Letter
from comitia.people.models import Person
from comitia.people.queries import entity_named, person_of
from comitia.timetable.queries import rows as timetable_rows
from tests.world import getting_posts

pytestmark = pytest.mark.django_db
FEBRUARY = datetime(2011, 2, 21, 9, tzinfo=UTC)
MARCH = datetime(2011, 3, 21, 9, tzinfo=UTC)
APRIL = datetime(2011, 4, 4, 9, tzinfo=UTC)
ENTITIES = """name,acronym,category,language
Examplia,,member_state,fr
Samplia,,member_state,ar
Example Telecom,EXTEL,sector_member,en
Sample Networks,,associate,en
"""
FOCAL_POINTS = {
    "Examplia": ("focal@examplia.example", "fr"),
    "Samplia": ("focal@samplia.example", "ar"),
    "EXTEL": ("fiona@extel.example", "en"),
    "Sample Networks": ("focal@networks.example", "en"),
}


def comitia(*words, at, stdin=None, status=0):
    with clock.stopped_at(at):
        answer = CliRunner().invoke(main, list(map(str, words)), input=stdin)
    assert answer.exit_code == status, answer.output + answer.stderr
    return answer.stdout


@pytest.fixture
def seed(shared):
    return shared / "circular-174.zh.txt"


@pytest.fixture
def members(db):
    comitia("entity", "add", "--file", "-", stdin=ENTITIES, at=FEBRUARY)
    for name, (address, language) in FOCAL_POINTS.items():
        comitia(
            *("entity", "focal-point", name, address, "--person", f"Focal point of {name}"),
            *("--letter", "Letter of 1 February 2011", "--language", language),
            at=FEBRUARY,
        )


def confirm(seed):
    """Read, keep, say the one thing the text leaves open, confirm."""
    comitia("circular", "read", seed, "--keep", at=FEBRUARY)
    (draft,) = map(json.loads, comitia("circular", "drafts", "--json", at=FEBRUARY).splitlines())
    answer = comitia("circular", "confirm", draft["draft"], at=FEBRUARY, status=1)
    assert answer == ""
    assert not Group.objects.exists()
    comitia(
        *("circular", "confirm", draft["draft"], "--set", "convener.category=member_state"),
        at=FEBRUARY,
    )
    return Circular.objects.get()


def issue(seed):
    circular = confirm(seed)
    comitia("circular", "issue", "174", at=MARCH)
    circular.refresh_from_db()
    circular.group.refresh_from_db()
    return circular


def test_s1_the_circular_is_read_and_nothing_is_created(seed, db):
    read = json.loads(comitia("circular", "read", seed, "--json", at=FEBRUARY))
    assert (read["number"], read["reflector"]) == ("174", "t09tsag178")
    assert read["convener"]["name"] == "Bruno Ramos"
    assert len(read["timetable"]) == 7
    shown = comitia("circular", "read", seed, at=FEBRUARY)
    for words in ("174", "t09tsag178", "Bruno Ramos", "ANATEL", "178"):
        assert words in shown
    assert not Group.objects.exists()
    assert not Circular.objects.exists()


def test_s2_confirming_it_creates_the_group(seed, members):
    circular = confirm(seed)
    group = circular.group
    assert (circular.series, circular.number, circular.language) == ("TSB", "174", "zh-hans")
    assert (circular.issued_on, circular.issued_on_inferred) == (date(2011, 3, 1), True)
    assert circular.text.encode() == seed.read_bytes().replace(b"\r\n", b"\n")
    assert (group.name, group.state, group.reflector_open) == ("t09tsag178", "convened", True)
    assert group.parent.acronym == "TSAG"
    decision = group.established_by
    assert (decision.decided_from, decision.decided_until) == (
        date(2011, 2, 8),
        date(2011, 2, 11),
    )
    terms = queries.terms_at(group, FEBRUARY)
    assert terms.eligibility == ["member_state", "sector_member"]
    assert terms.eligibility_source == "TSB Circular 174, § 3"
    assert terms.outputs == ["report"]
    convener = queries.convener(group, at=FEBRUARY)
    assert (str(convener.person), str(convener.entity)) == ("Bruno Ramos", "ANATEL")
    assert convener.entity.country == "BR"


def test_s2_the_resolution_stands_clause_by_clause(seed, members):
    resolution = confirm(seed).resolution
    assert resolution.slug == "178-guadalajara-2010"
    assert counts(resolution) == {"preambular": [2, 3, 4, 2], "operative": [1, 1, 3, 1, 2]}
    obligations = list(obligations_of(resolution))
    assert len(obligations) == 8
    given = [row.clause.anchor for row in obligations if row.clause.groups.exists()]
    assert len(given) == 4
    assert all(row.owner for row in obligations)


def test_s2_the_timetable_stands_as_adopted(seed, members):
    group = confirm(seed).group
    rows = [row.milestone for row in timetable_rows(group, at=FEBRUARY)]
    assert [(row.kind, row.starts, row.ends, row.proof) for row in rows] == [
        ("month", date(2011, 3, 1), date(2011, 3, 31), "circular_issued"),
        ("range", date(2011, 4, 1), date(2011, 11, 30), "discussion"),
        ("month", date(2011, 11, 1), date(2011, 11, 30), "interim_sent"),
        ("meeting", date(2012, 1, 1), date(2012, 1, 31), "consultation_held"),
        ("month", date(2012, 2, 1), date(2012, 2, 29), "revised_sent"),
        ("range", date(2012, 2, 1), date(2012, 6, 30), "consultation_held"),
        ("meeting", date(2012, 6, 1), date(2012, 6, 30), "final_sent"),
    ]
    assert [row.meeting.body.acronym for row in rows if row.meeting] == ["TSAG", "TSAG"]


def test_s2_issuing_it_tells_each_entitled_focal_point_and_meets_the_first_row(seed, members):
    circular = issue(seed)
    assert circular.group.state == "active"
    told = {sent.address: sent.language for sent in Dispatch.objects.all()}
    assert told == {
        "focal@examplia.example": "zh-hans",
        "focal@samplia.example": "zh-hans",
        "fiona@extel.example": "zh-hans",
    }
    first = timetable_rows(circular.group, at=MARCH)[0]
    assert (first.state, first.milestone.evidence) == ("met", "circular:tsb-174")
    letters = Letter.objects.count()
    comitia("circular", "issue", "174", at=MARCH)
    assert Letter.objects.count() == letters


def test_s3_a_delegate_registers_and_the_focal_point_validates(seed, members):
    group = issue(seed).group
    seat = seats.request_seat(
        group=group,
        address="bob@extel.example",
        name="Bob",
        language="es",
        entity=entity_named("EXTEL"),
        at=APRIL,
    )
    again = seats.request_seat(
        group=group, address="BOB@extel.example", entity=entity_named("EXTEL"), at=APRIL
    )
    assert again.pk == seat.pk
    seat = seat_for_token(tokens.CONFIRM, tokens.write(tokens.CONFIRM, seat.pk))
    seat = seats.confirm_address(seat=seat, at=APRIL)
    assert seat.state == "pending_validation"
    seat = seats.validate_seat(seat=seat, by=person_of("fiona@extel.example"), at=APRIL)
    assert seat.state == "active"
    welcome = Letter.objects.order_by("id").last()
    assert b"Content-Language: es" in unpack(welcome.content)
    assert getting_posts(group) == ["bob@extel.example"]


def test_s3_an_associate_is_refused_citing_the_circular(seed, members):
    group = issue(seed).group
    with pytest.raises(NotEligible, match="TSB Circular 174, § 3"):
        seats.request_seat(
            group=group,
            address="charlie@networks.example",
            entity=entity_named("Sample Networks"),
            at=APRIL,
        )
    assert not Membership.objects.exists()


def test_s3_a_request_expires_on_the_fourteenth_day(seed, members):
    group = issue(seed).group
    seat = seats.request_seat(
        group=group, address="bob@extel.example", entity=entity_named("EXTEL"), at=APRIL
    )
    seat = seats.confirm_address(seat=seat, at=APRIL)
    last = APRIL + timedelta(days=14)
    assert waiting.expire_unanswered(at=last - timedelta(seconds=1)) == (1, 0)
    assert waiting.expire_unanswered(at=last) == (0, 1)
    seat.refresh_from_db()
    assert seat.state == "expired"


def test_s11_the_convener_leaves_and_every_row_keeps_its_date(seed, members):
    group = issue(seed).group
    role = queries.convener(group, at=MARCH)
    officers.give_address(person=role.person, address="convener@example.org", by=SYSTEM, at=MARCH)
    convener = Person.objects.get(pk=role.person.pk)
    before = [(row.span, row.state) for row in timetable_rows(group, at=APRIL)]
    assert roles.may(convener, "moderate", group, at=APRIL)
    december = datetime(2011, 12, 5, 9, tzinfo=UTC)
    transfers.change_affiliation(
        person=convener, entity=entity_named("EXTEL"), by=convener, at=december
    )
    assert not roles.may(convener, "moderate", group, at=december)
    assert str(queries.convener(group, at=APRIL).entity) == "ANATEL"
    assert queries.seat_of(group, convener).state == "transfer_pending"
    assert [(row.span, row.state) for row in timetable_rows(group, at=APRIL)] == before
