"""A post's way from the door to its one outcome."""

from datetime import timedelta

import pytest

from comitia.archive.models import Message
from comitia.base.headers import body_of
from comitia.base.packing import unpack
from comitia.groups.models import Group, Membership
from comitia.jobs.models import Job
from comitia.jobs.worker import Park
from comitia.ledger.models import Entry
from comitia.mail import tasks
from comitia.mail.models import Arrival, AutoReply, Held
from comitia.mail.moderate.actions import release
from tests.mail.posting import arrive, message, post, queued

STRANGER = "eve@stranger.example"


def test_a_members_post_is_archived_and_queued_once_for_each_member(world):
    data = message(body="Hello all.\r\n.\r\n")
    arrival = post(data)
    assert (arrival.outcome, arrival.reason) == ("archived", "")
    kept = Message.objects.get()
    assert arrival.message == kept
    assert (kept.number, kept.author, kept.entity) == (1, world.bob, world.telecom)
    assert kept.membership == world.seat
    assert kept.received_at == arrival.received_at
    assert unpack(kept.raw.packed) == data
    (letter,) = queued("post")
    assert sorted(letter.to) == [world.alice.email, world.bob.email]
    assert letter.mail["Subject"] == "[t09demo #1] Section 2"
    assert letter.mail["List-Id"] == "<t09demo.comitia.example>"
    assert body_of(letter.raw) == body_of(data)
    assert letter.letter.bounces == "t09demo-bounces"
    assert Entry.objects.filter(kind="message.archived", subject="group:t09demo").count() == 1


def test_the_road_is_walked_once(world):
    arrival = post(message())
    tasks.travel(arrival_id=arrival.pk)
    assert Message.objects.count() == len(queued("post")) == 1


def test_who_joined_since_gets_it_and_who_left_does_not(world):
    arrival = arrive(message())
    Membership.objects.filter(person=world.alice).update(state="suspended")
    tasks.travel(arrival_id=arrival.pk)
    assert queued("post")[0].to == [world.bob.email]


def test_the_author_is_who_confirmed_the_address_not_who_is_named(world):
    arrival = post(message(sender="Bob <eve@stranger.example>"), mail_from=STRANGER)
    assert arrival.outcome == "held"
    assert "not_a_member" in arrival.reason


def test_a_strangers_post_is_held_and_moderator_and_sender_are_told(world):
    arrival = post(message(sender=STRANGER, body="Buy!\r\n"), mail_from=STRANGER)
    assert arrival.outcome == "held"
    held = Held.objects.get()
    assert held.group == world.group
    assert held.from_address == STRANGER
    (ask,) = queued("held")
    assert ask.to == [world.alice.email]
    assert "eve@stranger.example has no seat" in ask.text
    assert "> Buy!" in ask.text
    assert ask.reply_to == f"t09demo-moderate+{held.token}"
    (told,) = queued("waits")
    assert told.to == [STRANGER]
    assert not Message.objects.exists()
    assert not queued("post")
    assert Entry.objects.filter(kind="message.held").count() == 1


def test_the_sender_is_told_once_a_day(world):
    for number in range(3):
        post(message(sender=STRANGER, subject=f"No. {number}"), mail_from=STRANGER)
    assert Held.objects.count() == len(queued("held")) == 3
    assert len(queued("waits")) == 1


@pytest.mark.parametrize(
    ("mail_from", "more"),
    [
        (STRANGER, {"List_Id": "<news.stranger.example>"}),
        (STRANGER, {"Precedence": "bulk"}),
        (STRANGER, {"Auto_Submitted": "auto-generated"}),
        ("no-reply@stranger.example", {}),
        ("news-bounces+7@stranger.example", {}),
    ],
)
def test_machines_and_lists_are_not_answered(world, mail_from, more):
    arrival = post(message(sender=STRANGER, **more), mail_from=mail_from)
    assert arrival.outcome == "held"
    assert not queued("waits")


def test_bounces_and_vacation_notes_to_the_list_end_there(world):
    for mail_from, more in (("", {}), (STRANGER, {"Auto_Submitted": "auto-replied"})):
        arrival = post(message(subject=mail_from or "null", **more), mail_from=mail_from)
        assert arrival.outcome == "discarded"
        assert arrival.reason.startswith("auto_reply: ")
    assert not Held.objects.exists()


def test_a_copy_that_comes_back_is_stopped(world):
    post(message())
    copy = queued("post")[0].raw
    arrival = post(copy)
    assert (arrival.outcome, arrival.reason.partition(":")[0]) == ("discarded", "loop")


def test_the_same_message_on_another_way_is_a_duplicate(world):
    data = message()
    post(data)
    arrival = post(b"Received: elsewhere\r\n" + data)
    assert (arrival.outcome, arrival.reason.partition(":")[0]) == ("discarded", "duplicate")


