"""What a group chooses for its letters, and what a member chooses, as the copies show it."""

import dkim
import pytest

from comitia.groups.errors import NotAllowed
from comitia.groups.models import Membership
from comitia.ledger.models import Entry
from comitia.mail.distribute.choices import choose_distribution, distribution_of
from comitia.mail.distribute.reversal import undone
from comitia.mail.errors import BadChoice
from comitia.outbox.dkim import LetterSigner, keep_key, new_key
from tests.mail.fake_dns import FakeDns
from tests.mail.posting import message, post, queued


@pytest.fixture
def choose(world):
    def chosen(**wanted):
        return choose_distribution(group=world.group, by=world.alice, at=world.now, **wanted)

    return chosen


@pytest.fixture
def strict(settings, monkeypatch):
    """Bob's domain wants mail refused that does not come from itself, and its border vouches."""
    settings.TRUSTED_AUTHSERV = ["mx.comitia.example"]
    dns = FakeDns({("_dmarc.example-telecom.example", "TXT"): ["v=DMARC1; p=reject"]})
    monkeypatch.setattr("comitia.mail.tasks.system_dns", lambda: dns)


def seats_of(world):
    return {seat.person.name: seat for seat in world.group.memberships.all()}


def test_own_posts_and_doubles_come_only_to_those_who_want_them(world):
    seats = seats_of(world)
    Membership.objects.filter(pk=seats["Bob"].pk).update(own_posts=False)
    post(message())
    assert queued("post")[0].to == [world.alice.email]
    Membership.objects.filter(pk=seats["Alice"].pk).update(duplicates=False)
    post(message(subject="Two", Cc=f"Alice <{world.alice.email.upper()}>"))
    assert queued("post")[1].to == []
    post(message(subject="Three", Cc="carol@x.example"))
    assert queued("post")[2].to == [world.alice.email]


def test_who_has_paused_gets_nothing_before_the_day(world):
    seat = seats_of(world)["Alice"]
    for days, gets in ((1, False), (0, True), (-1, True)):
        seat.paused_until = world.later(days=days).date()
        seat.save()
        post(message(subject=f"In {days}"))
        assert (world.alice.email in queued("post")[-1].to) == gets


def test_a_change_is_for_moderators_and_in_the_ledger(world, choose):
    with pytest.raises(NotAllowed):
        choose_distribution(group=world.group, by=world.bob, at=world.now, subject_prefix=False)
    assert distribution_of(world.group).subject_prefix
    choose(subject_prefix=False)
    choose(subject_prefix=False)
    assert not distribution_of(world.group).subject_prefix
    (entry,) = Entry.objects.filter(kind="distribution.changed")
    assert '"subject_prefix":{"from":true,"to":false}' in bytes(entry.leaf).decode()


