"""The reading pages: each in each role, and nothing shown that access denies (law 5)."""

import re
from datetime import date
from urllib.parse import quote

import pytest

from comitia.archive.models import Message
from comitia.bodies import actions as bodies
from comitia.circulars.models import Circular
from comitia.groups import bouncing, seats
from comitia.groups.bouncing import CameBack
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM
from comitia.mandates.models import Clause, Obligation, Resolution, Section
from comitia.people import actions as people
from comitia.timetable import actions as timetable
from comitia.timetable.actions import PlannedRow
from tests.mail.posting import message, post

PUBLIC = ["", "timetable", "documents/", "report/", "consultations/"]
PRIVATE = ["mail/", "members"]
EVERYBODY = ["alice", "bob", "fiona", "sam", "charlie", "dora", None]
READERS = {"alice", "bob", "fiona", "sam"}


@pytest.fixture
def furnished(world):
    """The small world with a timetable, a resolution and a thread of three."""
    january = bodies.plan_meeting(
        body=world.parent, month=date(2012, 1, 1), by=SYSTEM, at=world.now
    )
    rows = [
        PlannedRow("April 2011", "month", date(2011, 4, 1), date(2011, 4, 30), "issue it"),
        PlannedRow("April to November", "range", date(2011, 4, 1), date(2011, 11, 30), "discuss"),
        PlannedRow("January", "meeting", date(2012, 1, 1), date(2012, 1, 31), "x", meeting=january),
    ]
    timetable.adopt(group=world.group, rows=rows, decision=world.decision, by=SYSTEM, at=world.now)
    resolution = Resolution.objects.create(
        number="1", place="Exampletown", year=2010, slug="1-exampletown-2010", language="en",
        is_original=True, title="On the example", text="resolves",
    )  # fmt: skip
    section = Section.objects.create(
        resolution=resolution, position=1, key="resolves", operative=True, heading="resolves"
    )
    clause = Clause.objects.create(
        section=section, position=1, label="1", anchor="resolves-1", text="to try it"
    )
    Obligation.objects.create(clause=clause, owner="the Director")
    world.group.clauses.add(clause)
    first = message(subject="Scope of the report", body="What is the scope?\r\n")
    post(first)
    root = Message.objects.get()
    for who, body in (("alice", "The whole of it."), ("bob", "Agreed.\r\n\r\n> The whole of it.")):
        post(
            message(
                sender=getattr(world, who).email,
                subject="Re: Scope of the report",
                body=body,
                In_Reply_To=f"<{root.message_id}>",
            ),
        )
    ledger.sequence(at=world.now)
    world.root = root
    return world


