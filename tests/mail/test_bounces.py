"""Reports, complaints and refusals by the relay, from their arrival to the seat they are about."""

import pytest

from comitia.base import clock
from comitia.groups.models import Bounce, Membership
from comitia.groups.probing import probe_suspended
from comitia.groups.refusals import tell_of_refusals
from comitia.jobs.models import Job
from comitia.mail import tasks
from comitia.outbox.models import Batch
from comitia.outbox.personal import CopyRef, copy_token
from tests.mail.posting import message, post, queued

DSN = """From: MAILER-DAEMON@mx.example
To: {to}@comitia.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {whom}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: message/rfc822

{enclosed}

--b--
"""


def dsn(to, whom, *, action="failed", status="5.1.1", words="550 no such user", enclosed="X: y"):
    text = DSN.format(
        to=to, whom=whom, action=action, status=status, words=words, enclosed=enclosed
    )
    return text.replace("\n", "\r\n").encode()


def seat(person) -> Membership:
    return Membership.objects.get(person=person)


@pytest.fixture
def copy(world):
    """The return path's token of Bob's copy of a post by Alice."""
    post(message(sender=world.alice.email), mail_from=world.alice.email)
    batch = Batch.objects.filter(letter__kind="post").get()
    addresses = [row[0] for row in batch.recipients]
    return CopyRef(batch.pk, addresses.index(world.bob.email))


def token_of(copy):
    return copy_token(copy)


def test_a_report_to_a_return_path_suspends_the_seat(world, copy):
    to = f"t09demo-bounces+{token_of(copy)}"
    arrival = post(dsn(to, world.bob.email), to=to, mail_from="")
    assert arrival.outcome == "counted"
    assert seat(world.bob).state == "suspended"
    evidence = Bounce.objects.get()
    assert (evidence.letter, evidence.proof) == ("post", "verp")
    assert evidence.copy == f"{copy.batch_id}-{copy.index}"


def test_a_report_with_a_forged_return_path_counts_nothing(world, copy):
    token = token_of(copy)
    to = f"t09demo-bounces+{token[:-1]}{'a' if token[-1] != 'a' else 'b'}"
    assert post(dsn(to, world.bob.email), to=to, mail_from="").outcome == "discarded"
    assert seat(world.bob).state == "active"


def test_a_report_of_another_lists_copy_counts_nothing(world):
    to = "t09demo-bounces"
    other = "Return-Path: <other-bounces+7-1-abcdefgh@lists.example>\nSubject: x"
    data = dsn(to, world.bob.email, enclosed=other)
    assert post(data, to=to, mail_from="").outcome == "discarded"
    assert not Bounce.objects.exists()


def test_a_report_to_another_address_counts_by_the_return_path_it_encloses(world, copy):
    ours = f"Return-Path: <t09demo-bounces+{token_of(copy)}@comitia.example>\nSubject: x"
    data = dsn("t09demo-bounces", world.bob.email, enclosed=ours)
    assert post(data, to="t09demo-bounces", mail_from="").outcome == "counted"
    assert Bounce.objects.get().proof == "enclosed"
    assert seat(world.bob).state == "suspended"


def test_of_several_recipients_the_members_own_counts(world, copy):
    to = f"t09demo-bounces+{token_of(copy)}"
    other = "Final-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    data = dsn(to, world.bob.email, status="5.2.2", words="552 mailbox full")
    data = data.replace(b"Final-Recipient", other.encode() + b"Final-Recipient", 1)
    post(data, to=to, mail_from="")
    assert Bounce.objects.get().kind == "soft"
    assert seat(world.bob).state == "active"


def test_what_came_back_from_a_former_address_counts_nothing(world, copy):
    Membership.objects.filter(person=world.bob).update(address="new@example-telecom.example")
    to = f"t09demo-bounces+{token_of(copy)}"
    assert post(dsn(to, world.bob.email), to=to, mail_from="").outcome == "discarded"
    assert seat(world.bob).state == "active"


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [("delayed", "4.4.1", "451 busy"), ("delivered", "2.0.0", "250 ok")],
)
def test_delays_and_receipts_count_nothing(world, copy, action, status, words):
    to = f"t09demo-bounces+{token_of(copy)}"
    data = dsn(to, world.bob.email, action=action, status=status, words=words)
    assert post(data, to=to, mail_from="").outcome == "discarded"
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    ("reply", "kind", "state"),
    [
        ("550 5.1.1 <x@y.example>: User unknown", "permanent", "suspended"),
        ("550 no such user", "permanent", "suspended"),
        ("552 5.2.2 mailbox full", "soft", "active"),
        ("421 4.4.2 timed out", "temporary", "active"),
        ("450 4.2.0 greylisted, try later", "temporary", "active"),
        ("421 4.7.0 too many connections from you", "policy", "active"),
        ("451 deferred for your reputation", "policy", "active"),
        ("554 5.7.1 <mx>: Client host blocked using bl.example", "policy", "active"),
        ("554 5.7.1 <x@y.example>: Relay access denied", "policy", "active"),
        ("552 5.3.4 message size exceeds fixed limit", "policy", "active"),
        ("530 5.7.0 Must issue a STARTTLS command first", "policy", "active"),
    ],
)
def test_what_the_relay_refuses_is_judged_as_a_report_is(world, copy, reply, kind, state):
    for _ in range(2):
        tasks.copy_bounced(batch_id=copy.batch_id, index=copy.index, reply=reply)
    evidence = Bounce.objects.get()
    assert (evidence.kind, evidence.proof) == (kind, "relay")
    assert seat(world.bob).state == state


