"""Registration on the web: ask, confirm, name a member, answer, leave; a GET never acts."""

import pytest

from comitia.base.languages import LANGUAGES
from comitia.groups import bouncing, seats, tokens
from comitia.groups.models import Membership
from comitia.ledger.actors import SYSTEM
from comitia.people import actions as people
from tests.web.mail import texts_to
from tests.world import person

ADDRESS = "eve@extel.example"
JOIN = "/g/t09demo/join"


def asking(world, **changed):
    said = {"name": "Eve", "address": ADDRESS, "language": "es", "entity": world.telecom.pk}
    return said | changed


def link_in(text, path):
    """The address, without its host, of the first link to `path` in a mail."""
    start = text.index(path)
    return text[start:].split()[0]


def ask(world, **fields):
    return seats.request_seat(
        group=world.group, address=ADDRESS, name="Eve", at=world.now, **fields
    )


def pending(world):
    return seats.confirm_address(seat=ask(world, entity=world.telecom), at=world.now)


def test_eve_registers_and_her_focal_point_answers_by_the_link(pages, world):
    page = pages.post(JOIN, asking(world), follow=True)
    assert "mailbox" in page.content.decode()
    confirm = link_in(texts_to(ADDRESS)[-1], "/confirm/")
    assert "Yes, this is my address" in pages.get(confirm).content.decode()
    seat = Membership.objects.get(address=ADDRESS)
    assert (seat.state, seat.person.name, seat.person.language) == ("requested", "Eve", "es")
    assert pages.post(confirm).headers["Location"] == confirm
    seat.refresh_from_db()
    assert seat.state == "pending_validation"
    validate = link_in(texts_to(world.fiona.email)[-1], "/v/")
    assert "Eve" in pages.get(validate).content.decode()
    seat.refresh_from_db()
    assert seat.state == "pending_validation"
    pages.post(validate)
    seat.refresh_from_db()
    assert (seat.state, seat.validated_by) == ("active", world.fiona)
    assert "note good" in pages.get(validate).content.decode()
    assert "t09demo@comitia.example" in pages.get(confirm).content.decode()


def test_the_list_names_first_who_may_join_and_marks_the_others(pages, world):
    html = pages.get(JOIN).content.decode()
    assert html.index('<optgroup label="Member States">') < html.index(
        '<optgroup label="Sector Members">'
    )
    assert '<optgroup label="Associates (not entitled to join this group)">' in html


def test_one_who_is_not_entitled_is_told_the_clause(pages, world):
    page = pages.post(JOIN, asking(world, entity=world.networks.pk)).content.decode()
    assert "Example Circular 1, § 3" in page
    assert '<a href="#id_entity">' in page
    assert 'value="Eve"' in page
    assert not Membership.objects.filter(address=ADDRESS).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("address", "eve"), ("entity", ""), ("entity", "999"), ("language", "xx")],
)
def test_what_is_missing_is_said_beside_its_field_and_the_rest_kept(pages, world, field, value):
    html = pages.post(JOIN, asking(world, **{field: value})).content.decode()
    assert f'<a href="#id_{field}">' in html
    assert field == "name" or 'value="Eve"' in html
    assert not Membership.objects.filter(address=ADDRESS).exists()


def test_asking_for_a_seat_somebody_has_says_nothing_about_it(pages, world):
    known = pages.post(JOIN, asking(world, address=world.bob.email), follow=True)
    other = pages.post(JOIN, asking(world), follow=True)
    assert known.redirect_chain == other.redirect_chain
    strip = 'name="csrfmiddlewaretoken"'
    assert known.content.decode().split(strip)[0] == other.content.decode().split(strip)[0]


def test_a_closed_list_takes_nobody(pages, world):
    world.group.reflector_open = False
    world.group.save()
    assert "not open" in pages.get(JOIN).content.decode()
    assert "not open" in pages.post(JOIN, asking(world)).content.decode()
    assert not Membership.objects.filter(address=ADDRESS).exists()


def test_a_group_that_is_not_there(pages, world):
    assert pages.get("/g/t09none/join").status_code == 404


def test_who_has_a_seat_is_shown_how_it_stands(pages, world):
    html = pages.sign_in(world.bob).get(JOIN).content.decode()
    assert "/me/" in html
    assert 'name="entity"' not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_in_each_language(pages, world, language):
    page = pages.get(JOIN, headers={"Accept-Language": language})
    assert f'lang="{language}"' in page.content.decode()


def test_one_who_named_no_member_chooses_it_on_the_confirmation_page(pages, world):
    seat = seats.confirm_address(seat=ask(world), at=world.now)
    path = f"/confirm/{tokens.write(tokens.CONFIRM, seat.pk)}"
    assert 'name="entity"' in pages.get(path).content.decode()
    page = pages.post(path, {"entity": world.networks.pk}).content.decode()
    assert "Example Circular 1, § 3" in page
    assert "#id_entity" in pages.post(path, {"entity": ""}).content.decode()
    pages.post(path, {"entity": world.telecom.pk})
    seat.refresh_from_db()
    assert seat.state == "pending_validation"


