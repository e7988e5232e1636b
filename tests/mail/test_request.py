"""What a delegate asks of -request@, and what nobody gets by asking."""

from datetime import date, timedelta

import pytest

from comitia.archive.actions import redact
from comitia.archive.index import Follower
from comitia.archive.models import Act, Message
from comitia.base import clock
from comitia.ledger.actors import SYSTEM
from comitia.mail.answer import MOST_ANSWERS_A_DAY
from comitia.mail.models import AutoReply
from comitia.outbox.models import Letter
from comitia.search.store import Store
from tests.mail.posting import message, post, queued
from tests.mail.test_obey import write

STRANGER = "eve@stranger.example"


@pytest.fixture
def ask(world, settings):
    """Write to -request@; the border vouches for the sender unless told not to."""
    settings.TRUSTED_AUTHSERV = ["mx"]

    def asked(sender, body="", subject="", vouched=True):
        more = {"Authentication_Results": "mx; dmarc=pass"} if vouched else {}
        # Where the border says nothing, nothing is known.
        before = set(Letter.objects.values_list("pk", flat=True))
        arrival = write(sender, "t09demo-request", body, subject, **more)
        fresh = [one for one in queued("answer") if one.letter.pk not in before]
        return (fresh[0] if fresh else None), arrival

    return asked


def test_who_is_told_to_those_who_may_know(world, ask):
    answer, _ = ask(world.bob.email, "who\r\n")
    assert "Example Telecom" in answer.text
    assert "Alice" in answer.text
    assert world.alice.email not in answer.text
    answer, _ = ask(world.alice.email, "who\r\n")
    assert world.bob.email in answer.text
    answer, _ = ask(world.charlie.email, "who\r\n")
    assert "2 persons" in answer.text
    assert "Alice" not in answer.text


def test_a_stranger_gets_help_and_nothing_else(world, ask):
    post(message(subject="Cost"))
    answer, _ = ask(STRANGER, "who\r\nget 1\r\nsearch cost\r\n")
    assert answer is None
    (told,) = queued("help")
    assert told.to == [STRANGER]
    assert "We know nobody under the address" in told.text
    assert "Alice" not in told.text
    assert not queued("again")


def test_who_writes_in_anothers_name_gets_nothing(world, ask):
    """The answer goes to the address in From, which is theirs, never to the envelope's."""
    post(message(subject="Cost"))
    data = message(sender=world.bob.email, to="t09demo-request@comitia.example", subject="get 1")
    post(data, to="t09demo-request", mail_from=STRANGER)
    assert queued("again")[0].to == [world.bob.email]
    assert queued("answer")[0].to == [world.bob.email]
    forged = message(
        sender=world.bob.email, to="t09demo-request@comitia.example", subject="get  1",
        Authentication_Results="mx; dmarc=fail (p=reject)",
    )  # fmt: skip
    assert post(forged, to="t09demo-request", mail_from=STRANGER).outcome == "discarded"


def test_a_message_comes_as_it_went_out(world, ask):
    data = message(subject="Cost of a study group", Message_ID="<one@mail.example>")
    post(data)
    post(message(subject="Re: Cost", In_Reply_To="<one@mail.example>"))
    answer, _ = ask(world.alice.email, "get 1 <one@mail.example>\r\n")
    (sent,) = queued("again")
    assert sent.to == [world.alice.email]
    assert sent.mail["Message-ID"] == "<one@mail.example>"
    assert sent.mail["Subject"] == "[t09demo #1] Cost of a study group"
    assert "List-Unsubscribe" in dict(sent.letter.personal_headers)
    assert "#1  Cost of a study group" in answer.text
    ask(world.bob.email, "get thread 2\r\n")
    assert [one.mail["Subject"] for one in queued("again")[1:]] == [
        "[t09demo #1] Cost of a study group",
        "[t09demo #2] Re: Cost",
    ]


def test_what_is_not_there_or_redacted_or_not_theirs_is_said(world, ask):
    post(message(subject="Secret"))
    redact(message=Message.objects.get(), by=SYSTEM, reason="Personal data.", at=world.now)
    assert "Personal data." in ask(world.bob.email, "get 1\r\n")[0].text
    assert "no message 99" in ask(world.bob.email, "get 99\r\n")[0].text
    assert "from 1 to 1" in ask(world.bob.email, "get\r\n")[0].text
    assert "no message nobody@x" in ask(world.bob.email, "get nobody@x\r\n")[0].text
    answer, _ = ask(world.charlie.email, "get 1\r\nsearch secret\r\n")
    assert answer.text.count("Only these may read the archive") == 2
    assert not queued("again")


