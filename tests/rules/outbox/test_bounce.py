"""Reports by kind; what is no report never counts against anybody."""

import csv
import tarfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.outbox.bounce import read
from comitia.outbox.bounce.judge import judged
from comitia.outbox.bounce.report import GRAVITY

DSN = """From: MAILER-DAEMON@x.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; x.example

Final-Recipient: rfc822; m@x.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} {status} words

--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", "permanent"),
        ("failed", "5.4.4", "permanent"),
        ("failed", "5.2.2", "soft"),
        ("failed", "5.7.1", "policy"),
        ("failed", "4.4.7", "temporary"),
        ("delayed", "4.4.1", "delayed"),
        ("delivered", "2.0.0", "none"),
    ],
)
def test_a_delivery_report_by_its_codes(action, status, kind):
    text = DSN.format(action=action, status=status, code=status[0] + "50")
    assert read(text.encode()).kind == kind


def test_an_absence_note_is_no_bounce():
    assert read(b"From: m@x.example\nAuto-Submitted: auto-replied\n\nI am away.\n").kind == "none"
    assert read(b"From: m@x.example\n\nuser unknown to me\n").kind == "none"


def test_a_mailers_words_are_read_where_it_writes_no_report():
    text = b"From: MAILER-DAEMON@x.example\n\n<m@x.example>: no such user here\n"
    assert read(text).kind == "permanent"
    text = b"From: MAILER-DAEMON@x.example\n\n<m@x.example>: delivery is delayed; still trying.\n"
    assert read(text).kind == "delayed"


@given(st.binary(max_size=2000))
def test_nothing_makes_it_raise(data):
    assert read(data).kind in GRAVITY


SORRY = """From: {sender}
To: t09demo-bounces@comitia.example
Subject: {subject}