@pytest.mark.parametrize("state", ["rejected", "expired", "closed", "suspended", "active"])
def test_the_page_of_a_registration_in_every_state(pages, world, state):
    Membership.objects.filter(pk=world.seat.pk).update(state=state, reason="A reason.")
    path = f"/confirm/{tokens.write(tokens.CONFIRM, world.seat.pk)}"
    assert pages.get(path).status_code == 200
    again = state in {"rejected", "expired", "closed"}
    assert (JOIN in pages.get(path).content.decode()) == again


def test_mail_reaches_a_suspended_member_again(pages, world):
    bouncing.suspend(seat=world.seat, reason="550 no such user", at=world.now)
    path = f"/confirm/{tokens.write(tokens.CONFIRM, world.seat.pk)}"
    pages.post(path)
    world.seat.refresh_from_db()
    assert world.seat.state == "active"


@pytest.mark.parametrize("path", ["/confirm/1-forged", "/v/1-forged", "/leave/forged/", "/v/x"])
def test_a_forged_token_shows_nothing(pages, world, path):
    assert pages.get(path).status_code == 404
    assert pages.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_a_focal_point_refuses_with_a_reason(pages, world):
    seat = pending(world)
    path = f"/v/{tokens.write(tokens.VALIDATE, seat.pk, to=world.fiona.pk)}"
    assert "#id_reason" in pages.post(path, {"refuse": "1", "reason": ""}).content.decode()
    pages.post(path, {"refuse": "1", "reason": "Eve left us in March."})
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("rejected", "Eve left us in March.")
    assert "Eve left us in March." in texts_to(ADDRESS)[-1]


def test_one_who_is_focal_point_no_longer_is_told_so(pages, world):
    seat = pending(world)
    world.fiona.focal_points.update(until=world.later(hours=-1), since=world.later(days=-1))
    path = f"/v/{tokens.write(tokens.VALIDATE, seat.pk, to=world.fiona.pk)}"
    assert "validate or revoke a registration" in pages.post(path).content.decode()
    seat.refresh_from_db()
    assert seat.state == "pending_validation"


def test_a_token_that_names_nobody_needs_a_sign_in(pages, world):
    seat = pending(world)
    path = f"/v/{tokens.write(tokens.VALIDATE, seat.pk)}"
    assert pages.get(path).status_code == 404
    pages.sign_in(world.fiona).post(path)
    seat.refresh_from_db()
    assert seat.state == "active"


def test_a_token_of_one_purpose_is_no_use_for_another(pages, world):
    seat = pending(world)
    confirm = tokens.write(tokens.CONFIRM, seat.pk)
    assert pages.get(f"/v/{confirm}").status_code == 404


def test_one_click_leaves_without_sign_in_or_cross_site_token(pages, world):
    pages.handler.enforce_csrf_checks = True
    answer = pages.post(f"/leave/{world.seat.token}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    world.seat.refresh_from_db()
    assert world.seat.state == "closed"


@pytest.mark.parametrize(("method", "body"), [("get", {}), ("head", {}), ("post", {})])
def test_nothing_less_leaves(pages, world, method, body):
    path = f"/leave/{world.seat.token}/"
    answer = getattr(pages, method)(path, body)
    assert answer.status_code == 200
    assert getattr(pages, method)(f"{path}?List-Unsubscribe=One-Click", body).status_code == 200
    world.seat.refresh_from_db()
    assert world.seat.state == "active"


def test_leaving_twice_says_so(pages, world):
    path = f"/leave/{world.seat.token}/"
    pages.post(path, {"List-Unsubscribe": "One-Click"})
    assert pages.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "already" in pages.get(path).content.decode()
    assert len([text for text in texts_to(world.bob.email) if "no more mail" in text]) == 1


def test_eve_asks_but_the_secretariat_answers_where_there_is_no_focal_point(pages, world):
    seat = seats.confirm_address(seat=ask(world, entity=world.samplia), at=world.now)
    pages.post(link_in(texts_to(world.sam.email)[-1], "/v/"))
    seat.refresh_from_db()
    assert (seat.state, seat.validated_by) == ("active", world.sam)


def test_of_two_focal_points_the_answer_is_recorded_of_the_one_asked(pages, world):
    george = person("George", entity=world.telecom)
    people.name_focal_point(
        person=george, entity=world.telecom, letter="Letter 2", by=SYSTEM, at=world.now
    )
    seat = pending(world)
    pages.post(link_in(texts_to(george.email)[-1], "/v/"))
    seat.refresh_from_db()
    assert seat.validated_by == george
