"""A cause queues each of its copies once, however many there are and however often it is told."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from comitia.base.packing import unpack
from comitia.outbox import actions
from comitia.outbox.actions import Recipient
from comitia.outbox.compose import Notice
from comitia.outbox.models import Batch, Letter

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 4, 1, 12, tzinfo=UTC)


def post(number, *, once="post:1"):
    return actions.queue_copies(
        content=b"Subject: hello\r\n\r\nHello.\r\n",
        recipients=[Recipient(f"m{n}@example.org", f"membership:{n}") for n in range(number)],
        bounces="t09-bounces",
        group="t09",
        once=once,
        at=NOON,
    )


def test_a_post_to_ten_thousand_is_a_letter_and_a_few_batches(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        letter = post(10_000)
    batches = list(letter.batches.order_by("first"))
    assert len(batches) == 20
    everyone = [row[1] for batch in batches for row in batch.recipients]
    assert everyone == [f"membership:{n}" for n in range(10_000)]
    assert all(len(batch.outcomes) == len(batch.recipients) for batch in batches)


def test_a_cause_told_twice_queues_nothing_twice():
    first = post(3)
    assert post(5) == first
    assert Letter.objects.count() == 1
    assert Batch.objects.count() == 1


def test_a_post_to_nobody_is_a_letter_without_copies():
    assert not post(0).batches.exists()


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("ar", "أهلاً وسهلاً بك في الفريق", "تمّ قبولك.\n"),
        ("zh-hans", "欢迎加入通信小组", "您已被接纳。\n"),
        ("fr", "Votre inscription à t09 a été validée " * 3, "Bienvenue.\n\nÀ bientôt.\n"),
    ],
)
def test_a_notice_is_a_mail_that_any_program_reads(language, subject, text):
    notice = Notice(subject, text, language, group="t09", reply_to="t09-confirm+abc@x.example")
    letter = actions.queue(notice=notice, to=Recipient("a@example.org"), once="n:1", at=NOON)
    content = unpack(letter.content)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["Subject"] == " ".join(subject.split())
    assert mail.get_content().replace("\r\n", "\n") == text
    assert mail["From"].addresses[0].addr_spec == "t09-owner@comitia.example"
    assert mail["Reply-To"] == "t09-confirm+abc@x.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == language
    assert mail["To"] is None
    assert letter.personal_headers == [["To", "<{address}>"]]


def test_a_subject_cannot_smuggle_a_header():
    notice = Notice("Hello\r\nBcc: x@example.org", "Hi", "en")
    letter = actions.queue(notice=notice, to=Recipient("a@example.org"), once="n:1", at=NOON)
    mail = message_from_bytes(unpack(letter.content), policy=policy.default)
    assert mail["Bcc"] is None
