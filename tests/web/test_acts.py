"""What conveners, the secretariat and members do with archived mail on its pages."""

import re

import pytest
from django.test import Client

from comitia.archive.actions import redact
from comitia.archive.models import Act, Message
from comitia.groups import seats
from comitia.groups.actions import appoint, establish
from comitia.groups.models import Group, Role
from comitia.ledger.actors import SYSTEM
from tests.mail.posting import message, post, queued
from tests.pages import fields_of

MAIL = "/g/t09demo/mail"
EVERYBODY = ["alice", "bob", "charlie", "dora", "fiona", "sam", "olga", "carl", None]


@pytest.fixture
def exchange(world):
    """1 ← 2 ← 3, and 4 by itself. Olga observes; Carl convenes another group."""
    post(message(subject="Scope", Message_ID="<1@x.example>"))
    post(message(subject="Re: Scope", Message_ID="<2@x.example>", In_Reply_To="<1@x.example>"))
    post(message(subject="Re: Scope", Message_ID="<3@x.example>", In_Reply_To="<2@x.example>"))
    post(message(subject="Budget", Message_ID="<4@x.example>"))
    seat = seats.invite_observer(
        group=world.group, address="olga@guest.example", name="Olga", by=world.alice, at=world.now
    )
    world.olga = seat.person
    other = establish(
        name="t09other", title="Another", parent=world.parent, decision=world.decision, purpose="x",
        eligibility=["member_state"], eligibility_source="x", by=SYSTEM, at=world.now,
    )  # fmt: skip
    for state in (Group.State.CONVENED, Group.State.ACTIVE):
        if other.state != state:
            Group.objects.filter(pk=other.pk).update(state=state)
    world.carl = seats.invite_observer(
        group=world.group, address="carl@guest.example", name="Carl", by=world.alice, at=world.now
    ).person
    appoint(
        group=other, kind=Role.Kind.CONVENER, person=world.carl, entity=world.samplia,
        decision=world.decision, by=SYSTEM, at=world.now,
    )  # fmt: skip
    return world


def numbered(number: int) -> Message:
    return Message.objects.select_related("parent", "thread").get(number=number)


def go_on(pages, page, path):
    """Press the button of the second form, as it stands."""
    return pages.post(path, fields_of(page.content.decode(), action=path))


def test_alice_splits_off_what_went_astray(pages, exchange):
    browser = pages.sign_in(exchange.alice)
    assert f'href="{MAIL}/2/place"' in browser.get("/m/2@x.example/").content.decode()
    path = f"{MAIL}/2/place"
    assert "1 answer" in browser.get(path).content.decode()
    page = browser.post(path, {"place": "split", "reason": "It is about <money>."})
    assert "1 answer moves along with it." in page.content.decode()
    assert numbered(2).parent is not None  # Nothing is done yet.
    done = go_on(browser, page, path)
    assert done.headers["Location"] == "/m/2@x.example/"
    assert numbered(2).thread != numbered(1).thread
    html = browser.get("/m/2@x.example/").content.decode()
    assert "<bdi>Alice</bdi> let it begin a thread of its own on 4 April 2011." in html
    assert "It is about &lt;money&gt;." in html
    assert "Reason:" in browser.get(f"{MAIL}/2/").content.decode()
    # An old link to what moved along leads to where it stands now.
    assert browser.get(f"{MAIL}/3/")["Location"] == f"{MAIL}/2/?page=1#m3"


def test_alice_moves_a_message_under_another_and_puts_it_back(pages, exchange):
    browser = pages.sign_in(exchange.alice)
    path = f"{MAIL}/3/place"
    page = browser.post(path, {"place": "under", "under": " #4 ", "reason": ""})
    assert "Budget" in page.content.decode()
    go_on(browser, page, path)
    assert numbered(3).parent == numbered(4)
    html = browser.get("/m/3@x.example/").content.decode()
    assert "Moved here by <bdi>Alice</bdi> on 4 April 2011." in html
    go_on(browser, browser.post(path, {"place": "back"}), path)
    assert numbered(3).parent == numbered(2)
    assert "Moved here" not in browser.get("/m/3@x.example/").content.decode()
    # What is not moved cannot be put back.
    assert "#id_place" in browser.post(path, {"place": "back"}).content.decode()


