"""How much one peer may bring in a minute: a bucket that fills evenly."""

from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from comitia.base.rate import Rate
from comitia.lmtp.rate import Allowance

PER_MINUTE = 6
TRUSTED = [ip_network("127.0.0.1"), ip_network("10.1.0.0/16"), ip_network("::1")]


def test_so_many_at_once_and_then_as_fast_as_it_fills() -> None:
    rate = Rate(PER_MINUTE)
    assert [rate.take("peer", now=0.0) for _ in range(7)] == [True] * 6 + [False]
    assert not rate.take("peer", now=9.9)
    assert rate.take("peer", now=10.1)
    assert not rate.take("peer", now=10.2)


def test_peers_do_not_share() -> None:
    rate = Rate(1)
    assert rate.take("one", now=0.0)
    assert not rate.take("one", now=0.0)
    assert rate.take("other", now=0.0)


def test_none_is_counted_where_there_is_no_limit() -> None:
    rate = Rate(0)
    assert all(rate.take("peer", now=0.0) for _ in range(1000))
    assert len(rate) == 0


def test_what_is_remembered_is_bounded_and_forgets_who_rested() -> None:
    rate = Rate(2, peers=100)
    for number in range(100):
        rate.take(f"resting {number}", now=0.0)
    rate.take("busy", now=70.0)
    rate.take("busy", now=70.0)
    assert len(rate) == 1
    for number in range(1000):
        rate.take(f"new {number}", now=70.0)
    assert len(rate) <= 100


@given(st.lists(st.floats(0, 30), max_size=200))
def test_never_more_than_twice_the_limit_in_any_minute(pauses: list[float]) -> None:
    rate, now, taken = Rate(PER_MINUTE), 0.0, []
    for pause in pauses:
        now += pause
        if rate.take("peer", now=now):
            taken.append(now)
    for start in taken:
        assert sum(start <= each < start + 60 for each in taken) <= 2 * PER_MINUTE


def test_those_we_trust_are_not_counted() -> None:
    allowance = Allowance(messages=1, recipients=1, trusted=TRUSTED)
    assert all(allowance.message("10.1.2.3", now=0.0) for _ in range(5))
    assert all(allowance.recipient("127.0.0.1", now=0.0) for _ in range(5))
    assert all(allowance.message("::ffff:10.1.2.3", now=0.0) for _ in range(5))
    assert allowance.message("10.2.0.1", now=0.0)
    assert not allowance.message("10.2.0.1", now=0.0)
    assert allowance.recipient("10.2.0.1", now=0.0)
    assert not allowance.recipient("10.2.0.1", now=0.0)
