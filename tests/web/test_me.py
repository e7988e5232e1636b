"""One's own page: what waits, one's seats, how mail comes; and the focal point's answers."""

from datetime import date

import pytest

from comitia.base.languages import LANGUAGES
from comitia.groups import bouncing, seats
from comitia.groups.bouncing import CameBack
from comitia.ledger.actors import SYSTEM
from comitia.mail.delivery import Wishes, wish
from comitia.timetable import actions as timetable
from tests.web.test_joining import ADDRESS, pending


@pytest.mark.parametrize("path", ["/me/", "/me/validations"])
def test_the_public_is_asked_to_sign_in(pages, world, path):
    assert pages.get(path).headers["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "dora", "fiona", "sam"])
def test_everybody_has_a_page(pages, world, who):
    person = getattr(world, who)
    html = pages.sign_in(person).get("/me/").content.decode()
    assert person.email in html
    assert ("t09demo" in html) == (who in {"alice", "bob"})
    assert ("/parked/" in html) == (who == "sam")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(pages, world, language):
    world.fiona.language = language
    world.fiona.save()
    pending(world)
    pages.sign_in(world.fiona)
    assert f'lang="{language}"' in pages.get("/me/").content.decode()
    assert ADDRESS in pages.get("/me/validations").content.decode()


def test_fiona_sees_what_waits_and_says_yes(pages, world):
    seat = pending(world)
    pages.sign_in(world.fiona)
    world.fiona.language = "en"
    world.fiona.save()
    assert "1 registration to answer" in pages.get("/me/").content.decode()
    page = pages.post("/me/validations", {"seat": seat.pk}, follow=True)
    assert "Eve is registered in t09demo" in page.content.decode()
    seat.refresh_from_db()
    assert (seat.state, seat.validated_by) == ("active", world.fiona)


def test_a_no_needs_its_reason(pages, world):
    seat = pending(world)
    pages.sign_in(world.fiona)
    said = {"seat": seat.pk, "refuse": "1"}
    page = pages.post("/me/validations", said).content.decode()
    assert f'<a href="#id_{seat.pk}-reason">' in page
    pages.post("/me/validations", said | {f"{seat.pk}-reason": "She left."})
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("rejected", "She left.")


@pytest.mark.parametrize("who", ["bob", "charlie", "alice"])
def test_others_can_neither_see_nor_answer(pages, world, who):
    seat = pending(world)
    pages.sign_in(getattr(world, who))
    assert ADDRESS not in pages.get("/me/validations").content.decode()
    assert pages.post("/me/validations", {"seat": seat.pk}).status_code == 404
    seat.refresh_from_db()
    assert seat.state == "pending_validation"


@pytest.mark.parametrize("seat", ["", "x", "٣", "-1", "99999", "9" * 30])
def test_a_seat_that_is_none(pages, world, seat):
    assert pages.sign_in(world.fiona).post("/me/validations", {"seat": seat}).status_code == 404


def test_one_answered_meanwhile_is_said(pages, world):
    seat = pending(world)
    seats.refuse_seat(seat=seat, by=world.fiona, reason="No.", at=world.now)
    world.sam.language = "en"
    page = pages.sign_in(world.sam).post("/me/validations", {"seat": seat.pk})
    assert "does not wait for a focal point" in page.content.decode()


WISHES = {"delivery": "each", "digest_form": "mime", "own_posts": "on", "duplicates": "on"}


def test_bob_lets_no_mail_come_and_back(pages, world):
    pages.sign_in(world.bob)
    path = f"/me/seats/{world.seat.pk}"
    assert path in pages.get("/me/").content.decode()
    for delivery in ("none", "daily", "each"):
        page = pages.post(path, WISHES | {"delivery": delivery})
        assert page.headers["Location"] == "/me/"
        world.seat.refresh_from_db()
        assert world.seat.delivery == delivery


def test_all_that_can_be_wished(pages, world):
    pages.sign_in(world.bob)
    wishes = {"delivery": "weekly", "digest_form": "plain", "paused_until": "2011-05-01"}
    pages.post(f"/me/seats/{world.seat.pk}", wishes)
    world.seat.refresh_from_db()
    assert (world.seat.delivery, world.seat.digest_form) == ("weekly", "plain")
    assert (world.seat.own_posts, world.seat.duplicates) == (False, False)
    assert world.seat.paused_until == date(2011, 5, 1)
    assert 'value="2011-05-01"' in pages.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"paused_until": "2011-04-04"}, "within a year from tomorrow"),
        ({"paused_until": "soon"}, "a day such as 2026-12-31"),
        ({"delivery": "pigeon"}, "pigeon"),
    ],
)
def test_what_cannot_be_wished_comes_back_with_the_reason(pages, world, wrong, says):
    pages.sign_in(world.bob)
    page = pages.post(f"/me/seats/{world.seat.pk}", WISHES | wrong).content.decode()
    assert says in page
    assert f'<a href="#id_{world.seat.pk}_{next(iter(wrong))}">' in page
    world.seat.refresh_from_db()
    assert (world.seat.delivery, world.seat.paused_until) == ("each", None)


@pytest.mark.parametrize("who", ["charlie", "fiona", "sam"])
def test_nobody_else_chooses_for_him(pages, world, who):
    pages.sign_in(getattr(world, who))
    assert pages.post(f"/me/seats/{world.seat.pk}", {"delivery": "none"}).status_code == 404
    world.seat.refresh_from_db()
    assert world.seat.delivery == "each"


def test_a_name_and_a_language_are_kept(pages, world):
    pages.sign_in(world.bob)
    pages.post("/me/about", {"name": "  Bob   Example ", "language": "ar"})
    world.bob.refresh_from_db()
    assert (world.bob.name, world.bob.language) == ("Bob Example", "ar")
    assert 'dir="rtl"' in pages.get("/me/").content.decode()


def test_a_name_must_be_there(pages, world):
    pages.sign_in(world.bob)
    page = pages.post("/me/about", {"name": " ", "language": "en"}).content.decode()
    assert '<a href="#id_name">' in page
    world.bob.refresh_from_db()
    assert world.bob.name == "Bob"


def test_a_member_sees_what_the_group_must_do_next(pages, world):
    row = timetable.PlannedRow(
        wording="May 2011",
        action="Send the outline",
        kind="month",
        starts=date(2011, 5, 1),
        ends=date(2011, 5, 31),
    )
    timetable.adopt(group=world.group, rows=[row], decision=world.decision, by=SYSTEM, at=world.now)
    html = pages.sign_in(world.bob).get("/me/").content.decode()
    assert "Send the outline" in html
    assert "/g/t09demo/timetable#row-1" in html
    assert "Send the outline" not in pages.sign_in(world.dora).get("/me/").content.decode()


def test_one_whose_provider_complained_sees_why_no_mail_comes_and_the_way_back(pages, world):
    unwanted = CameBack("complaint", reason="reported as unwanted", proof="enclosed")
    bouncing.complain(seat=world.seat, came_back=unwanted, at=world.now)
    pages.sign_in(world.bob)
    assert "told us that our mail is unwanted" in pages.get("/me/").content.decode()
    wish(seat=world.seat, wishes=Wishes(), by=world.bob, at=world.now)
    assert "told us that our mail is unwanted" not in pages.get("/me/").content.decode()