@pytest.mark.parametrize(
    ("number", "said", "field", "words"),
    [
        (2, {}, "place", "Choose where it belongs."),
        (2, {"place": "elsewhere"}, "place", ""),
        (2, {"place": "under"}, "under", "Enter the number of a message"),
        (2, {"place": "under", "under": "x"}, "under", "Enter the number of a message"),
        (2, {"place": "under", "under": "²"}, "under", "Enter the number of a message"),
        (2, {"place": "under", "under": "999"}, "under", "There is no message 999 in t09demo."),
        (2, {"place": "under", "under": "99999999999999"}, "under", ""),
        (2, {"place": "under", "under": "2"}, "under", "#2 cannot answer itself."),
        (2, {"place": "under", "under": "3"}, "under", "#3 stands below #2"),
        (2, {"place": "under", "under": "1"}, "under", "#2 answers #1 already."),
        (1, {"place": "split"}, "place", "#1 begins a thread of its own already."),
        (2, {"place": "split", "reason": "x" * 501}, "reason", ""),
    ],
)
@pytest.mark.parametrize("confirm", [{}, {"confirm": "yes"}])
def test_what_cannot_be_is_said_beside_its_field(
    pages, exchange, number, said, field, words, confirm
):
    page = pages.sign_in(exchange.alice).post(f"{MAIL}/{number}/place", {**said, **confirm})
    html = page.content.decode()
    assert page.status_code == 200
    assert f'href="#id_{field}"' in html
    assert words in html
    assert not Act.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize(
    ("act", "those", "said"),
    [
        ("place", {"alice", "sam"}, {"place": "split", "confirm": "yes"}),
        ("redact", {"sam"}, {"reason": "Because.", "confirm": "yes"}),
    ],
)
def test_each_act_is_for_those_who_may(pages, exchange, act, those, said, who, public):
    Group.objects.update(archive_public=public)
    if who:
        pages.sign_in(getattr(exchange, who))
    path = f"{MAIL}/2/{act}"
    reads = public or who in {"alice", "bob", "fiona", "sam", "olga", "carl"}
    page = pages.get("/m/2@x.example/")
    assert page.status_code == (200 if reads else 404)
    assert (f'href="{path}"' in page.content.decode()) == (who in those)
    expected = 200 if who in those else 403 if reads else 404
    assert pages.get(path).status_code == expected
    assert not Act.objects.exists()
    assert pages.post(path, said).status_code == (302 if who in those else expected)
    assert Act.objects.exists() == (who in those)


@pytest.mark.parametrize("act", ["place", "redact", "send"])
def test_a_form_from_elsewhere_does_nothing(exchange, act):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(exchange.sam, backend="allauth.account.auth_backends.AuthenticationBackend")
    said = {"place": "split", "reason": "x", "what": "message", "confirm": "yes"}
    assert browser.post(f"{MAIL}/2/{act}", said).status_code == 403
    assert not Act.objects.exists()
    assert not queued("again")


def test_no_get_changes_anything(pages, exchange):
    browser = pages.sign_in(exchange.sam)
    for act in ("place", "redact", "send"):
        path = f"{MAIL}/2/{act}?place=split&reason=x&confirm=yes&what=message"
        assert browser.get(path).status_code in {200, 302}
        assert browser.head(path).status_code in {200, 302}
    assert not Act.objects.exists()
    assert not queued("again")


def test_sam_redacts_after_seeing_what_will_stand_there(pages, exchange):
    browser = pages.sign_in(exchange.sam)
    path = f"{MAIL}/1/redact"
    assert "2 answers may quote it" in browser.get(path).content.decode()
    assert 'href="#id_reason"' in browser.post(path, {"reason": " "}).content.decode()
    said = {"reason": "Private <b>matters</b>.", "ground": "Decision 12", "hide_subject": "on"}
    page = browser.post(path, said)
    html = page.content.decode()
    assert "Private &lt;b&gt;matters&lt;/b&gt;. (Decision 12)" in html
    assert not Act.objects.exists()
    go_on(browser, page, path)
    stone = numbered(1)
    assert stone.redaction_reason == "Private <b>matters</b>. (Decision 12)"
    assert (stone.subject, stone.from_name) == ("", "Bob")
    html = browser.get("/m/1@x.example/").content.decode()
    assert "Redacted by <bdi>Sam</bdi> on 4 April 2011." in html
    assert "Its subject is hidden, too." in html
    assert "Hello all." not in html
    assert "Send me this message" not in html
    assert f'href="{path}"' not in html
    assert "Redacted on" in browser.get(path).content.decode()
    again = browser.post(path, {**said, "confirm": "yes"})
    assert "Redacted on" in again.content.decode()
    assert Act.objects.count() == 1


