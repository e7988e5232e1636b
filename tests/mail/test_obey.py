"""Everything a delegate must do, by mail alone."""

import pytest

from comitia.groups.models import Membership
from comitia.mail.models import Arrival
from tests.mail.posting import message, post, queued


def write(sender: str, to: str, body: str = "", subject: str = "", **more: str) -> Arrival:
    data = message(sender=sender, to=f"{to}@comitia.example", subject=subject, body=body, **more)
    return post(data, to=to, mail_from=sender.rpartition("<")[2].rstrip(">"))


def seat(person) -> Membership:
    return Membership.objects.filter(person=person).latest("id")


def test_from_asking_to_being_a_member_by_mail_alone(world):
    assert write(f"Dora <{world.dora.email}>", "t09demo-join").outcome == "obeyed"
    (confirm,) = (one for one in queued("registration") if one.to == [world.dora.email])
    assert confirm.reply_to.startswith("t09demo-confirm+")
    assert write(world.dora.email, confirm.reply_to).outcome == "obeyed"
    write(world.dora.email, confirm.reply_to, "member: Nowhere\r\n")
    assert "no member called “Nowhere”" in queued("confirm")[0].text
    write(world.dora.email, confirm.reply_to, "Member: extel\r\n> old text\r\n")
    assert seat(world.dora).state == "pending_validation"
    (ask,) = queued("validation")
    assert ask.to == [world.fiona.email]
    write(world.fiona.email, ask.reply_to, "peut-être\r\n")
    assert seat(world.dora).state == "pending_validation"
    arrival = write(world.fiona.email, ask.reply_to, "Oui\r\n")
    assert arrival.outcome == "obeyed"
    assert (seat(world.dora).state, seat(world.dora).entity) == ("active", world.telecom)
    assert post(message(sender=world.dora.email), mail_from=world.dora.email).outcome == "archived"


def test_a_focal_point_refuses_with_a_reason(world):
    write(f"Dora <{world.dora.email}>", "t09demo-join", "member: Example Telecom\r\n")
    confirm = next(one for one in queued("registration") if one.to == [world.dora.email])
    write(world.dora.email, confirm.reply_to)
    write(world.fiona.email, queued("validation")[0].reply_to, "Non, she has left us.\r\n")
    assert (seat(world.dora).state, seat(world.dora).reason) == ("rejected", "she has left us.")


def test_only_the_focal_point_validates(world):
    write(f"Dora <{world.dora.email}>", "t09demo-join", "member: Example Telecom\r\n")
    confirm = next(one for one in queued("registration") if one.to == [world.dora.email])
    write(world.dora.email, confirm.reply_to)
    token = queued("validation")[0].reply_to
    write(world.bob.email, token, "yes\r\n")
    write("eve@stranger.example", token, "yes\r\n")
    assert seat(world.dora).state == "pending_validation"
    assert write(world.fiona.email, "t09demo-validate+1-nonsense", "yes").outcome == "discarded"


def test_an_associate_is_refused_citing_the_clause(world):
    write(f"Charlie <{world.charlie.email}>", "t09demo-join", "member: Sample Networks\r\n")
    (told,) = queued("join")
    assert told.to == [world.charlie.email]
    assert "Example Circular 1, § 3" in told.text
    assert not Membership.objects.filter(person=world.charlie).exists()


def test_a_machine_neither_joins_nor_confirms(world):
    arrival = write(world.dora.email, "t09demo-join", Auto_Submitted="auto-generated")
    assert arrival.outcome == "discarded"
    write(world.dora.email, "t09demo-join")
    confirm = next(one for one in queued("registration") if one.to == [world.dora.email])
    arrival = write(world.dora.email, confirm.reply_to, Auto_Submitted="auto-replied")
    assert arrival.outcome == "discarded"
    assert seat(world.dora).confirmed_at is None


def test_nobody_is_asked_back_whose_name_was_forged(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    forged = {"Authentication_Results": "mx; dmarc=fail (p=reject)"}
    assert write(world.dora.email, "t09demo-join", **forged).outcome == "discarded"
    assert not Membership.objects.filter(person=world.dora).exists()


def test_leaving_by_the_members_own_token(world):
    arrival = write("anybody@mail.example", f"t09demo-leave+{world.seat.token}")
    assert arrival.outcome == "obeyed"
    assert seat(world.bob).state == "closed"
    assert write("anybody@mail.example", "t09demo-leave+nonsense").outcome == "discarded"


def test_leaving_without_it_is_asked_back(world):
    write(world.bob.email, "t09demo-leave")
    assert seat(world.bob).state == "active"
    (ask,) = queued("leave")
    assert ask.to == [world.bob.email]
    write(world.bob.email, ask.reply_to)
    assert seat(world.bob).state == "closed"


def test_leaving_at_once_where_the_domain_vouches(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    write(world.bob.email, "t09demo-leave", Authentication_Results="mx; dmarc=pass")
    assert seat(world.bob).state == "closed"


def test_a_stranger_learns_nothing_by_leaving(world):
    write("eve@stranger.example", "t09demo-leave")
    (told,) = queued("leave")
    assert told.to == ["eve@stranger.example"]
    assert "no seat" in told.text


@pytest.mark.parametrize(
    ("subject", "body"), [("help", ""), ("", "Ayuda\r\n"), ("a question", "what can I do?\r\n")]
)
def test_request_says_what_can_be_done(world, subject, body):
    write(world.bob.email, "t09demo-request", body, subject)
    (told,) = queued("help")
    assert "t09demo-join@comitia.example" in told.text


def test_request_obeys_subscribe_and_unsubscribe(world):
    write(f"Dora <{world.dora.email}>", "t09demo-request", subject="subscribe")
    assert seat(world.dora).state == "requested"
    write(world.bob.email, "t09demo-request", "unsubscribe\r\n")
    assert len(queued("leave")) == 1


def test_mail_to_the_owner_is_handed_on_as_it_came_and_not_round_in_circles(world):
    arrival = write("eve@stranger.example", "t09demo-owner", "Hello owner.\r\n", "Question")
    assert arrival.outcome == "obeyed"
    (letter,) = queued("owner")
    assert sorted(letter.to) == sorted([world.alice.email, world.sam.email])
    assert letter.mail["From"] == "eve@stranger.example"
    assert letter.text == "Hello owner.\r\n"
    assert post(letter.raw, to="t09demo-owner", mail_from="x@y.example").outcome == "discarded"
    assert post(message(), to="t09demo-owner", mail_from="").outcome == "discarded"


def test_a_notice_of_the_house_comes_back_only_to_a_return_path_of_ours(world):
    arrival = post(message(), to="comitia-bounces+1-2-abcdefgh", mail_from="")
    assert arrival.outcome == "discarded"


@pytest.mark.parametrize("to", ["postmaster", "comitia-owner", "Postmaster"])
def test_mail_to_the_house_reaches_the_secretariat(world, to):
    assert write("eve@stranger.example", to, "Hello.\r\n").outcome == "obeyed"
    (letter,) = queued("owner")
    assert letter.to == [world.sam.email]
    assert letter.mail["X-Loop"] == "comitia-owner@comitia.example"