@pytest.mark.parametrize(
    "wanted",
    [
        {"sender": "nobody"},
        {"reply_to": "moon"},
        {"reply_to": "address"},
        {"reply_address": "not an address"},
        {"below": {"xx": "text"}},
        {"below": {"en": "x" * 5000}},
        {"digest_hour": 24},
        {"digest_day": -1},
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_changes(world, choose, wanted):
    with pytest.raises(BadChoice) as refusal:
        choose(subject_prefix=False, **wanted)
    assert refusal.value.field in wanted or refusal.value.field == "reply_address"
    assert distribution_of(world.group).subject_prefix


def test_without_wishes_there_is_a_prefix_and_no_precedence(world):
    post(message())
    (letter,) = queued("post")
    assert letter.mail["Subject"] == "[t09demo #1] Section 2"
    assert letter.mail["Precedence"] is None
    assert letter.mail["Reply-To"] is None


def test_the_list_as_the_one_who_is_answered(world, choose):
    choose(reply_to="list", precedence=True, subject_prefix=False)
    post(message(Reply_To="Bob <bob@elsewhere.example>"))
    (letter,) = queued("post")
    assert letter.mail["Reply-To"] == "t09demo@comitia.example"
    assert letter.mail["X-Original-Reply-To"] == "Bob <bob@elsewhere.example>"
    assert letter.mail["Precedence"] == "list"
    assert letter.mail["Subject"] == "Section 2"
    choose(reply_to="address", reply_address="desk@house.example", sender="always")
    post(message(subject="Two"))
    assert queued("post")[1].mail["Reply-To"] == "desk@house.example"


@pytest.mark.parametrize(
    ("sender", "is_from"),
    [
        ("asked", "Bob via t09demo <t09demo@comitia.example>"),
        ("always", "Bob via t09demo <t09demo@comitia.example>"),
        ("wrap", "Bob via t09demo <t09demo@comitia.example>"),
        ("never", "Bob <bob@example-telecom.example>"),
    ],
)
def test_whose_name_a_letter_bears_where_the_domain_is_strict(
    world, choose, strict, sender, is_from
):
    choose(sender=sender)
    data = message(
        Authentication_Results="mx.comitia.example; dmarc=pass header.from=example-telecom.example"
    )
    assert post(data).outcome == "archived"
    (letter,) = queued("post")
    assert str(letter.mail["From"]) == is_from
    assert undone(letter.raw) == data
    if sender == "wrap":
        assert letter.mail.get_content_type() == "message/rfc822"
        assert letter.mail["Message-ID"] == letter.mail.get_content()["Message-ID"]
        assert letter.mail.get_content()["Subject"] == "Section 2"
    if sender != "never":
        assert letter.mail["Reply-To"] == world.bob.email


@pytest.mark.parametrize("sender", ["asked", "wrap", "never"])
def test_whose_name_it_bears_where_nothing_is_asked(world, choose, sender):
    choose(sender=sender)
    post(message())
    assert str(queued("post")[0].mail["From"]) == "Bob <bob@example-telecom.example>"


def test_texts_of_the_group_come_in_the_members_languages(world, choose):
    choose(below={"en": "Leave: {leave}", "fr": "Partir : {leave}\n{message} {unknown}"})
    world.alice.language = "fr"
    world.alice.save()
    world.bob.language = "ru"
    world.bob.save()
    data = message(Message_ID="<one@telecom.example>")
    post(data)
    letters = {letter.to[0]: letter for letter in queued("post")}
    assert set(letters) == {world.alice.email, world.bob.email}
    french = letters[world.alice.email].mail.get_body().get_content()
    assert "Partir : t09demo-leave@comitia.example" in french
    assert "/m/one@telecom.example/ {unknown}" in french
    assert "Leave: t09demo-leave@" in letters[world.bob.email].text
    assert all(undone(letter.raw) == data for letter in letters.values())
    post(data)
    assert len(queued("post")) == 2


def test_one_choice_changes_nothing_so_that_the_authors_signature_holds(world, choose):
    choose(as_it_came=True, below={"en": "Below"}, sender="always", reply_to="list")
    key = new_key("s1", "example-telecom.example", kind="ed25519")
    data = message(List_Id="<other.example>", Precedence="bulk", Reply_To="b@c.example")
    signed = LetterSigner(data, [key], at=world.now).signatures(b"") + data
    post(signed)
    (letter,) = queued("post")
    assert letter.raw.endswith(signed)
    assert undone(letter.raw) == signed
    answers = {b"s1._domainkey.example-telecom.example.": key.record().encode()}
    assert dkim.verify(letter.raw, dnsfunc=lambda name, timeout=5: answers.get(name))
    assert letter.mail["List-Id"] == "<t09demo.comitia.example>"


@pytest.fixture
def house_key(settings, tmp_path):
    """The key that seals, and DNS that shows it and says what Bob's border says."""
    settings.DATA, settings.ARC = tmp_path, True
    settings.TRUSTED_AUTHSERV = ["mx.comitia.example"]
    key = new_key("s1", "comitia.example", kind="rsa")
    keep_key(key, tmp_path / "dkim")
    return key


def arc_of(raw: bytes, key) -> bytes:
    return dkim.arc_verify(raw, dnsfunc=lambda name, timeout=5: key.record().encode())[0]


VOUCHED = "mx.comitia.example; spf=pass smtp.mailfrom=example-telecom.example"


def test_a_post_is_sealed_where_the_house_wants_that(world, settings, house_key):
    post(message(Authentication_Results=VOUCHED))
    copy = queued("post")[0]
    assert arc_of(copy.raw, house_key) == b"pass"
    assert "spf=pass" in copy.mail["ARC-Authentication-Results"]
    settings.ARC = False
    post(message(subject="Two", Authentication_Results=VOUCHED))
    assert "ARC-Seal" not in queued("post")[1].mail


def test_under_the_lists_own_name_nothing_is_sealed(world, choose, house_key):
    choose(sender="always")
    post(message(Authentication_Results=VOUCHED))
    assert "ARC-Seal" not in queued("post")[0].mail


def test_a_key_that_cannot_be_read_stops_no_post(world, settings, house_key):
    (settings.DATA / "dkim" / "s1.pem").write_text("no key")
    post(message(Authentication_Results=VOUCHED))
    assert "ARC-Seal" not in queued("post")[0].mail
