"""Copies over the wire: each ends delivered, bounced or parked, whatever the relay does."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import dkim
import pytest
from django.conf import settings
from django.db import connections

from comitia.base import clock
from comitia.jobs.models import Job
from comitia.outbox import personal
from comitia.outbox.actions import Recipient, queue_copies
from comitia.outbox.deliver import book, run
from comitia.outbox.deliver.session import Patience
from comitia.outbox.dkim import keep_key, kept_keys, new_key
from comitia.outbox.models import Batch, Copy, SunkMail
from comitia.outbox.steering import Chosen, retry_parked
from tests.relay import HANG, HANG_UP, Relay

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = (
    b"From: Bob <bob@x.example>\r\nSubject: hello\r\nMessage-ID: <1@x.example>\r\n\r\n"
    b"Hello.\r\n.a line with a dot\r\n"
)


def post(number, *, once="post:1", at=None):
    return post_to([f"m{n}@example.org" for n in range(number)], once=once, at=at)


def post_to(addresses, *, once="post:1", at=None):
    return queue_copies(
        content=CONTENT,
        recipients=[
            Recipient(address, f"membership:{n}", f"tok{n}") for n, address in enumerate(addresses)
        ],
        personal_headers=[("List-Unsubscribe", "<https://x.example/leave/{token}>")],
        bounces="t09-bounces",
        group="t09",
        once=once,
        at=at or clock.now(),
    )


async def aside(act):
    """Ask the database in a thread, and leave no connection behind there."""

    def ask():
        try:
            return act()
        finally:
            connections.close_all()

    return await asyncio.to_thread(ask)


def send(relay_plan=None, *, until=None, keys=(), seconds=20, relay=None, patience=None):
    """Run the sender until nothing is open (or `until` says so); the relay it spoke with."""

    def nothing_open():
        return not Batch.objects.filter(open=True).exists()

    async def go():
        stop = asyncio.Event()
        async with relay or Relay(*([relay_plan] if relay_plan else [])) as there:
            sender = asyncio.create_task(run(stop, relay=there.where, keys=keys, patience=patience))
            deadline = asyncio.get_running_loop().time() + seconds
            while not await aside(until or nothing_open):
                assert asyncio.get_running_loop().time() < deadline, "waited in vain"
                assert not sender.done(), sender.result()
                await asyncio.sleep(0.05)
            stop.set()
            await sender
            return there

    return asyncio.run(go())


def outcomes():
    return Counter("".join(Batch.objects.values_list("outcomes", flat=True)))


def test_each_member_gets_one_copy_of_their_own():
    post(1200)
    there = send()
    assert outcomes() == {"d": 1200}
    assert sorted(rcpt for _, rcpt, _ in there.taken) == sorted(
        f"m{n}@example.org" for n in range(1200)
    )
    assert 1 <= there.sessions <= 4
    sender, rcpt, content = there.taken[7]
    number = rcpt.partition("@")[0][1:]
    assert f"List-Unsubscribe: <https://x.example/leave/tok{number}>\r\n".encode() in content
    assert content.endswith(b"Hello.\r\n..a line with a dot\r\n")
    local, _, domain = sender.partition("@")
    assert domain == "comitia.example"
    copy = personal.read_copy_token(local.removeprefix("t09-bounces+"))
    assert personal.addressee(copy).key == f"membership:{number}"


def test_a_refused_recipient_bounces_and_the_others_get_theirs():
    post(10)
    there = send(
        lambda at, text, n: "550 5.1.1 unknown" if at == "rcpt" and "<m3@" in text else None
    )
    assert outcomes() == {"d": 9, "b": 1}
    assert len(there.taken) == 9
    copy = Copy.objects.get()
    assert (copy.state, copy.index) == ("bounced", 3)
    assert "5.1.1 unknown" in copy.reply
    job = Job.objects.get(kind="mail.copy_bounced")
    assert job.payload["index"] == 3


@pytest.mark.parametrize("step", ["mail", "data", "content"])
def test_a_refusal_that_is_not_the_recipients_fault_is_parked(step):
    post(3)
    send(lambda at, text, n: "554 5.7.1 no" if at == step else None)
    assert outcomes() == {"p": 3}
    assert retry_parked(Chosen(), at=clock.now()) == 3
    with clock.stopped_at(clock.now() + timedelta(seconds=1)):
        send(until=lambda: not Copy.objects.filter(state="deferred").exists())
    assert outcomes() == {"d": 3}


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "content"])
def test_a_deferred_copy_is_tried_again_later(step):
    post(5)
    deferring = [True]

    def plan(at, text, n):
        return "451 4.3.0 not now" if at == step and deferring[0] else None

    send(plan)
    assert outcomes() == {"s": 5}
    deferring[0] = False
    now = clock.now()
    with clock.stopped_at(now + timedelta(minutes=1)):
        assert book.claim(at=clock.now(), limit=10) == []
    with clock.stopped_at(now + timedelta(minutes=3)):
        there = send(plan, until=lambda: not Copy.objects.filter(state="deferred").exists())
    assert outcomes() == {"d": 5}
    assert len(there.taken) == 5


def tried(times, reply, *, at_last="bounced"):
    """What has become of one copy after so many tries, four hours apart."""
    now = clock.now()
    post(1, at=now)
    for number in range(times):
        at = now + timedelta(hours=4 * number)
        (copies,) = book.claim(at=at, limit=1)
        book.book(
            [book.Result(copies.batch_id, 0, "deferred", reply, at_last, lease=copies.lease)], at=at
        )
    return outcomes()


@pytest.mark.parametrize(("times", "mark"), [(30, "s"), (31, "b")])
def test_a_copy_deferred_for_five_days_bounces(times, mark):
    assert tried(times, "451 4.3.0 not now") == {mark: 1}


def test_what_was_the_relays_fault_for_five_days_is_parked():
    assert tried(31, "452 4.3.1 no room", at_last="parked") == {"p": 1}


def test_days_in_which_nothing_was_tried_give_nobody_up():
    post(1, at=clock.now() - timedelta(days=6))
    send(lambda step, text, n: "451 4.3.0 not now" if step == "rcpt" else None)
    assert outcomes() == {"s": 1}


def test_a_domain_that_puts_mail_off_is_left_alone_and_others_flow():
    slow, quick = range(0, 60, 2), range(1, 60, 2)
    post_to([f"m{n}@{'slow' if n in slow else 'quick'}.example" for n in range(60)])
    offered = []

    def plan(at, text, n):
        if at == "rcpt" and "@slow" in text:
            offered.append(text)
            return "451 4.4.1 no answer from there"
        return None

    there = send(plan)
    assert outcomes() == {"d": len(quick), "s": len(slow)}
    assert len(there.taken) == len(quick)
    assert 5 <= len(offered) <= 5 + settings.RELAY_CONNECTIONS
    untried = Copy.objects.filter(attempts=0)
    assert untried.count() == len(slow) - len(offered)
    assert untried[0].reply.endswith("at last with: 451 4.4.1 no answer from there")
    in_a_while = clock.now() + timedelta(seconds=125)
    assert not Copy.objects.filter(run_at__gt=in_a_while).exists()


def test_a_copy_over_which_the_relay_breaks_off_lets_others_pass():
    post(30)
    there = send(lambda at, text, n: HANG_UP if at == "rcpt" and "<m0@" in text else None)
    assert outcomes() == {"d": 29, "s": 1}
    assert len(there.taken) == 29
    assert Copy.objects.get().reply.startswith("The relay broke off 3 times")


def test_a_relay_that_puts_everything_off_is_not_offered_everything():
    post(1200)
    send(
        lambda at, text, n: "452 4.3.1 no room" if at == "mail" else None,
        until=lambda: Copy.objects.count() >= 20,
    )
    assert outcomes()["s"] < 600
    assert set(outcomes()) == {"s", "."}


def test_what_the_relay_cannot_take_is_not_sent_to_it():
    post_to(["\u4e8c@mail.example", "bob@mail.example"])
    there = send(relay=Relay(offers=("PIPELINING", "8BITMIME")))
    assert outcomes() == {"p": 1, "d": 1}
    assert "SMTPUTF8" in Copy.objects.get().reply
    post(2, once="post:large")
    there = send(relay=Relay(offers=("PIPELINING", "SIZE 100")))
    assert outcomes() == {"p": 3, "d": 1}
    assert there.taken == []


@pytest.mark.parametrize(
    "nonsense", ["hello", "250-half\r\nand half", "600 what", "354 go on", "99", "\x00\xff" * 40]
)
@pytest.mark.parametrize("step", ["ehlo", "rcpt", "content"])
def test_nonsense_delivers_nothing_and_bounces_nothing(step, nonsense):
    post(3)
    heard = []

    def plan(at, text, n):
        if at == step and len(heard) < 3:
            heard.append(text)
            return nonsense
        return None

    there = send(plan)
    assert set(outcomes()) <= {"d", "s"}
    assert len(there.taken) >= outcomes()["d"]


def test_an_answer_too_many_is_not_taken_for_the_next():
    post(3)
    twice = ["250-relay.example\r\n250 PIPELINING\r\n250 and one more"] * 3

    def plan(at, text, n):
        if at == "ehlo" and twice:
            return twice.pop()
        return "550 5.1.1 no such user" if at == "mail" else None

    send(plan)
    assert outcomes() == {"p": 3}


def test_a_relay_that_never_greets_is_given_up_after_a_while():
    post(3)
    hung = []

    def plan(at, text, n):
        if at == "greeting" and len(hung) < 4:
            hung.append(1)
            return HANG
        return None

    send(plan, patience=Patience(command_seconds=0.2))
    assert outcomes() == {"d": 3}
    assert len(hung) >= 3


def test_own_copies_are_not_claimed_again_when_the_clock_jumps():
    post(10)
    now = clock.now()
    (copies,) = book.claim(at=now, limit=10)
    for jump in (timedelta(hours=5), timedelta(hours=-5)):
        assert book.claim(at=now + jump, limit=10, held=[copies.lease]) == []
    # Another sender takes over what was leased by a clock that was set back.
    assert book.claim(at=now - timedelta(minutes=3), limit=10) == []
    assert len(book.claim(at=now - timedelta(hours=5), limit=10)) == 1


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "content"])
def test_a_relay_that_hangs_up_now_and_then_loses_nothing(step):
    post(40)
    dice = random.Random(step)
    count = Counter()

    def plan(at, text, n):
        count[at] += 1
        return HANG_UP if at == step and count[at] > 1 and dice.random() < 0.15 else None

    there = send(plan, seconds=60)
    assert outcomes() == {"d": 40}
    assert {rcpt for _, rcpt, _ in there.taken} == {f"m{n}@example.org" for n in range(40)}


def test_a_relay_that_is_full_is_left_alone_for_a_while():
    post(3)
    refusals = []

    def plan(step, text, n):
        if step == "greeting" and len(refusals) < 2:
            refusals.append(1)
            return "421 4.3.2 too many of you"
        return None

    send(plan)
    assert outcomes() == {"d": 3}


def test_a_relay_without_pipelining_words_or_eight_bits_is_served():
    post(3)
    there = send(relay=Relay(offers=()))
    assert outcomes() == {"d": 3}
    assert len(there.taken) == 3


def test_a_sender_that_dies_leaves_its_copies_to_the_next():
    post(10)
    assert len(book.claim(at=clock.now(), limit=10)) == 1
    assert book.claim(at=clock.now(), limit=10) == []
    with clock.stopped_at(clock.now() + timedelta(seconds=book.LEASE_SECONDS + 1)):
        send()
    assert outcomes() == {"d": 10}


def test_what_was_booked_is_not_sent_again():
    post(4)
    (copies,) = book.claim(at=clock.now(), limit=1)
    done = [book.Result(copies.batch_id, index, "delivered") for index in (0, 2)]
    book.book(done, at=clock.now())
    book.release([copies.lease])
    there = send()
    assert sorted(rcpt for _, rcpt, _ in there.taken) == ["m1@example.org", "m3@example.org"]


def test_the_sink_keeps_what_members_would_get(settings):
    settings.SINK = True
    post(3)

    async def go():
        stop = asyncio.Event()
        sender = asyncio.create_task(run(stop))
        while await aside(Batch.objects.filter(open=True).exists):
            await asyncio.sleep(0.05)
        stop.set()
        await sender

    asyncio.run(go())
    assert outcomes() == {"d": 3}
    assert SunkMail.objects.count() == 3
    from comitia.outbox.sink import content, sunk

    mail = sunk("m1@example.org").get()
    assert content(mail).endswith(CONTENT)


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_every_copy_is_signed_for_all_that_matters(kind, tmp_path):
    keep_key(new_key("s1", "comitia.example", kind=kind), tmp_path)
    (key,) = kept_keys(tmp_path, "comitia.example")
    assert (tmp_path / "s1.pem").stat().st_mode & 0o777 == 0o600
    post(3)
    there = send(keys=[key])

    def dns(name, timeout=5):
        assert name == b"s1._domainkey.comitia.example."
        return key.record().encode()

    for _, _, content in there.taken:
        content = content.replace(b"\r\n..", b"\r\n.")
        assert dkim.verify(content, dnsfunc=dns)
        assert b"list-unsubscribe" in content.partition(b"bh=")[0]
        assert not dkim.verify(content.replace(b"Hello", b"Hallo"), dnsfunc=dns)
        assert not dkim.verify(b"From: Eve <e@x.example>\r\n" + content, dnsfunc=dns)


@pytest.mark.parametrize("token", ["", "1-2", "1-2-aaaaaaaa", "x-y-z", "9" * 20 + "-1-aaaaaaaa"])
def test_forged_return_paths_lead_nowhere(token):
    assert personal.read_copy_token(token) is None