COMPLAINT = """From: feedback@provider.example
To: {to}@comitia.example
Subject: complaint
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b

This was reported as unwanted.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Example/1
Version: 1
Original-Rcpt-To: {whom}

--b
Content-Type: message/rfc822

{enclosed}

Hello all.
--b--
"""


def complaint(to, whom, enclosed):
    text = COMPLAINT.format(to=to, whom=whom, enclosed=enclosed)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("to", ["t09demo-owner", "postmaster", "t09demo-bounces"])
@pytest.mark.parametrize("form", ["link", "mail", "folded", "path"])
def test_a_complaint_proven_by_the_copy_it_encloses(world, copy, to, form):
    token = world.seat.token
    enclosed = {
        "link": f"List-Unsubscribe: <https://comitia.example/leave/{token}/>",
        "mail": f"List-Unsubscribe: <mailto:t09demo-leave+{token}@comitia.example>",
        "folded": f"List-Unsubscribe: <https://comitia.example/leave/\n {token}/>",
        "path": f"Return-Path: <t09demo-bounces+{token_of(copy)}@comitia.example>",
    }[form]
    data = complaint(to, "redacted@provider.example", f"Subject: x\n{enclosed}")
    assert post(data, to=to, mail_from="feedback@provider.example").outcome == "counted"
    assert seat(world.bob).delivery == "none"
    assert not [one for one in queued("complaint") if world.bob.email in one.to]


@pytest.mark.parametrize("to", ["t09demo-owner", "postmaster", "t09demo-bounces"])
def test_a_complaint_without_proof_changes_nothing(world, copy, to):
    forged = "List-Unsubscribe: <https://comitia.example/leave/abcdefghijklmnopqrst/>"
    known_to_all = f"Message-ID: <1@mail.example>\n{forged}"
    data = complaint(to, world.bob.email, known_to_all)
    assert post(data, to=to, mail_from="feedback@provider.example").outcome == "discarded"
    assert seat(world.bob).delivery == "each"
    assert not Bounce.objects.exists()


def test_a_suspended_member_whose_mail_works_again_reads_on_where_they_left_off(world, copy):
    with clock.stopped_at(world.later(minutes=1)):
        tasks.copy_bounced(batch_id=copy.batch_id, index=copy.index, reply="550 no such user")
    for number in (1, 2):
        with clock.stopped_at(world.later(hours=number)):
            data = message(
                sender=world.alice.email,
                subject=f"While away {number}",
                Message_ID=f"<away{number}@mail.example>",
            )
            post(data, mail_from=world.alice.email)
    probe_suspended(at=world.later(days=1, hours=1))
    (probe,) = queued("probe")
    assert probe.to == [world.bob.email]
    with clock.stopped_at(world.later(days=1, hours=2)):
        answer = message(sender=world.bob.email, to=f"{probe.reply_to}@comitia.example", body="ok")
        assert post(answer, to=probe.reply_to, mail_from=world.bob.email).outcome == "obeyed"
        (job,) = Job.objects.filter(kind="mail.restored")
        for _ in range(2):
            tasks.restored(**job.payload)
    (back,) = queued("back")
    assert back.to == [world.bob.email]
    assert "2 messages" in back.text
    assert "/m/away1@mail.example/" in back.text


def test_the_probe_that_comes_back_is_known_by_its_return_path(world, copy):
    tasks.copy_bounced(batch_id=copy.batch_id, index=copy.index, reply="550 no such user")
    with clock.stopped_at(world.later(days=1)):
        probe_suspended(at=clock.now())
        batch = Batch.objects.get(letter__kind="probe")
        to = f"t09demo-bounces+{copy_token(CopyRef(batch.pk, 0))}"
        assert post(dsn(to, world.bob.email), to=to, mail_from="").outcome == "counted"
    suspension = world.seat.suspensions.get()
    assert suspension.came_back_at == world.later(days=1)
    assert {row.letter for row in Bounce.objects.all()} == {"post", "probe"}


def test_a_notice_to_a_focal_point_that_comes_back_is_kept_for_the_secretariat(world, copy):
    tasks.copy_bounced(batch_id=copy.batch_id, index=copy.index, reply="550 no such user")
    batch = Batch.objects.get(letter__kind="suspension")
    tasks.copy_bounced(batch_id=batch.pk, index=0, reply="550 no such user")
    evidence = Bounce.objects.get(seat=None)
    assert (evidence.address, evidence.told) == (world.fiona.email, False)
    tell_of_refusals(at=world.later(days=1))
    batch = Batch.objects.get(letter__kind="refusals")
    tasks.copy_bounced(batch_id=batch.pk, index=0, reply="550 no such user")
    assert Bounce.objects.filter(seat=None).count() == 1


def test_signs_that_no_database_keeps_stop_no_report(world, copy):
    to = f"t09demo-bounces+{token_of(copy)}"
    arrival = post(dsn(to, world.bob.email, words="550 no \0such\x07 user"), to=to, mail_from="")
    assert arrival.outcome == "counted"
    assert "\0" not in arrival.reason
    tasks.copy_bounced(batch_id=copy.batch_id, index=copy.index, reply="550 5.1.1 \0gone")
    assert all("\0" not in each.reason for each in Bounce.objects.all())