def test_another_message_under_the_same_id_is_looked_at(world):
    post(message(Message_ID="<1@x.example>"))
    arrival = post(message(Message_ID="<1@x.example>", body="Something else.\r\n"))
    assert arrival.outcome == "held"
    assert "reused_id" in arrival.reason


def test_a_held_message_sent_again_is_not_held_twice(world):
    for _ in range(2):
        last = post(message(sender=STRANGER), mail_from=STRANGER)
    assert last.outcome == "discarded"
    assert Held.objects.count() == 1


def test_a_closed_list_refuses_and_says_so(world):
    Group.objects.update(reflector_open=False)
    arrival = post(message())
    assert arrival.outcome == "rejected"
    (told,) = queued("refused")
    assert told.to == [world.bob.email]
    assert "takes no posts" in told.text


def test_after_conclusion_it_goes_out_and_is_marked(world):
    Group.objects.update(state="concluded")
    arrival = post(message())
    assert (arrival.outcome, arrival.reason) == ("archived", "after_conclusion")


def test_people_are_told_in_their_language(world):
    world.fiona.language = "fr"
    arrival = post(message(sender=f"Fiona <{world.fiona.email}>"), mail_from=world.fiona.email)
    assert arrival.outcome == "held"
    assert queued("waits")[0].mail["Content-Language"] == "fr"


def test_forged_mail_is_held_and_its_supposed_author_hears_nothing(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx.comitia.example"]
    verdict = "mx.comitia.example; dmarc=fail (p=reject) header.from=example-telecom.example"
    arrival = post(message(Authentication_Results=verdict))
    assert arrival.outcome == "held"
    assert arrival.reason.startswith("forged_sender: ")
    assert not queued("waits")
    assert Held.objects.get().authentication["dmarc"] == {"result": "fail", "policy": "reject"}


def test_what_the_mta_found_is_kept_with_the_message(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx.comitia.example"]
    verdict = "mx.comitia.example; dmarc=pass (p=reject) header.from=example-telecom.example"
    post(message(Authentication_Results=verdict))
    assert Message.objects.get().authentication["dmarc"]["result"] == "pass"
    letter = queued("post")[0]
    assert letter.mail["From"] == "Bob via t09demo <t09demo@comitia.example>"
    assert letter.mail["Reply-To"] == world.bob.email


def test_an_address_that_is_gone_is_parked_with_its_reason(world):
    arrival = arrive(message(), to="t09gone")
    with pytest.raises(Park, match="t09gone"):
        tasks.travel(arrival_id=arrival.pk)
    tasks.travel.parked("no such group", arrival_id=arrival.pk)
    arrival.refresh_from_db()
    assert (arrival.outcome, arrival.reason) == ("parked", "no such group")


def test_a_parked_arrival_can_be_tried_again(world):
    arrival = arrive(message())
    Arrival.objects.update(outcome="parked", reason="the disk was full")
    tasks.travel(arrival_id=arrival.pk)
    arrival.refresh_from_db()
    assert arrival.outcome == "archived"


def test_the_door_leaves_one_job_for_the_worker(world):
    arrive(message())
    assert list(Job.objects.filter(kind="mail.travel").values_list("payload", flat=True)) == [
        {"arrival_id": Arrival.objects.get().pk}
    ]


def test_a_flood_of_held_messages_is_no_flood_of_notices(world):
    for number in range(25):
        post(message(sender=STRANGER, subject=f"No. {number}"), mail_from=STRANGER)
    assert Held.objects.count() == 25
    asked = queued("held")
    assert len(asked) == 20
    assert "no more of these mails" in asked[-1].text
    assert "no more of these mails" not in asked[-2].text


def test_what_a_pending_seat_claims_is_not_said_in_the_archive(world):
    dora = Membership.objects.create(
        group=world.group,
        person=world.dora,
        entity=world.telecom,
        address=world.dora.email,
        state="pending_validation",
        token="dora",
        requested_at=world.now,
    )
    arrival = post(message(sender=world.dora.email), mail_from=world.dora.email)
    assert arrival.outcome == "held"
    assert "not_validated" in arrival.reason
    kept = release(held=Held.objects.get(), by=world.alice, at=world.now)
    assert (kept.author, kept.membership, kept.entity) == (world.dora, None, world.samplia)
    assert dora.entity == world.telecom


def test_old_notes_of_answers_are_forgotten(world):
    post(message(sender=STRANGER), mail_from=STRANGER)
    AutoReply.objects.update(day=world.now.date() - timedelta(days=8))
    tasks.expire_held()
    assert not AutoReply.objects.exists()
