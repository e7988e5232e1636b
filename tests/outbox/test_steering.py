"""Who tends the outbox halts it, tries again, sets aside and withdraws; no copy is lost by it."""

from collections import Counter
from datetime import timedelta

import pytest

from comitia.base import clock
from comitia.ledger.actors import command
from comitia.ledger.models import Entry
from comitia.outbox import halts, steering
from comitia.outbox.actions import Recipient, queue_copies
from comitia.outbox.deliver import book
from comitia.outbox.deliver.book import Result
from comitia.outbox.models import Batch, Copy, Halt, Letter
from comitia.outbox.steering import Chosen
from tests.world import NOW

pytestmark = pytest.mark.django_db
ROOT = command("root")


def letter(*addresses, once="post:1", group="t09"):
    return queue_copies(
        content=b"Subject: hello\r\n\r\nHello.\r\n",
        recipients=[Recipient(address, f"membership:{n}") for n, address in enumerate(addresses)],
        bounces=f"{group}-bounces",
        group=group,
        once=once,
        at=NOW,
    )


def take(at=NOW):
    """What a sender would get now, by address; it is given back untried."""
    claimed = book.claim(at=at, limit=100)
    book.release({each.lease for each in claimed})
    return sorted(address for each in claimed for _, address, _ in each.waiting)


def end(outcome, reply="", at=NOW):
    """A sender takes what is due and all of it comes to this."""
    results = [
        Result(each.batch_id, index, outcome, reply)
        for each in book.claim(at=at, limit=100)
        for index, _, _ in each.waiting
    ]
    book.book(results, at=at)
    return len(results)


def marks():
    return Counter("".join(Batch.objects.values_list("outcomes", flat=True)))


@pytest.fixture
def two():
    letter("a@one.example", "b@Two.example", "c@two.example")
    letter("d@one.example", once="post:2", group="t17")


EVERYBODY = ["a@one.example", "b@Two.example", "c@two.example", "d@one.example"]
HALTS = [
    ("everything", "", []),
    ("domain", "TWO.example", ["a@one.example", "d@one.example"]),
    ("group", "t09", ["d@one.example"]),
    ("domain", "elsewhere.example", EVERYBODY),
]


@pytest.mark.parametrize(("scope", "name", "left"), HALTS)
@pytest.mark.parametrize("tried", [False, True])
def test_what_is_halted_waits_and_the_rest_goes(two, scope, name, left, tried):
    at = NOW
    if tried:
        end("deferred", "451 later")
        at = NOW + timedelta(hours=1)
    halts.halt(scope=scope, name=name, reason="maintenance", by=ROOT, at=at)
    assert take(at) == left
    assert take(at) == left
    assert halts.resume(scope=scope, name=name, by=ROOT, at=at)
    assert take(at) == EVERYBODY


def test_a_halt_is_in_the_ledger_once_and_ends_once(two):
    for _ in range(2):
        halts.halt(scope="group", name="t09", reason="maintenance", by=ROOT, at=NOW)
    assert Halt.objects.count() == 1
    assert halts.resume(scope="group", name="t09", by=ROOT, at=NOW)
    assert not halts.resume(scope="group", name="t09", by=ROOT, at=NOW)
    kinds = Entry.objects.filter(subject="group:t09").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["outbox.halted", "outbox.resumed"]


def test_copies_to_a_halted_domain_are_delivered_once_it_is_resumed(two):
    halts.halt(scope="domain", name="two.example", by=ROOT, at=NOW)
    assert end("delivered") == 2
    assert end("delivered") == 0
    assert marks() == {"d": 2, "s": 2}
    halts.resume(scope="domain", name="two.example", by=ROOT, at=NOW)
    assert end("delivered") == 2
    assert marks() == {"d": 4}


@pytest.mark.parametrize(("chosen", "number"), [(Chosen(), 4), (Chosen(domain="TWO.example"), 2)])
def test_what_is_to_be_tried_later_is_tried_now(two, chosen, number):
    end("deferred", "451 later")
    assert take() == []
    assert steering.retry(chosen, at=NOW) == number
    assert len(take()) == number
    assert steering.retry(chosen, at=NOW) == 0


def test_of_one_letter_only(two):
    end("deferred", "451 later")
    assert steering.retry(Chosen(letter_id=Letter.objects.get(once="post:2").pk), at=NOW) == 1
    assert take() == ["d@one.example"]


@pytest.mark.parametrize("tried", [False, True])
def test_what_waits_is_parked_and_retried(two, tried):
    if tried:
        end("deferred", "451 later")
    number = steering.park(Chosen(domain="two.example"), reason="moving", by=ROOT, at=NOW)
    assert number == 2
    assert marks()["p"] == 2
    assert "root" in Copy.objects.filter(state="parked")[0].reply
    steering.retry(Chosen(), at=NOW)
    assert take() == ["a@one.example", "d@one.example"]
    assert steering.retry_parked(Chosen(), at=NOW) == 2
    assert take() == EVERYBODY


def test_parking_wants_a_reason(two):
    with pytest.raises(steering.NoReason):
        steering.park(Chosen(), reason=" ", by=ROOT, at=NOW)
    assert len(take()) == 4


def test_a_withdrawn_letter_leaves_no_more_and_is_never_retried(two):
    one = Letter.objects.get(once="post:1")
    first, *_ = book.claim(at=NOW, limit=1)
    book.book([Result(first.batch_id, 0, "delivered")], at=NOW)
    book.release([first.lease])
    assert steering.withdraw(one, reason="sent by mistake", by=ROOT, at=NOW) == 2
    assert marks() == {"d": 1, "p": 2, ".": 1}
    with pytest.raises(steering.AlreadyWithdrawn):
        steering.withdraw(one, reason="again", by=ROOT, at=NOW)
    assert steering.retry_parked(Chosen(), at=NOW) == 0
    assert steering.retry_parked(Chosen(letter_id=one.pk), at=NOW) == 0
    assert take() == ["d@one.example"]
    (entry,) = Entry.objects.filter(kind="letter.withdrawn")
    assert b"sent by mistake" in bytes(entry.leaf)


@pytest.mark.parametrize("outcome", ["delivered", "deferred", "bounced"])
def test_what_was_on_its_way_when_it_was_parked(two, outcome):
    """It counts as delivered if it was; otherwise it stays parked."""
    claimed = book.claim(at=NOW, limit=10)
    steering.park(Chosen(), reason="moving", by=ROOT, at=NOW)
    results = [
        Result(each.batch_id, index, outcome, "said")
        for each in claimed
        for index, _, _ in each.waiting
    ]
    book.book(results, at=NOW)
    assert marks() == ({"d": 4} if outcome == "delivered" else {"p": 4})
    states = set(Copy.objects.values_list("state", flat=True))
    assert states == ({"delivered"} if outcome == "delivered" else {"parked"})


def test_when_a_batch_was_last_heard_of(two):
    later = NOW + timedelta(minutes=3)
    end("delivered", at=later)
    assert set(Batch.objects.values_list("booked_at", flat=True)) == {later}


def test_ten_thousand_parked_copies_are_retried_by_the_batch(django_assert_max_num_queries):
    letter(*(f"m{n}@one.example" for n in range(10_000)))
    steering.park(Chosen(), reason="moving", by=ROOT, at=NOW)
    with django_assert_max_num_queries(200):
        assert steering.retry_parked(Chosen(), at=clock.now()) == 10_000
    assert marks() == {"s": 10_000}
