"""The moderator's queue: what waits and why, shown inert; decided by who may, never by GET."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from comitia.archive.models import Message
from comitia.base.languages import LANGUAGES
from comitia.groups import seats
from comitia.mail.models import Held
from comitia.mail.moderate import actions
from tests.mail.posting import message, post, queued

QUEUE = "/g/t09demo/held/"
STRANGER = "eve@stranger.example"


@pytest.fixture
def held(world) -> Held:
    post(message(sender=f"Eve <{STRANGER}>"), mail_from=STRANGER)
    return Held.objects.get()


@pytest.fixture
def alice(pages, world):
    return pages.sign_in(world.alice)


def state(held) -> str:
    held.refresh_from_db()
    return held.state


def test_alice_sees_what_waits_and_why_and_accepts_it(alice, held):
    html = alice.get(QUEUE).content.decode()
    assert f"{STRANGER} has no seat in the group." in html
    path = f"{QUEUE}{held.pk}"
    assert path in html
    assert "no seat in the group" in alice.get(path).content.decode()
    assert state(held) == "waiting"
    assert alice.post(path, {"decision": "accept"}).headers["Location"] == QUEUE
    assert state(held) == "accepted"
    assert len(queued("post")) == Message.objects.count() == 1
    assert "/m/" in alice.get(path).content.decode()


def test_a_rejection_needs_its_reason_and_the_sender_is_told(alice, held):
    path = f"{QUEUE}{held.pk}"
    page = alice.post(path, {"decision": "reject", "reason": " "}).content.decode()
    assert '<a href="#id_reason">' in page
    assert state(held) == "waiting"
    alice.post(path, {"decision": "reject", "reason": "Out of scope."})
    assert state(held) == "rejected"
    assert "Out of scope." in queued("refused")[0].text


def test_nothing_chosen_is_said(alice, held):
    assert "#id_decision" in alice.post(f"{QUEUE}{held.pk}", {}).content.decode()
    assert "#id_held" in alice.post(QUEUE, {"decision": "accept"}).content.decode()
    assert state(held) == "waiting"


def test_several_at_once(alice, world):
    for number in range(3):
        post(message(sender=STRANGER, subject=f"Offer {number}"), mail_from=STRANGER)
    first, second, third = Held.objects.order_by("id")
    alice.post(QUEUE, {"held": [first.pk, third.pk], "decision": "discard"})
    assert [state(one) for one in (first, second, third)] == ["discarded", "waiting", "discarded"]


def test_one_decided_meanwhile_is_said(alice, world, held):
    actions.discard(held=held, by=world.alice, at=world.now)
    page = alice.post(f"{QUEUE}{held.pk}", {"decision": "accept"}, follow=True).content.decode()
    assert "before you" in page
    assert state(held) == "discarded"
    assert not queued("post")


def test_a_moderated_member_is_let_through_from_now_on(alice, world):
    world.seat.moderated = True
    world.seat.save()
    post(message(sender=world.bob.email), mail_from=world.bob.email)
    held = Held.objects.get()
    assert 'value="trust"' in alice.get(f"{QUEUE}{held.pk}").content.decode()
    alice.post(f"{QUEUE}{held.pk}", {"decision": "trust"})
    assert state(held) == "accepted"
    world.seat.refresh_from_db()
    assert not world.seat.moderated
    post(message(sender=world.bob.email, subject="Second"), mail_from=world.bob.email)
    assert Held.objects.filter(state="waiting").count() == 0


def test_a_stranger_is_trusted_from_now_on(alice, held):
    path = f"{QUEUE}{held.pk}"
    assert 'value="trust"' in alice.get(path).content.decode()
    alice.post(path, {"decision": "trust"})
    assert state(held) == "accepted"
    arrival = post(message(sender=STRANGER, subject="Second"), mail_from=STRANGER)
    assert arrival.outcome == "archived"


def test_one_who_may_be_forged_cannot_be_trusted(alice, world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    post(
        message(sender=STRANGER, Authentication_Results="mx; dmarc=fail (p=reject)"),
        mail_from=STRANGER,
    )
    held = Held.objects.get()
    path = f"{QUEUE}{held.pk}"
    assert 'value="trust"' not in alice.get(path).content.decode()
    assert "#id_decision" in alice.post(path, {"decision": "trust"}).content.decode()
    assert state(held) == "waiting"
    page = alice.post(QUEUE, {"held": [held.pk], "decision": "trust"}, follow=True)
    assert "cannot be trusted" in page.content.decode()
    assert state(held) == "waiting"


def test_one_who_waits_for_a_focal_point_cannot_be_trusted(alice, world):
    seats.request_seat(
        group=world.group,
        address=world.dora.email,
        name="Dora",
        language="en",
        entity=world.samplia,
        at=world.now,
    )
    post(message(sender=world.dora.email), mail_from=world.dora.email)
    held = Held.objects.get()
    assert 'value="trust"' not in alice.get(f"{QUEUE}{held.pk}").content.decode()


def test_it_says_when_each_goes_back(alice, held):
    for path in (QUEUE, f"{QUEUE}{held.pk}"):
        assert "18 April 2011" in alice.get(path).content.decode()


@pytest.mark.parametrize("who", ["bob", "charlie", "dora", "fiona", None])
def test_others_neither_see_nor_decide(pages, world, held, who):
    if who:
        pages.sign_in(getattr(world, who))
    for path in (QUEUE, f"{QUEUE}{held.pk}"):
        for answer in (
            pages.get(path),
            pages.post(path, {"decision": "accept", "held": held.pk}),
        ):
            assert answer.status_code == 403
            assert STRANGER not in answer.content.decode()
    assert state(held) == "waiting"


def test_the_secretariat_may_decide(pages, world, held):
    pages.sign_in(world.sam).post(f"{QUEUE}{held.pk}", {"decision": "discard"})
    assert state(held) == "discarded"


@pytest.mark.parametrize("path", ["/g/t09demo/held/999", "/g/t09none/held/"])
def test_what_is_not_there(alice, held, path):
    assert alice.get(path).status_code == 404


def test_hostile_content_stays_inert(alice, world):
    hostile = (
        b"From: eve@stranger.example\r\nTo: t09demo@comitia.example\r\n"
        b"Subject: <script>alert(1)</script>\r\nMessage-ID: <h@stranger.example>\r\n"
        b"Content-Type: text/html\r\n\r\n"
        b"<p onclick=x>Hello</p><script>alert(2)</script><img src=https://spy.example/a.png>\r\n"
    )
    post(hostile, mail_from=STRANGER)
    held = Held.objects.get()
    page = alice.get(f"{QUEUE}{held.pk}").content.decode()
    assert "<script>alert" not in page
    assert 'spy.example/a.png"' not in page
    assert "<script>alert" not in alice.get(QUEUE).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(alice, world, held, language):
    world.alice.language = language
    world.alice.save()
    for path in (QUEUE, f"{QUEUE}{held.pk}"):
        assert f'lang="{language}"' in alice.get(path).content.decode()
    alice.post(f"{QUEUE}{held.pk}", {"decision": "discard"})
    assert f'lang="{language}"' in alice.get(QUEUE).content.decode()


def test_a_moderator_saves_what_is_attached_and_others_do_not(pages, world):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = STRANGER, "t09demo@comitia.example", "Page"
    mail.set_content("See the page.\n")
    mail.add_attachment(b"<script>x</script>", maintype="text", subtype="html", filename="a.html")
    data = mail.as_bytes(policy=SMTP)
    post(data, mail_from=STRANGER)
    held = Held.objects.get()
    pages.sign_in(world.alice)
    html = pages.get(f"{QUEUE}{held.pk}").content.decode()
    assert f'href="{QUEUE}{held.pk}/part/2"' in html
    served = pages.get(f"{QUEUE}{held.pk}/part/2")
    assert served.content == b"<script>x</script>"
    assert served["Content-Type"] == "application/octet-stream"
    assert served["Content-Disposition"].startswith("attachment")
    raw = pages.get(f"{QUEUE}{held.pk}/raw")
    assert raw.content == data
    assert raw["Content-Disposition"].startswith("attachment")
    assert pages.get(f"{QUEUE}{held.pk}/part/9").status_code == 404
    pages.sign_in(world.bob)
    for path in ("raw", "part/2"):
        assert pages.get(f"{QUEUE}{held.pk}/{path}").status_code == 403


def test_nothing_waits(alice, world):
    assert "Nothing waits" in alice.get(QUEUE).content.decode()
