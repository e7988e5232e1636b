"""A reader has old mail sent: as it went out then, with its own Message-ID, within bounds."""

from datetime import timedelta
from email.policy import SMTP

import pytest

from comitia.archive.access import Reading, numbered_for
from comitia.archive.actions import redact
from comitia.archive.models import Message
from comitia.groups import seats
from comitia.ledger.actors import SYSTEM
from comitia.mail import sending
from comitia.mail.answer import MOST_ANSWERS_A_DAY
from comitia.mail.distribute.choices import choose_distribution
from comitia.mail.models import AutoReply
from tests.mail.posting import message, post, queued
from tests.mail.test_obey import write

ODD = ["plain@x.example", "a/b+c$d{e}@x.example", "no-at-sign", "ü@x.example", "%41@x.example"]


def ask(world, person, number=1, *, act=sending.send_message, at=None):
    at = at or world.now
    found, reading = numbered_for(person, "t09demo", number, at=at)
    return act(message=found, to=person, reading=reading, at=at)


def test_a_new_member_gets_what_went_out_before_they_came(world):
    post(message(subject="Cost", Message_ID="<old@x.example>", References="<older@x.example>"))
    seats.admit(
        group=world.group, person=world.dora, entity=world.samplia, address="d@samplia.example",
        by=SYSTEM, at=world.now,
    )  # fmt: skip
    ask(world, world.dora)
    (sent,) = queued("again")
    assert sent.to == ["d@samplia.example"]
    assert sent.mail["Message-ID"] == "<old@x.example>"
    assert sent.mail["References"] == "<older@x.example>"
    assert sent.mail["List-Id"] == "<t09demo.comitia.example>"
    assert "List-Unsubscribe" in dict(sent.letter.personal_headers)
    assert sent.raw.endswith(b"\r\n\r\nHello all.\r\n")


@pytest.mark.parametrize("message_id", ODD)
@pytest.mark.parametrize(
    "choices",
    [{}, {"as_it_came": True}, {"sender": "always"}, {"sender": "wrap"}, {"reply_to": "list"}],
)
def test_message_ids_are_never_rewritten(world, choices, message_id):
    """Law: else an answer would not find what it answers."""
    choose_distribution(group=world.group, by=world.alice, at=world.now, **choices)
    came = f"Message-ID: <{message_id}>\r\n".encode()
    data = message(Message_ID=f"<{message_id}>", Authentication_Results="mx; dmarc=fail")
    post(data)
    kept = Message.objects.get()
    assert kept.message_id == message_id
    ask(world, world.bob)
    for kind in ("post", "again"):
        (sent,) = queued(kind)
        head = sent.raw.partition(b"\r\n\r\n")[0] + b"\r\n"
        assert head.count(b"\r\nMessage-ID:") == 1
        assert b"\r\n" + came in head


def test_a_message_without_id_keeps_the_one_we_made(world):
    data = message(subject="Nameless").replace(b"Message-ID", b"X-Nothing")
    post(data)
    kept = Message.objects.get()
    assert kept.made_id
    ask(world, world.bob)
    for kind in ("post", "again"):
        assert queued(kind)[0].mail["Message-ID"] == f"<{kept.message_id}>"


def test_a_thread_comes_by_number_within_bounds_and_without_stones(world, monkeypatch):
    monkeypatch.setattr(sending, "MOST_MESSAGES", 3)
    post(message(subject="Begin", Message_ID="<0@x.example>"))
    for number in range(1, 6):
        post(message(subject=f"Re: Begin {number}", In_Reply_To="<0@x.example>"))
    post(message(subject="Another"))
    stone = Message.objects.get(number=2)
    redact(message=stone, by=SYSTEM, reason="Personal data.", at=world.now)
    sent = ask(world, world.bob, 4, act=sending.send_thread)
    assert [each.number for each in sent.messages] == [1, 3, 4]
    assert (sent.left_out, sent.redacted) == (2, 1)
    assert len(queued("again")) == 3


def test_the_same_once_a_minute(world):
    post(message())
    ask(world, world.bob, at=world.now)
    for seconds in (0, 1, 59):
        with pytest.raises(sending.TooSoon):
            ask(world, world.bob, at=world.later(seconds=seconds))
    ask(world, world.alice, at=world.now)  # Others are others.
    ask(world, world.bob, act=sending.send_thread)
    ask(world, world.bob, at=world.later(seconds=60))
    assert len(queued("again")) == 4


def test_as_many_a_day_as_by_command(world):
    post(message())
    for number in range(MOST_ANSWERS_A_DAY):
        AutoReply.objects.create(
            address=world.bob.email, kind=f"request:{number}", day=world.now.date()
        )
    with pytest.raises(sending.EnoughForToday):
        ask(world, world.bob)
    assert not queued("again")
    ask(world, world.bob, at=world.now + timedelta(days=1))


def test_what_was_redacted_is_refused_in_words(world):
    post(message())
    redact(message=Message.objects.get(), by=SYSTEM, reason="Personal data.", at=world.now)
    for act in (sending.send_message, sending.send_thread):
        with pytest.raises(sending.Redacted, match="Personal data"):
            ask(world, world.bob, act=act)
    assert not queued("again")


def test_the_public_gets_none_since_mail_shows_addresses(world):
    """As the page refuses it the exact bytes; by command, too."""
    world.group.archive_public = True
    world.group.save()
    post(message())
    assert isinstance(numbered_for(world.charlie, "t09demo", 1, at=world.now)[1], Reading)
    with pytest.raises(sending.NotToThePublic):
        ask(world, world.charlie)
    vouched = {"Authentication_Results": "mx; dmarc=pass"}
    write(world.charlie.email, "t09demo-request", "get 1\r\nget thread 1\r\n", **vouched)
    assert queued("answer")[0].text.count("it is sent to members only") == 2
    assert not queued("again")


def test_the_secretariat_without_a_seat_gets_it_at_its_own_address(world):
    post(message())
    ask(world, world.sam)
    (sent,) = queued("again")
    assert sent.to == [world.sam.email]
    assert sent.letter.personal_headers == []
    assert sent.mail.as_bytes(policy=SMTP)


def test_more_than_goes_at_once_is_said_by_mail_too(world, monkeypatch):
    monkeypatch.setattr("comitia.mail.obey.commands.read.MOST_MESSAGES", 2)
    for number in range(3):
        post(message(subject=str(number)))
    vouched = {"Authentication_Results": "mx; dmarc=pass"}
    write(world.bob.email, "t09demo-request", "get 1 2 3\r\n", **vouched)
    assert len(queued("again")) == 2
    assert "The others are in the archive" in queued("answer")[0].text