def test_the_public_sees_that_and_why_but_not_by_whom(pages, exchange):
    Group.objects.update(archive_public=True)
    browser = pages.sign_in(exchange.alice)
    path = f"{MAIL}/3/place"
    browser.post(path, {"place": "under", "under": "4", "reason": "Money.", "confirm": "yes"})
    redact(message=numbered(1), by=exchange.sam, reason="Private.", at=exchange.now)
    browser.logout()
    html = browser.get("/m/3@x.example/").content.decode()
    assert "Moved here on 4 April 2011." in html
    assert "Money." in html
    html = browser.get("/m/1@x.example/").content.decode()
    assert "Redacted on 4 April 2011." in html
    assert "Private." in html
    assert "Sam" not in html
    assert 'method="post"' not in html.partition("<main")[2].partition("</main>")[0]


def test_a_reader_has_a_message_or_a_thread_sent(pages, exchange):
    browser = pages.sign_in(exchange.bob)
    assert "Send me this message" in browser.get("/m/2@x.example/").content.decode()
    path = f"{MAIL}/2/send"
    html = browser.post(path, {"what": "message"}, follow=True).content.decode()
    assert f"1 message is on its way to {exchange.bob.email}." in html
    assert [each.mail["Message-ID"] for each in queued("again")] == ["<2@x.example>"]
    html = browser.post(path, {"what": "message"}, follow=True).content.decode()
    assert "It was sent to you a moment ago." in html
    assert "Send me this thread" in browser.get(f"{MAIL}/1/").content.decode()
    html = browser.post(f"{MAIL}/1/send", {"what": "thread"}, follow=True).content.decode()
    assert "3 messages are on their way" in html
    assert len(queued("again")) == 4
    assert all(each.to == [exchange.bob.email] for each in queued("again"))


def test_a_long_thread_says_what_is_not_sent(pages, exchange, monkeypatch):
    monkeypatch.setattr("comitia.mail.sending.MOST_MESSAGES", 1)
    redact(message=numbered(1), by=exchange.sam, reason="Private.", at=exchange.now)
    browser = pages.sign_in(exchange.bob)
    html = browser.post(f"{MAIL}/1/send", {"what": "thread"}, follow=True).content.decode()
    assert "1 message is on its way" in html
    assert "1 message of it has been redacted" in html
    assert "1 more is not sent: at most 1 go out at once." in html


@pytest.mark.parametrize("who", ["charlie", None])
def test_nothing_is_sent_to_those_who_see_no_addresses(pages, exchange, who):
    Group.objects.update(archive_public=True)
    if who:
        pages.sign_in(getattr(exchange, who))
    assert "Send me" not in pages.get("/m/2@x.example/").content.decode()
    page = pages.post(f"{MAIL}/2/send", {"what": "message"}, follow=True)
    assert page.status_code == (200 if who else 403)
    assert ("shows addresses" if who else "Sign in") in page.content.decode()
    assert not queued("again")


def test_the_answer_link_of_a_message_quotes_it(pages, exchange):
    html = pages.sign_in(exchange.bob).get("/m/3@x.example/").content.decode()
    link = re.search(r'href="(mailto:t09demo@comitia.example\?[^"]+)"', html)[1]
    assert "In-Reply-To=%3C3%40x.example%3E" in link
    assert "References=%3C2%40x.example%3E%20%3C3%40x.example%3E" in link
    assert "%3E%20Hello%20all." in link


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_the_pages_are_fit_in_every_language(pages, exchange, language):
    browser = pages.sign_in(exchange.sam)
    browser.cookies["django_language"] = language
    for path, said in (
        (f"{MAIL}/2/place", {"place": "split"}),
        (f"{MAIL}/2/redact", {"reason": "x", "hide_author": "on"}),
    ):
        assert browser.get(path).status_code == 200
        assert browser.post(path, said).status_code == 200
        assert browser.post(path, {}).status_code == 200