def test_search_finds_by_words(world, ask, monkeypatch, tmp_path):
    made = Store(tmp_path / "search")
    monkeypatch.setattr("comitia.archive.search.store", lambda: made)
    post(message(subject="Interoperability", body="Conformance testing costs much.\r\n"))
    while Follower(made).step():
        pass
    answer, _ = ask(world.bob.email, subject="search conformance")
    assert "1 message found." in answer.text
    assert "#1  Interoperability" in answer.text
    assert "Conformance testing costs much." in answer.text
    assert "Search for what?" in ask(world.bob.email, subject="search")[0].text


def test_the_timetable_is_told(world, ask):
    assert "no timetable yet" in ask(world.bob.email, "timetable\r\n")[0].text


def test_how_mail_comes_is_chosen(world, ask):
    answer, _ = ask(world.bob.email, "set delivery weekly\r\nset digest plain\r\nset own no\r\n")
    world.seat.refresh_from_db()
    seat = world.seat
    assert (seat.delivery, seat.digest_form, seat.own_posts) == ("weekly", "plain", False)
    assert "delivery weekly (the messages of a week in one mail)" in answer.text
    assert "own no" in answer.text.rpartition("> set own no")[2]
    assert "set duplicates yes | no" in ask(world.bob.email, "set colour red\r\n")[0].text
    assert "delivery weekly" in ask(world.bob.email, "set\r\n")[0].text


def test_a_pause_and_its_end(world, ask):
    ask(world.bob.email, subject="hold until 2011-05-01")
    world.seat.refresh_from_db()
    assert world.seat.paused_until == date(2011, 5, 1)
    assert "within a year" in ask(world.bob.email, subject="hold until 2010-01-01")[0].text
    assert "hold until 2012-01-31" in ask(world.bob.email, subject="hold until Friday")[0].text
    ask(world.bob.email, subject="resume")
    world.seat.refresh_from_db()
    assert world.seat.paused_until is None


def test_answers_come_in_the_language_that_is_chosen(world, ask):
    answer, _ = ask(world.bob.email, "language français\r\nwho\r\n")
    world.bob.refresh_from_db()
    assert world.bob.language == "fr"
    assert answer.mail["Content-Language"] == "fr"
    assert "ar, zh, en" in ask(world.alice.email, "language klingon\r\n")[0].text


def test_a_change_is_asked_back_where_nobody_vouches(world, ask):
    answer, _ = ask(world.bob.email, "set delivery daily\r\nlanguage fr\r\nwho\r\n", vouched=False)
    world.seat.refresh_from_db()
    assert world.seat.delivery == "each"
    assert "asked you in another mail" in answer.text
    assert "Alice" in answer.text
    (question,) = queued("ask")
    assert question.to == [world.bob.email]
    assert question.reply_to.startswith("t09demo-request+")
    reply = f"Re: {question.mail['Subject']}"
    assert write(world.bob.email, question.reply_to, subject=reply).outcome == "obeyed"
    world.seat.refresh_from_db()
    world.bob.refresh_from_db()
    assert (world.seat.delivery, world.bob.language) == ("daily", "fr")


def test_a_token_that_is_none_and_a_change_by_one_without_a_seat(world, ask):
    write(STRANGER, "t09demo-request+1-nonsense", subject="set delivery none")
    world.seat.refresh_from_db()
    assert world.seat.delivery == "each"
    for vouched in (True, False):
        answer, _ = ask(world.charlie.email, "set delivery none\r\n", vouched=vouched)
        assert "no seat in t09demo" in answer.text


def test_machines_are_not_answered_and_people_only_so_often(world, ask):
    for more in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}):
        arrival = write(world.bob.email, "t09demo-request", "who\r\n", **more)
        assert arrival.outcome == "discarded"
    for number in range(MOST_ANSWERS_A_DAY - 1):
        AutoReply.objects.create(
            address=world.bob.email, kind=f"request:x{number}", day=clock.now().date()
        )
    answer, _ = ask(world.bob.email, "who\r\n")
    assert "our last answer" in answer.text
    answer, arrival = ask(world.bob.email, "timetable\r\n")
    assert (answer, arrival.outcome) == (None, "discarded")
    with clock.stopped_at(world.now + timedelta(days=1)):
        assert ask(world.bob.email, "who\r\n")[0] is not None


