"""Messages are kept for ever, numbered without gaps, once each, and a stone never hides itself."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from comitia.archive.actions import AlreadyRedacted, NoReason, raw_bytes, redact, store_raw
from comitia.archive.models import Message, Raw, Thread
from comitia.ledger.actors import command
from comitia.ledger.models import Entry
from tests.archive.posts import START, keep_bytes, make_group, post

REASON = "Personal data of a third party; decided by the secretariat."


def test_a_message_keeps_its_bytes_and_gets_the_next_number(group) -> None:
    first, second = post(group), post(group, name="two@examplia.example")
    assert (first.number, second.number) == (1, 2)
    assert raw_bytes(first).endswith(b"Please find our comments below.\r\n")
    assert (first.from_name, first.from_address) == ("Bob Example", "bob@examplia.example")


def test_each_group_counts_for_itself(group) -> None:
    post(group)
    assert post(make_group("t09other")).number == 1
    assert Raw.objects.count() == 2  # They differ in To.


def test_a_message_kept_twice_is_kept_once(group) -> None:
    first = post(group)
    assert post(group) == first
    assert Message.objects.count() == Thread.objects.count() == 1
    assert Entry.objects.filter(kind="message.archived").count() == 1


def test_another_message_under_the_same_id_is_kept_too_and_says_so(group) -> None:
    first = post(group)
    other = post(group, text="Something else.\n")
    assert other.number == 2
    assert (other.made_id, other.claimed_id) == (True, first.message_id)
    assert post(group, text="Something else.\n") == other


def test_a_message_without_id_is_kept_under_one_made_from_its_bytes(group) -> None:
    message = post(group, name="")
    digest = sha256(raw_bytes(message)).hexdigest()
    assert message.made_id
    assert message.message_id == f"{digest[:40]}@made.invalid"
    assert message.claimed_id == ""
    assert post(group, name="") == message


def test_the_ledger_tells_number_and_hash_and_nothing_private(group) -> None:
    message = post(group, subject="Confidential")
    leaf = bytes(Entry.objects.get(kind="message.archived").leaf)
    assert json.loads(leaf)["data"] == {
        "message_id": "one@examplia.example",
        "number": 1,
        "received_at": START.isoformat(),
        "sha256": sha256(raw_bytes(message)).hexdigest(),
        "size_bytes": len(raw_bytes(message)),
    }
    assert b"Confidential" not in leaf
    assert b"bob@" not in leaf


def test_a_redaction_leaves_the_stone_the_bytes_and_two_entries(group) -> None:
    message = post(group)
    before = raw_bytes(message)
    redact(message=message, by=command("root"), reason=REASON, at=START)
    message = Message.objects.get()
    assert (message.redacted_at, message.redaction_reason) == (START, REASON)
    assert raw_bytes(message) == before
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["message.archived", "message.redacted"]


def test_a_redaction_needs_a_reason_and_happens_once(group) -> None:
    message = post(group)
    with pytest.raises(NoReason):
        redact(message=message, by=command("root"), reason=" ", at=START)
    redact(message=message, by=command("root"), reason=REASON, at=START)
    with pytest.raises(AlreadyRedacted):
        redact(message=message, by=command("root"), reason=REASON, at=START)
    with pytest.raises(IntegrityError):
        Message.objects.update(redaction_reason="")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?b?gICA?=\n\n",
        b"Message-ID: <" + "é".encode() * 998 + b">\n\nlong",
        b"Message-ID: <a\x00b@c>\nSubject: a\x00b\nReferences: <\x00> <d\x00e@f>\n\nnul",
        b"From: " + b"x" * 5000 + b"@example.org\n\nlong address",
        b"Date: Fri, 31 Feb 9999 99:99:99 +9999\n\nno such day",
    ],
)
def test_anything_can_be_kept(group, data: bytes) -> None:
    message = keep_bytes(group, data)
    message.refresh_from_db()
    assert raw_bytes(message) == data
    assert len(message.message_id.encode()) <= 998


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_write_at_once() -> None:
    group = make_group()

    def write(number: int) -> None:
        try:
            # Each message comes twice at once, as when two relays deliver it.
            post(group, name=f"{number // 2}@examplia.example")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(24)))
    numbers = Message.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 13))


def test_equal_bytes_are_stored_once(db) -> None:
    assert store_raw(b"the same") == store_raw(b"the same")
    assert Raw.objects.count() == 1
