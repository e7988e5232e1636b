"""The queue as whoever tends it sees it: short, true, and quick however much there is."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from comitia.outbox import halts, queries, steering
from comitia.outbox.models import Batch, Copy, Letter
from comitia.outbox.steering import Chosen
from tests.outbox.test_steering import ROOT, end, letter
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_an_empty_queue():
    found = queries.queue_now()
    assert (found.never_tried, found.deferred, found.parked) == (0, 0, 0)
    assert (found.domains, found.letters, found.is_partial) == ([], [], False)


def test_what_waits_by_domain_and_by_letter():
    letter("a@one.example", "b@Two.example", "c@two.example")
    end("deferred", "451 4.2.0 later")
    second = letter("d@two.example", once="post:2")
    found = queries.queue_now()
    assert (found.never_tried, found.deferred) == (1, 3)
    two, one = found.domains
    assert (two.domain, two.never_tried, two.deferred) == ("two.example", 1, 2)
    assert (two.since, two.next_try, two.reply) == (NOW, NOW, "451 4.2.0 later")
    assert (one.domain, one.number) == ("one.example", 1)
    assert one.next_try == NOW + timedelta(minutes=2)
    first, last = found.letters
    assert (first.deferred, first.reply, first.since) == (3, "451 4.2.0 later", NOW)
    assert (last.letter, last.never_tried, last.reply) == (second, 1, "")


def test_the_lists_are_bounded_and_the_numbers_are_not():
    for n in range(5):
        letter(f"m@d{n}.example", once=f"post:{n}")
    found = queries.queue_now(most=2)
    assert (len(found.domains), len(found.letters), found.letters_number) == (2, 2, 5)
    assert found.never_tried == 5


def test_halts_and_parked_copies_are_told():
    letter("a@one.example")
    halts.halt(scope="domain", name="two.example", reason="moving", by=ROOT, at=NOW)
    steering.park(Chosen(), reason="why not", by=ROOT, at=NOW)
    found = queries.queue_now()
    assert (found.parked, found.domains) == (1, [])
    assert [each.name for each in found.halts] == ["two.example"]


def test_each_copy_of_a_letter_with_its_state():
    one = letter(*(f"m{n}@one.example" for n in range(1200)))
    end("delivered", at=NOW + timedelta(seconds=3))
    found = queries.copies_of(one, after=499, most=2)
    assert [each.number for each in found] == [500, 501]
    assert found[0].address == "m499@one.example"
    assert (found[0].state, found[0].at) == ("delivered", NOW + timedelta(seconds=3))
    assert queries.copies_of(one, state="parked") == []


@pytest.mark.parametrize("address", ["ANN@one.example", "анна@почта.example", 'a"b@one.example'])
def test_copies_to_one_address(address):
    letter("x@one.example", "ann@one.example", "анна@почта.example", 'a"b@one.example')
    (copy,) = queries.copies_to(address)
    assert copy.address == address.lower()
    assert queries.copies_to("nobody@one.example") == []


@pytest.mark.slow
def test_a_million_copies_are_told_in_short_at_once():
    """Two thousand batches and forty thousand stragglers; the tables are filled by hand."""
    recipients = [[f"m{n}@d{n % 50}.example", f"membership:{n}", "t"] for n in range(500)]
    letters = Letter.objects.bulk_create(
        Letter(once=f"p:{n}", kind="post", content=b"", bounces="b", queued_at=NOW, copies=10_000)
        for n in range(100)
    )
    batches = Batch.objects.bulk_create(
        [
            Batch(
                letter=each,
                first=500 * n,
                recipients=recipients,
                outcomes="." * 500 if number == 99 else "s" * 20 + "d" * 480,
                open=number == 99,
                run_at=NOW,
            )
            for number, each in enumerate(letters)
            for n in range(20)
        ],
        batch_size=200,
    )
    Copy.objects.bulk_create(
        [
            Copy(
                batch=batch,
                index=n,
                domain=f"d{n % 50}.example",
                state="deferred" if batch.pk % 4 == 0 else "delivered",
                run_at=NOW,
                reply="451",
            )
            for batch in batches[:1980]
            for n in range(20)
        ],
        batch_size=2000,
    )
    begun = time.perf_counter()
    found = queries.queue_now()
    took = time.perf_counter() - begun
    assert found.never_tried == 10_000
    assert found.deferred == 9900
    assert took < 5, f"{took:.2f} s"
    if connection.vendor == "sqlite":
        deferred = Copy.objects.filter(state="deferred")
        for rows in (
            deferred.values("domain").order_by("domain"),
            deferred.filter(domain="d1.example").order_by("run_at"),
            queries.parked_copies()[:50],
            Batch.objects.filter(open=True).order_by("run_at", "id").values("outcomes"),
        ):
            plan = rows.explain()
            assert "SCAN" not in plan or "USING" in plan, plan
