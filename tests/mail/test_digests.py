"""Digests bring each message once to those who would rather have several in one mail."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comitia.archive.actions import redact
from comitia.archive.models import Message
from comitia.base import clock
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Membership
from comitia.jobs.models import Job
from comitia.ledger.actors import SYSTEM
from comitia.mail import tasks
from comitia.mail.delivery import Wishes, wish, wishes_of
from comitia.mail.digests.due import day_of_last, day_of_last_weekly
from comitia.mail.digests.issue import FURTHEST_BACK, LARGEST_MESSAGE, issues
from comitia.mail.distribute.choices import choose_distribution
from comitia.mail.errors import BadChoice
from tests.mail.posting import message, post, queued

MONDAY = date(2011, 4, 4)


def run(at) -> None:
    """What `comitia work` does at that moment."""
    with clock.stopped_at(at):
        tasks.start_digests()
        for job in Job.objects.filter(kind="mail.digest"):
            tasks.send_digest(**job.payload)
            job.delete()
        tasks.welcome_back()


@pytest.fixture
def alice(world):
    """Alice's seat."""
    return Membership.objects.get(person=world.alice)


@pytest.fixture
def wishing(world, alice):
    def wished(at=None, **changes):
        at = at or world.now
        seat = Membership.objects.get(pk=alice.pk)
        wishes = replace(wishes_of(seat, on=at.date()), **changes)
        return wish(seat=seat, wishes=wishes, by=world.alice, at=at)

    return wished


def numbers(letter) -> list[int]:
    """The archive numbers that a digest's contents name."""
    text = letter.mail.get_body().get_content() if letter.mail.is_multipart() else letter.text
    contents = text.partition("-" * 70)[0]
    return [
        int(line.split()[0][1:])
        for line in contents.splitlines()
        if line.startswith("  #")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "daily", "weekly"),
    [(9, date(2011, 4, 4), date(2011, 4, 4)), (5, date(2011, 4, 3), date(2011, 3, 28))],
)
def test_the_day_that_is_due(world, hours, daily, weekly):
    local = world.now.replace(hour=hours)
    assert day_of_last(local, hour=6) == daily
    assert day_of_last_weekly(local, hour=6, weekday=0) == weekly
    assert day_of_last_weekly(local, hour=6, weekday=6) == date(2011, 4, 3)


def test_a_daily_digest_holds_each_message_once(world, alice, wishing):
    post(message(subject="Before"))
    wishing(delivery="daily")
    run(world.later(hours=1))
    for n in range(3):
        post(message(subject=f"Question {n}", body=f"Text {n}.\r\n"))
    assert [letter.to for letter in queued("post")[1:]] == [[world.bob.email]] * 3
    run(world.later(hours=2))
    assert not queued("digest")  # Today's has gone out, with nothing in it.
    run(world.later(days=1))
    (digest,) = queued("digest")
    assert digest.to == [alice.address]
    assert numbers(digest) == [2, 3, 4]
    assert digest.mail["Subject"] == "[t09demo #2-#4] Digest: 3 messages"
    assert digest.mail["List-Id"] == "<t09demo.comitia.example>"
    assert ["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"] in (
        digest.letter.personal_headers
    )
    for later in (25, 30, 48):
        run(world.later(hours=later))
    assert len(queued("digest")) == 1


def test_in_mime_each_message_is_whole(world, wishing):
    wishing(delivery="daily")
    odd = message(
        subject="=?utf-8?b?5LiA5LqM?=",
        body="Grüße\r\n--=_x\r\nbare\rend\r\n",
        Content_Type="text/plain; charset=utf-8",
        Content_Transfer_Encoding="8bit",
    )
    post(odd)
    post(message(subject="Two"))
    run(world.later(days=1))
    (digest,) = queued("digest")
    contents, several, ending = digest.mail.iter_parts()
    assert several.get_content_type() == "multipart/digest"
    first, second = (part.get_content() for part in several.iter_parts())
    assert first["Subject"] == "一二"
    assert "Grüße" in first.get_content()
    assert first["From"] == "Bob <bob@example-telecom.example>"
    assert first["Archived-At"].startswith("<http")
    assert second["Subject"] == "Two"
    assert "Bob (EXTEL)" in contents.get_content()
    assert "t09demo-leave@comitia.example" in ending.get_content()


def test_in_plain_text_it_can_be_taken_apart(world, wishing):
    wishing(delivery="daily", digest_form="plain")
    post(message(subject="One", body="Hello.\r\n" + "-" * 40 + "\r\nBye.\r\n"))
    post(message(subject="Two"))
    run(world.later(days=1))
    (digest,) = queued("digest")
    assert digest.mail.get_content_type() == "text/plain"
    preamble, rest = digest.text.replace("\r\n", "\n").split("-" * 70 + "\n", 1)
    assert "#1  One" in preamble
    one, two, ending, trailer = rest.split("\n" + "-" * 30 + "\n")
    assert "Subject: One" in one
    assert one.rstrip().endswith(" " + "-" * 40 + "\nBye.")
    assert "Subject: Two" in two
    assert "t09demo-request@" in ending
    assert trailer.strip().splitlines() == ["End of t09demo Digest", "*" * 21]


