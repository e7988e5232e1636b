"""What moderators decide, once, by verb or by answering the notice."""

from datetime import timedelta

import pytest

from comitia.archive.models import Message
from comitia.groups.models import Role
from comitia.ledger.models import Entry
from comitia.mail.models import Ban, Held
from comitia.mail.moderate import actions
from tests.mail.posting import message, post, queued

STRANGER = "eve@stranger.example"


@pytest.fixture
def held(world) -> Held:
    post(message(sender=f"Eve <{STRANGER}>"), mail_from=STRANGER)
    return Held.objects.get()


def decided(held: Held) -> tuple[str, str]:
    held.refresh_from_db()
    held.arrival.refresh_from_db()
    return held.state, held.arrival.outcome


def test_released_it_goes_to_all_members_once(world, held):
    kept = actions.release(held=held, by=world.alice, at=world.later(hours=1))
    assert decided(held) == ("accepted", "archived")
    assert held.decided_by == world.alice
    assert (kept.number, kept.author, kept.received_at) == (1, None, held.arrival.received_at)
    assert held.arrival.message == kept
    assert len(queued("post")) == 1
    for act in (
        lambda: actions.release(held=held, by=world.alice, at=world.later(hours=2)),
        lambda: actions.reject(held=held, by=world.alice, reason="x", at=world.later(hours=2)),
        lambda: actions.discard(held=held, by=world.alice, at=world.later(hours=2)),
    ):
        with pytest.raises(actions.AlreadyDecided):
            act()
    assert Message.objects.count() == len(queued("post")) == 1
    assert Entry.objects.filter(kind="message.accepted").count() == 1


def test_rejected_it_goes_back_with_the_reason(world, held):
    with pytest.raises(actions.NoReason):
        actions.reject(held=held, by=world.alice, reason=" ", at=world.now)
    actions.reject(held=held, by=world.alice, reason="Out of scope.", at=world.now)
    assert decided(held) == ("rejected", "rejected")
    (told,) = queued("refused")
    assert told.to == [STRANGER]
    assert "Out of scope." in told.text
    assert not queued("post")


def test_discarded_nobody_is_told(world, held):
    actions.discard(held=held, by=world.alice, at=world.now)
    assert decided(held) == ("discarded", "discarded")
    assert not queued("refused")


def test_undecided_it_goes_back_after_two_weeks(world, held):
    assert actions.expire(at=world.later(days=13, hours=23)) == 0
    assert actions.expire(at=world.later(days=14)) == 1
    assert decided(held) == ("expired", "rejected")
    assert "in time" in queued("refused")[0].text
    assert actions.expire(at=world.later(days=15)) == 0


def test_a_banned_sender_is_no_longer_heard(world, held):
    actions.ban(
        group=world.group, pattern="@Stranger.example", reason="spam", by=world.alice, at=world.now
    )
    arrival = post(message(sender=STRANGER, subject="Again"), mail_from=STRANGER)
    assert arrival.outcome == "discarded"
    actions.lift_ban(ban=Ban.objects.get(), by=world.alice, at=world.now)
    arrival = post(message(sender=STRANGER, subject="And again"), mail_from=STRANGER)
    assert arrival.outcome == "held"


def test_without_a_convener_the_secretariat_is_asked(world):
    Role.objects.update(until=world.now - timedelta(days=1))
    post(message(sender=STRANGER), mail_from=STRANGER)
    assert queued("held")[0].to == [world.sam.email]


def answer(world, body: str, *, by=None, to: str = "", **more: str):
    by = by or world.alice
    return post(
        message(sender=by.email, to="x@comitia.example", subject="Re: waits", body=body, **more),
        to=to or queued("held")[0].reply_to,
        mail_from=by.email,
    )


def test_accepted_by_answering(world, held):
    arrival = answer(world, "accept\r\n\r\n> Buy!\r\n")
    assert (arrival.outcome, decided(held)) == ("obeyed", ("accepted", "archived"))
    assert "on its way" in queued("answer")[0].text


def test_rejected_by_answering_in_another_language_with_the_reason_below(world, held):
    answer(world, "Отклонить\r\nНе по теме.\r\n> x\r\n-- \r\nAlice\r\n")
    assert decided(held) == ("rejected", "rejected")
    assert held.decision_reason == "Не по теме."


def test_rejected_with_the_reason_on_the_same_line(world, held):
    answer(world, "reject: out of scope\r\n")
    assert held.decision_reason == "" and decided(held) == ("rejected", "rejected")  # noqa: PT018
    assert held.decision_reason == "out of scope"


def test_rejected_without_a_reason_asks_for_one(world, held):
    answer(world, "reject\r\n")
    assert decided(held)[0] == "waiting"
    assert "reason" in queued("answer")[0].text


def test_an_answer_without_a_verdict_changes_nothing(world, held):
    arrival = answer(world, "I shall think about it.\r\n")
    assert (arrival.outcome, decided(held)[0]) == ("obeyed", "waiting")
    assert "accept, reject or discard" in queued("answer")[0].text


def test_the_second_answer_hears_that_it_is_late(world, held):
    answer(world, "accept\r\n")
    answer(world, "discard\r\n", Message_ID="<2@x.example>")
    assert decided(held) == ("accepted", "archived")
    assert "already" in queued("answer")[1].text


def test_who_may_not_moderate_cannot_though_he_has_the_token(world, held):
    answer(world, "accept\r\n", by=world.bob)
    assert decided(held)[0] == "waiting"
    arrival = post(
        message(sender=STRANGER, body="accept\r\n"),
        to=queued("held")[0].reply_to,
        mail_from=STRANGER,
    )
    assert (arrival.reason, decided(held)[0]) == ("moderate: from an unknown address", "waiting")


def test_a_forged_answer_is_nobodys(world, held, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    answer(world, "accept\r\n", Authentication_Results="mx; dmarc=fail (p=reject)")
    assert decided(held)[0] == "waiting"


def test_a_wrong_token_moves_nothing(world, held):
    arrival = answer(world, "accept\r\n", to="t09demo-moderate+nonsense")
    assert (arrival.outcome, decided(held)[0]) == ("discarded", "waiting")
