"""Copies over the wire: each ends delivered, bounced or parked, whatever the relay does."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import dkim
import pytest
from django.db import connections

from comitia.base import clock
from comitia.jobs.models import Job
from comitia.outbox import personal
from comitia.outbox.actions import Recipient, queue_copies
from comitia.outbox.deliver import book, run
from comitia.outbox.dkim import keep_key, kept_keys, new_key
from comitia.outbox.models import Batch, Copy, SunkMail
from comitia.outbox.steering import Chosen, retry_parked
from tests.relay import HANG_UP, Relay

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = (
    b"From: Bob <bob@x.example>\r\nSubject: hello\r\nMessage-ID: <1@x.example>\r\n\r\n"
    b"Hello.\r\n.a line with a dot\r\n"
)


def post(number, *, once="post:1", at=None):
    return queue_copies(
        content=CONTENT,
        recipients=[
            Recipient(f"m{n}@example.org", f"membership:{n}", f"tok{n}") for n in range(number)
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


def send(relay_plan=None, *, until=None, keys=(), seconds=20, relay=None):
    """Run the sender until nothing is open (or `until` says so); the relay it spoke with."""

    def nothing_open():
        return not Batch.objects.filter(open=True).exists()

    async def go():
        stop = asyncio.Event()
        async with relay or Relay(*([relay_plan] if relay_plan else [])) as there:
            sender = asyncio.create_task(run(stop, relay=there.where, keys=keys))
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


def test_a_copy_deferred_for_five_days_bounces():
    post(1, at=clock.now() - timedelta(days=5, seconds=1))
    send(lambda step, text, n: "451 4.3.0 not now" if step == "rcpt" else None)
    assert outcomes() == {"b": 1}


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