def test_it_speaks_the_members_language_and_has_the_groups_text(world, wishing):
    choose_distribution(
        group=world.group, by=world.alice, at=world.now, below={"fr": "Règles : {page}"}
    )
    world.alice.language = "fr"
    world.alice.save()
    wishing(delivery="daily", digest_form="plain")
    post(message())
    run(world.later(days=1))
    (digest,) = queued("digest")
    assert digest.mail["Content-Language"] == "fr"
    assert "Règles : http" in digest.text


def test_a_weekly_one_comes_on_the_groups_day(world, wishing):
    choose_distribution(group=world.group, by=world.alice, at=world.now, digest_day=2)
    wishing(delivery="weekly")
    run(world.now)
    post(message())
    run(world.later(days=1))
    assert not queued("digest")
    run(world.later(days=2))
    assert [numbers(digest) for digest in queued("digest")] == [[1]]


def test_a_change_of_mind_loses_nothing(world, alice, wishing):
    wishing(delivery="daily")
    run(world.now)
    post(message(subject="One"))
    wishing(delivery="weekly")
    post(message(subject="Two"))
    wishing(delivery="each")
    (rest,) = queued("digest")
    assert (numbers(rest), rest.to) == ([1, 2], [alice.address])
    post(message(subject="Three"))
    assert alice.address in queued("post")[2].to
    wishing(delivery="daily")
    run(world.later(days=1))
    assert len(queued("digest")) == 1


def test_who_wants_no_mail_gets_none_not_even_the_rest(world, wishing):
    wishing(delivery="daily")
    post(message())
    wishing(delivery="none")
    run(world.later(days=1))
    assert not queued("digest")


def test_after_a_pause_it_is_said_how_much_came(world, alice, wishing):
    back = world.now.date() + timedelta(days=10)
    wishing(paused_until=back)
    for n in range(2):
        post(message(subject=str(n)))
    run(world.later(days=9))
    assert not queued("back")
    run(world.later(days=10))
    run(world.later(days=11))
    (told,) = queued("back")
    assert told.to == [alice.address]
    assert "there were 2 messages" in told.text
    alice.refresh_from_db()
    assert alice.paused_until is None


def test_after_a_pause_a_digest_brings_all(world, wishing):
    wishing(delivery="daily")
    post(message(subject="One"))
    wishing(delivery="daily", paused_until=world.now.date() + timedelta(days=5))
    post(message(subject="Two"))
    run(world.later(days=1))
    assert not queued("digest")
    run(world.later(days=5))
    assert [numbers(digest) for digest in queued("digest")] == [[1, 2]]
    assert not queued("back")


def test_who_is_suspended_gets_none_and_who_shares_a_mark_shares_a_letter(world, alice, wishing):
    wishing(delivery="daily")
    seat = world.seat
    wish(seat=seat, wishes=Wishes(delivery="daily"), by=world.bob, at=world.now)
    post(message())
    run(world.later(days=1))
    (digest,) = queued("digest")
    assert sorted(digest.to) == sorted([alice.address, seat.address])
    Membership.objects.filter(pk=alice.pk).update(state="suspended")
    post(message(subject="Two"))
    run(world.later(days=2))
    assert queued("digest")[1].to == [seat.address]


def test_nobody_wishes_for_another_and_nothing_that_is_not(world, alice):
    with pytest.raises(NotAllowed):
        wish(seat=alice, wishes=Wishes(), by=world.bob, at=world.now)
    for wrong in (
        Wishes(delivery="pigeon"),
        Wishes(digest_form="tape"),
        Wishes(paused_until=world.now.date()),
        Wishes(paused_until=world.now.date() + timedelta(days=800)),
    ):
        with pytest.raises(BadChoice):
            wish(seat=alice, wishes=wrong, by=world.alice, at=world.now)


def test_what_is_redacted_or_too_large_is_a_stone_or_a_link(world, wishing):
    wishing(delivery="daily")
    post(message(subject="Secret", body="The secret.\r\n"))
    post(message(subject="Large", body="A long line of text.\r\n" * (LARGEST_MESSAGE // 20)))
    redact(message=Message.objects.get(number=1), by=SYSTEM, reason="Personal data.", at=world.now)
    run(world.later(days=1))
    (digest,) = queued("digest")
    one, two = (part.get_content() for part in list(digest.mail.iter_parts())[1].iter_parts())
    assert "Personal data." in one.get_content()
    assert b"The secret" not in digest.raw
    assert "too large" in two.get_content()
    assert len(digest.raw) < 10_000


def test_much_is_split_and_very_much_is_left_to_the_archive(world, monkeypatch):
    for n in range(5):
        post(message(subject=str(n)))
    monkeypatch.setattr("comitia.mail.digests.issue.MOST_MESSAGES", 2)
    found = list(issues(world.group, after=0, to=5))
    assert [(issue.first, issue.last) for issue in found] == [(1, 2), (3, 4), (5, 5)]
    assert not any(issue.leaves_out_older for issue in found)
    monkeypatch.setattr("comitia.mail.digests.issue.FURTHEST_BACK", 3)
    found = list(issues(world.group, after=0, to=5))
    assert [(issue.first, issue.leaves_out_older) for issue in found] == [(3, True), (5, False)]
    assert FURTHEST_BACK > 100