{words}
"""


def prose(words, *, sender="MAILER-DAEMON@x.example", subject="failure notice", **more):
    """A report in words; fields of `more` with _ for -."""
    fields = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in more.items())
    return read((fields + SORRY.format(sender=sender, subject=subject, words=words)).encode())


QMAIL = """Hi. This is the qmail-send program at x.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<one@y.example>:
Sorry, no mailbox here by that name. (#5.1.1)

<two@y.example>:
User is over quota. (#5.2.2)

--- Below this line is a copy of the message.

From: somebody@comitia.example
To: three@y.example
"""
EXCHANGE = """Your message

  To:      list@comitia.example
  Subject: Section 4

did not reach the following recipient(s):

one@y.example on Mon, 4 Apr 2011 10:00:00 +0200
    The recipient name is not recognized
"""


def test_each_recipient_is_told_of_by_what_stands_beside_it():
    report = prose(QMAIL)
    assert report.recipients == ("one@y.example", "two@y.example")
    assert [each.kind for each in report.failures] == ["permanent", "soft"]
    assert report.kind == "permanent"


def test_addresses_before_an_announced_list_are_not_in_it():
    assert prose(EXCHANGE).recipients == ("one@y.example",)


def test_names_without_a_domain_are_at_the_mailers_own():
    words = "Your mail to the following recipients was rejected: user unknown\n\n\tdmitri\n"
    assert prose(words).recipients == ("dmitri@x.example",)


def test_a_field_that_names_those_that_failed_is_believed():
    words = "A message could not be delivered. See postmaster@x.example.\nUser unknown\n"
    assert prose(words, X_Failed_Recipients="one@y.example").recipients == ("one@y.example",)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("550 5.7.1 <m@x.example>: message rejected as spam", "policy"),
        ("550 5.1.1 <m@x.example>: User unknown", "permanent"),
        ("550 <m@x.example>: user unknown (in reply to end of DATA command)", "soft"),
        ("550 <m@x.example>: not today (in reply to end of DATA command)", "policy"),
        ("452 4.2.2 <m@x.example>: mailbox full", "temporary"),
        ("552 <m@x.example>: mailbox full", "soft"),
        ("<m@x.example>: unable to connect, message expired", "soft"),
        ("<m@x.example>: not yet been delivered; we will continue to try", "delayed"),
        ("<m@x.example>: undeliverable until you confirm that you are a person", "none"),
    ],
)
def test_a_failure_by_its_words_and_codes(words, kind):
    assert prose(f"Delivery failed:\n\n{words}\n").kind == kind


def test_a_complaint_names_whom_it_names():
    text = """From: feedback@x.example
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b

Unwanted.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: <m@x.example>

--b--
"""
    report = read(text.encode())
    assert (report.kind, report.recipients) == ("complaint", ("m@x.example",))


def test_what_names_nobody_and_gives_no_code_says_too_little():
    assert prose("One of the recipients is not a valid user. Undeliverable.").kind == "none"


FIXTURES = Path(__file__).parent / "fixtures"


def written_by_us():
    """File, kind and recipients: reports as programs of many makers and languages write them."""
    with (FIXTURES / "expected.tsv").open(encoding="utf-8") as table:
        return [
            (row["file"], row["kind"], tuple(filter(None, (row["recipients"] or "").split(","))))
            for row in csv.DictReader(table, delimiter="\t")
        ]


@pytest.mark.parametrize(("file", "kind", "recipients"), written_by_us())
def test_reports_of_many_makers_and_languages(file, kind, recipients):
    report = read((FIXTURES / file).read_bytes())
    assert (report.kind, report.recipients) == (kind, recipients)


def test_every_fixture_is_tried():
    tried = {file for file, _, _ in written_by_us()}
    assert tried == {each.name for each in FIXTURES.glob("*.eml")}
    assert len(tried) > 25


# What peers call by other names: several of ours fall under one of theirs.
SAME = {
    "permanent": {"permanent", "soft", "policy"},
    "soft-5xx": {"permanent", "soft", "policy"},
    "bounce": {"permanent", "soft", "policy", "temporary"},
    "temporary": {"temporary", "delayed"},
    "feedback": {"complaint"},
}


def stated_by_peers(folder):
    """Class and recipients that peers state, with the bytes, for each row of the open set."""
    contents = {}
    for archive in sorted(folder.glob("*.tar.gz")):
        name = archive.name.removesuffix(".tar.gz")
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile():
                    contents[f"{name}/{member.name}"] = tar.extractfile(member).read()
    with (folder / "expected" / "bounces.tsv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if row["file"] in contents:
                named = row["peer_expected_recipients"].replace(";", ",").lower().split(",")
                recipients = {each.strip() for each in named} - {""}
                yield row["peer_expected_class"], recipients, contents[row["file"]]


@pytest.fixture(scope="module")
def stated(shared):
    return [
        (kind, recipients, read(data))
        for kind, recipients, data in stated_by_peers(shared / "data" / "bounces")
    ]


def test_what_others_call_no_bounce_is_never_counted(stated):
    found = [report for kind, _, report in stated if kind.startswith("none")]
    assert len(found) > 20
    assert not [each for each in found if each.kind in {"permanent", "soft", "temporary"}]


def test_the_class_is_mostly_the_one_others_state(stated):
    found = [
        bool(SAME[kind] & {report.kind, *(each.kind for each in report.failures)})
        for kind, _, report in stated
        if kind in SAME
    ]
    assert sum(found) / len(found) >= 0.95


# Told apart as we do. Some peers' "permanent" holds full mailboxes, some "soft" ones are unknown
# users (docs/bounces.md), so nobody can have all of these right.
APART = SAME | {"permanent": {"permanent"}, "soft-5xx": {"soft", "policy"}}


def test_permanent_and_soft_are_mostly_told_apart_as_others_do(stated):
    found = [
        bool(APART[kind] & {report.kind, *(each.kind for each in report.failures)})
        for kind, _, report in stated
        if kind in APART
    ]
    assert sum(found) / len(found) >= 0.82


def test_the_recipients_are_mostly_those_others_state(stated):
    found = [
        {each.lower() for each in report.recipients} == recipients
        for _, recipients, report in stated
        if recipients
    ]
    assert len(found) > 100
    assert sum(found) / len(found) >= 0.97


@pytest.mark.parametrize(
    "words",
    ["user" * 20_000, "user \n" * 20_000, "a@b.example " * 20_000, "<" * 50_000, "from: " * 20_000],
)
def test_a_hostile_report_is_read_in_bounded_time(words):
    begun = time.process_time()
    prose(f"Delivery failed\n{words}")
    assert time.process_time() - begun < 5


MANY = [f"a{number}@b{number}.example" for number in range(3000)]
BLOCK = "Final-Recipient: rfc822; {}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; {}"


@pytest.mark.parametrize("between", ["\n", " ", " x\n"])
def test_a_report_of_very_many_recipients_is_read_in_bounded_time(between):
    begun = time.process_time()
    assert len(prose(f"Delivery failed\n{between.join(MANY)}").failures) == 100
    assert time.process_time() - begun < 3


def test_very_many_failures_named_in_a_field_are_read_in_bounded_time():
    begun = time.process_time()
    report = prose("nothing to say here " * 500, X_Failed_Recipients=",".join(MANY))
    assert len(report.failures) == 100
    assert time.process_time() - begun < 3


def test_very_many_blocks_are_read_in_bounded_time():
    begun = time.process_time()
    words = "user x " * 140
    stated = "\n\n".join(BLOCK.format(each, f"{each} {words}") for each in MANY)
    text = DSN.partition("Final-Recipient")[0] + stated + "\n\n--b--\n"
    assert 90 < len(read(text.encode()).failures) <= 100
    assert time.process_time() - begun < 3


def test_a_server_that_knows_no_other_scripts_says_nothing_of_its_user():
    words = "SMTPUTF8 is required, but was not offered by host mx.x.example[192.0.2.1]"
    assert judged(words, "5.6.7") == ("policy", "5.6.7")
