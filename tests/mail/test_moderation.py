"""What moderators decide, once, by verb or by answering the notice."""

from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from comitia.archive import access
from comitia.archive.models import Message
from comitia.bodies.rulesets import in_force
from comitia.bodies.rulesets.load import RuleSet
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Role
from comitia.ledger.actors import command
from comitia.ledger.models import Entry
from comitia.mail.models import Ban, Held
from comitia.mail.moderate import actions, choices, waiting
from comitia.mail.moderate.errors import AlreadyDecided, NoReason
from tests.mail.posting import message, post, queued

TODAY = date(2011, 4, 4)
EXPIRY = in_force("advisory_group", TODAY).rule("held_mail_expiry")
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
        with pytest.raises(AlreadyDecided):
            act()
    assert Message.objects.count() == len(queued("post")) == 1
    assert Entry.objects.filter(kind="message.accepted").count() == 1


def test_rejected_it_goes_back_with_the_reason(world, held):
    with pytest.raises(NoReason):
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
    assert waiting.expire(at=world.later(days=13, hours=23)) == 0
    assert waiting.expire(at=world.later(days=14)) == 1
    assert decided(held) == ("expired", "rejected")
    assert "in time" in queued("refused")[0].text
    assert waiting.expire(at=world.later(days=15)) == 0


def test_the_time_is_that_of_the_rule_in_force_on_the_day_it_was_held(world, held, monkeypatch):
    def rules(kind, on):
        return RuleSet(on, {"held_mail_expiry": replace(EXPIRY, value=3 if on < TODAY else 30)})

    monkeypatch.setattr(waiting, "in_force", rules)
    assert waiting.expires_at(held) == held.held_at + timedelta(days=30)
    Held.objects.update(held_at=world.later(days=-1))
    assert waiting.expire(at=world.later(days=1)) == 0
    assert waiting.expire(at=world.later(days=2)) == 1


def test_moderators_are_asked_again_once_with_all_that_waits(world, held):
    post(message(sender=STRANGER, subject="Again"), mail_from=STRANGER)
    assert waiting.remind(at=world.later(days=6)) == 0
    assert waiting.remind(at=world.later(days=7)) == 2
    assert waiting.remind(at=world.later(days=8)) == 0
    (asked,) = queued("held-again")
    assert asked.to == [world.alice.email]
    assert "2 messages to t09demo" in asked.text
    assert "Again, from eve@stranger.example; goes back on 18 April 2011" in asked.text


def test_who_may_be_forged_is_not_told_when_time_is_over(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    forged = message(sender=world.bob.email, Authentication_Results="mx; dmarc=fail (p=reject)")
    post(forged, mail_from=world.bob.email)
    assert not queued("waits")
    assert waiting.expire(at=world.later(days=14)) == 1
    assert not queued("refused")


def test_a_moderator_only_decides(world, held):
    for act in (
        lambda by: actions.release(held=held, by=by, at=world.now),
        lambda by: actions.reject(held=held, by=by, reason="x", at=world.now),
        lambda by: actions.discard(held=held, by=by, at=world.now),
        lambda by: actions.ban(group=world.group, pattern="a@b", reason="", by=by, at=world.now),
        lambda by: choices.choose(group=world.group, by=by, most_recipients=3, at=world.now),
        lambda by: choices.trust_sender(group=world.group, address="a@b", by=by, at=world.now),
    ):
        with pytest.raises(NotAllowed):
            act(world.bob)
    assert decided(held)[0] == "waiting"


def test_the_administrator_decides_too_and_is_in_the_ledger(world, held):
    actions.release(held=held, by=command("root"), at=world.now)
    assert decided(held) == ("accepted", "archived")
    assert b'"name":"root"' in bytes(Entry.objects.get(kind="message.accepted").leaf)


def test_accepted_and_trusted_by_answering(world, held):
    assert "trust " in queued("held")[0].text
    answer(world, "Trust\r\n")
    assert decided(held) == ("accepted", "archived")
    assert "no longer wait" in queued("answer")[0].text
    arrival = post(message(sender=STRANGER, subject="Second"), mail_from=STRANGER)
    assert arrival.outcome == "archived"


def test_one_who_may_be_forged_is_not_trusted_by_answering(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    post(
        message(sender=STRANGER, Authentication_Results="mx; spf=pass smtp.mailfrom=x.example"),
        mail_from=STRANGER,
    )
    held = Held.objects.get()
    assert "trust " not in queued("held")[0].text
    answer(world, "trust\r\n")
    assert decided(held)[0] == "waiting"
    assert "cannot be trusted" in queued("answer")[0].text


def test_a_trusted_address_does_not_vouch_for_a_forger(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    choices.trust_sender(group=world.group, address=STRANGER, by=world.alice, at=world.now)
    forged = message(sender=STRANGER, Authentication_Results="mx; dmarc=fail (p=none)")
    assert post(forged, mail_from=STRANGER).outcome == "held"


def test_a_member_counts_as_one_only_where_it_can_be_theirs(world, settings):
    settings.TRUSTED_AUTHSERV = ["mx"]
    for number, (results, outcome) in enumerate(
        [
            ("dmarc=pass", "archived"),
            ("dkim=pass header.d=example-telecom.example", "archived"),
            ("dmarc=fail (p=reject)", "held"),
            ("dmarc=fail (p=none)", "held"),
            ("spf=pass smtp.mailfrom=elsewhere.example", "held"),
            ("spf=softfail smtp.mailfrom=example-telecom.example", "held"),
            ("none", "archived"),
        ]
    ):
        field = f"mx; {results}"
        data = message(subject=f"Post {number}", Authentication_Results=field)
        assert post(data, mail_from=world.bob.email).outcome == outcome, results


def test_a_spam_filter_is_heard_only_where_the_setting_says_so(world, settings):
    spam = message(subject="Buy", X_Spam_Flag="YES")
    assert post(spam, mail_from=world.bob.email).outcome == "archived"
    settings.SPAM_HEADERS = True
    arrival = post(message(subject="More", X_Spam_Flag="YES"), mail_from=world.bob.email)
    assert (arrival.outcome, arrival.reason) == (
        "held",
        "spam: The spam filter takes it for spam.",
    )
    assert not queued("waits")


def test_a_large_attachment_reaches_members_as_a_link(world):
    choices.choose(group=world.group, by=world.alice, link_above_bytes=10_000, at=world.now)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = world.bob.email, "t09demo@comitia.example", "Report"
    mail["Message-ID"] = "<report@example-telecom.example>"
    mail.set_content("See the report.\n")
    mail.add_attachment(b"x" * 20_000, maintype="application", subtype="pdf", filename="r.pdf")
    assert post(mail.as_bytes(policy=SMTP), mail_from=world.bob.email).outcome == "archived"
    (copy,) = queued("post")
    text, note = copy.mail.iter_parts()
    assert text.get_content() == "See the report.\r\n"
    address = "/m/report@example-telecom.example/part/2"
    assert address in note.get_content()
    kept = access.attachment_for(world.bob, "report@example-telecom.example", "2", at=world.now)
    assert kept.data == b"x" * 20_000


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
    assert "accept, trust, reject or discard" in queued("answer")[0].text


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