def client(pages, world, name):
    return pages.sign_in(getattr(world, name)) if name else pages


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_public_of_a_group(pages, furnished, who, path):
    page = client(pages, furnished, who).get(f"/g/t09demo/{path}")
    assert page.status_code == 200
    html = page.content.decode()
    assert "issue it" in html
    assert "<svg" in html
    if who not in READERS:
        assert "Scope of the report" not in html
        assert "Bob" not in html


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("path", PRIVATE)
def test_what_is_for_members(pages, furnished, who, path):
    page = client(pages, furnished, who).get(f"/g/t09demo/{path}")
    assert page.status_code == (200 if who in READERS else 403)
    html = page.content.decode()
    assert ("Scope of the report" in html or "Example Telecom" in html) == (who in READERS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_messages_are_found_at_their_id_by_those_who_may_read(pages, furnished, who):
    world = furnished
    browser = client(pages, world, who)
    at = f"/m/{quote(world.root.message_id)}/"
    thread = f"/g/t09demo/mail/{world.root.number}/"
    if who in READERS:
        html = browser.get(at).content.decode()
        assert "What is the scope?" in html
        assert "<dd>Example Telecom</dd>" in html
        assert browser.get(f"{at}raw").content.endswith(b"What is the scope?\r\n")
        html = browser.get(thread).content.decode()
        assert html.count("<article") == 3
        assert browser.get(f"{thread}?by=date").status_code == 200
        assert "What is the scope?" in browser.get(thread).content.decode()
    else:
        absent = browser.get("/m/no-such@id.example/")
        for address in (at, f"{at}raw", f"{at}part/1", thread):
            hidden = browser.get(address)
            assert hidden.status_code == absent.status_code == 404
            assert text_of(hidden) == text_of(absent)


def text_of(page):
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_message_says_in_plain_words_whether_it_is_its_authors(pages, world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    vouched = "mx; dmarc=pass; dkim=pass header.d=example-telecom.example"
    post(message(Message_ID="<v@x.example>", Authentication_Results=vouched))
    post(message(Message_ID="<n@x.example>", subject="Two"))
    pages.sign_in(world.bob)
    text = text_of(pages.get("/m/v@x.example/"))
    assert "example-telecom.example vouches for it." in text
    assert "DKIM: signed by example-telecom.example; the signature holds." in text
    assert "As mx found, which handed it to us." in text
    assert "Nobody checked where it came from." in text_of(pages.get("/m/n@x.example/"))
    world.group.archive_public = True
    world.group.save()
    public = text_of(pages.get("/m/v@x.example/"))
    assert "vouches for it." in public


def test_a_public_archive_shows_no_address(pages, furnished):
    furnished.group.archive_public = True
    furnished.group.save()
    html = pages.get(f"/m/{quote(furnished.root.message_id)}/").content.decode()
    assert "What is the scope?" in html
    assert furnished.root.from_address not in html
    assert pages.get(f"/m/{quote(furnished.root.message_id)}/raw").status_code == 403


@pytest.mark.parametrize(
    "message_id", ["a/b/c@x.example", "100%@x.example", "a b@x.example", "<x>@x", "ü@x.example"]
)
def test_odd_message_ids_have_their_page(pages, world, message_id):
    data = message(Message_ID=f"<{message_id}>") if "<" not in message_id else message()
    post(data)
    kept = Message.objects.get()
    from comitia.web.templatetags.comitia import message_link

    page = pages.sign_in(world.bob).get(message_link(kept))
    assert page.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/resolutions/",
        "/resolutions/1-exampletown-2010/",
        "/bodies/",
        "/bodies/exag/",
        "/decisions/",
        "/circulars/",
        "/ledger/",
        "/ledger/about/group:t09demo/",
        "/search",
        "/search?q=scope",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_public_of_the_house(pages, furnished, path, language):
    assert pages.get(path, headers={"Accept-Language": language}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/resolutions/none/", "/bodies/none/", "/circulars/tsb-9/", "/g/none/", "/ledger/999999/",
     "/ledger/about/person:1/", "/ledger/tile/0/999", "/ledger/tile/x"],
)  # fmt: skip
def test_what_is_not_there(pages, furnished, path):
    assert pages.get(path).status_code == 404


def test_each_entry_has_its_proof(pages, furnished):
    html = pages.get("/ledger/about/group:t09demo/").content.decode()
    entry = re.search(r'href="(/ledger/\d+/)"', html)[1]
    assert "signed over" in pages.get(entry).content.decode()
    note = pages.get("/ledger/checkpoint").content.decode()
    size = int(note.splitlines()[1])
    assert pages.get(f"/ledger/tile/0/000.p/{size}").content.__len__() == 32 * size


def test_the_calendar_is_public(pages, furnished):
    answer = pages.get("/g/t09demo/timetable.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.content.count(b"BEGIN:VEVENT") == 3


def test_a_thread_page_is_light(pages, world, django_assert_max_num_queries):
    post(message(subject="Long thread", body="Begin.\r\n"))
    root = Message.objects.get()
    for number in range(49):
        post(
            message(
                subject="Re: Long thread",
                body=f"Answer {number}. " + "Words of substance. " * 20 + "\r\n> Begin.\r\n",
                In_Reply_To=f"<{root.message_id}>",
            ),
        )
    browser = pages.sign_in(world.bob)
    with django_assert_max_num_queries(14):
        page = browser.get(f"/g/t09demo/mail/{root.number}/")
    assert page.content.count(b"<article") == 20
    assert len(page.content) < 60_000


def members_shown(pages, world, who, path="members"):
    pages.force_login(getattr(world, who))
    return pages.get(f"/g/{world.group.name}/{path}").content.decode()


def test_a_focal_point_sees_the_members_of_their_own_entity_only(pages, world):
    shown = members_shown(pages, world, "fiona")
    assert "Bob" in shown
    assert world.bob.email in shown
    assert "Alice" not in shown
    shown = members_shown(pages, world, "fiona", "")
    assert '<span class="main">Example Telecom</span>' in shown
    assert '<span class="main">Examplia</span>' not in shown
    people.name_focal_point(
        person=world.dora, entity=world.samplia, letter="A letter", by=SYSTEM, at=world.now
    )
    shown = members_shown(pages, world, "dora")
    assert "Bob" not in shown
    assert world.bob.email not in shown


def test_delegates_see_names_and_officers_addresses_too(pages, world):
    assert world.alice.email not in members_shown(pages, world, "bob")
    assert world.bob.email in members_shown(pages, world, "alice")


def test_a_circular_not_yet_issued_is_not_shown_on_the_groups_page(pages, world):
    Circular.objects.create(
        number="9", language="en", subject="Not yet", text="x", group=world.group
    )
    assert "TSB Circular 9" not in members_shown(pages, world, "bob", "")
    assert "TSB Circular 9" in members_shown(pages, world, "sam", "")


def test_a_thread_is_found_by_the_number_of_any_of_its_messages(pages, furnished):
    world = furnished
    answer = Message.objects.filter(thread=world.root.thread).exclude(pk=world.root.pk).first()
    browser = pages.sign_in(world.bob)
    page = browser.get(f"/g/t09demo/mail/{answer.number}/")
    assert page.status_code == 302
    assert page["Location"] == f"/g/t09demo/mail/{world.root.number}/?page=1#m{answer.number}"
    assert browser.get("/g/t09demo/mail/999/").status_code == 404


def test_what_came_back_is_seen_by_those_who_see_the_address(pages, world):
    came_back = CameBack("permanent", "5.1.1", "550 Bob is gone", copy="7-1", letter="post")
    bouncing.bounce(seat=world.seat, came_back=came_back, at=world.now)
    for who in ("alice", "bob", "fiona", "sam"):
        assert "550 Bob is gone" in members_shown(pages, world, who)
    seats.admit(
        group=world.group,
        person=world.dora,
        entity=world.samplia,
        address=world.dora.email,
        by=SYSTEM,
        at=world.now,
    )
    shown = members_shown(pages, world, "dora")
    assert "Bob" in shown
    assert "550 Bob is gone" not in shown