@pytest.fixture
def astray(world):
    """1 ← 2 ← 3, and 4 by itself."""
    post(message(subject="Scope", Message_ID="<1@x.example>"))
    post(message(subject="Re: Scope", Message_ID="<2@x.example>", In_Reply_To="<1@x.example>"))
    post(message(subject="Re: Scope", Message_ID="<3@x.example>", In_Reply_To="<2@x.example>"))
    post(message(subject="Budget", Message_ID="<4@x.example>"))


def parents() -> list[int | None]:
    rows = Message.objects.order_by("number").select_related("parent")
    return [each.parent.number if each.parent else None for each in rows]


def test_a_convener_tends_threads_by_mail(world, ask, astray):
    answer, _ = ask(world.alice.email, "split 2 it is about money\r\nmove 3 under 4: budget\r\n")
    assert parents() == [None, None, 4, None]
    assert "#2 begins a thread of its own. 1 answer moved along with it." in answer.text
    assert "#3 answers #4 now." in answer.text
    acts = Act.objects.order_by("id").values_list("kind", "reason", "by")
    assert list(acts) == [
        ("split", "it is about money", world.alice.pk),
        ("moved", "budget", world.alice.pk),
    ]
    answer, _ = ask(world.alice.email, subject="restore 2; restore 3")
    assert parents() == [None, 1, 2, None]
    assert answer.text.count("stands again where its own mail puts it") == 2


@pytest.mark.parametrize(
    "line",
    ["move 3 under 4", "déplacer 3 sous 4", "trasladar 3 a 4", "перенести 3 под 4", "移动 3 到 4",
     "移动3到4", "نقل 3 تحت 4", "Move #3 to #4."],
)  # fmt: skip
def test_in_six_languages(world, ask, astray, line):
    ask(world.alice.email, f"{line}\r\n")
    assert parents() == [None, 1, 4, None]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("move 2", "Under which message?"),
        ("move 2 under 99", "no message 99 in t09demo"),
        ("move 2 under 3", "#3 stands below #2"),
        ("split 1", "begins a thread of its own already"),
        ("split 0", "no message 0"),
        ("restore 2", "stands where its own mail puts it"),
        ("move 2 under 2", "cannot answer itself"),
    ],
)
def test_what_cannot_be_moved_is_said(world, ask, astray, line, words):
    assert words in ask(world.alice.email, f"{line}\r\n")[0].text
    assert parents() == [None, 1, 2, None]
    assert not Act.objects.exists()


def test_nobody_else_moves_anything_by_mail(world, ask, astray):
    assert "Only these may move messages" in ask(world.bob.email, "split 2\r\n")[0].text
    ask(world.fiona.email, "split 2\r\n")
    assert "no message 2" in ask(world.charlie.email, "split 2\r\n")[0].text
    assert ask(STRANGER, "split 2\r\n")[0] is None
    assert not Act.objects.exists()


def test_help_tells_of_moving_those_who_may(world, ask):
    for who, told in ((world.alice, True), (world.sam, True), (world.bob, False)):
        ask(who.email, "help\r\n")
        assert ("move NUMBER under NUMBER" in queued("help")[-1].text) == told
        answer, _ = ask(who.email, "help\r\ntimetable\r\n")
        assert ("move NUMBER under NUMBER" in answer.text) == told


def test_moving_is_asked_back_where_nobody_vouches(world, ask, astray):
    answer, _ = ask(world.alice.email, "split 2 money\r\n", vouched=False)
    assert "asked you in another mail" in answer.text
    assert not Act.objects.exists()
    (question,) = queued("ask")
    write(world.alice.email, question.reply_to, subject=f"Re: {question.mail['Subject']}")
    assert Act.objects.get().reason == "money"
    # Who has no seat cannot be asked, and is sent to the page.
    answer, _ = ask(world.sam.email, "split 3\r\n", vouched=False)
    assert "Do it on the page" in answer.text
    assert Act.objects.count() == 1


def test_a_thread_says_what_of_it_is_redacted(world, ask, astray):
    redact(message=Message.objects.get(number=2), by=SYSTEM, reason="Private.", at=world.now)
    answer, _ = ask(world.bob.email, "get thread 3\r\n")
    assert [each.mail["Message-ID"] for each in queued("again")] == [
        "<1@x.example>", "<3@x.example>",
    ]  # fmt: skip
    assert "1 message of it has been redacted and is not sent." in answer.text
