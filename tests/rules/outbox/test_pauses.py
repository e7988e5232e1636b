"""A domain that puts mail off is left alone for a while, then tried with one copy."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.outbox.deliver import pauses
from comitia.outbox.deliver.pauses import Pauses

DOMAIN = "slow.example"
LONGEST_SECONDS = pauses.FIRST_SECONDS * pauses.LONGEST
PROBE_SECONDS = pauses.FIRST_SECONDS * pauses.PROBE


def paused(times: int = pauses.IN_A_ROW, *, now: float = 0.0) -> Pauses:
    known = Pauses()
    for _ in range(times):
        known.put_off(DOMAIN, reply="451 not now", now=now)
    return known


def test_several_in_a_row_begin_a_pause_and_others_flow() -> None:
    assert paused(pauses.IN_A_ROW - 1).wait_seconds(DOMAIN, 1.0) == 0
    known = paused()
    assert known.paused(1.0) == [DOMAIN]
    assert known.wait_seconds(DOMAIN, 20.0) == pauses.FIRST_SECONDS - 20
    assert known.wait_seconds("other.example", 20.0) == 0
    assert (
        known.why(DOMAIN) == "Not tried: slow.example put off 5 in a row, at last with: 451 not now"
    )


def test_one_taken_in_between_begins_the_count_anew() -> None:
    known = paused(pauses.IN_A_ROW - 1)
    known.answered(DOMAIN)
    assert not known
    known.put_off(DOMAIN, reply="", now=0.0)
    assert known.wait_seconds(DOMAIN, 0.0) == 0


def test_after_a_pause_one_copy_goes_alone() -> None:
    known = paused()
    later = pauses.FIRST_SECONDS + 1
    assert known.wait_seconds(DOMAIN, later) == 0
    assert known.wait_seconds(DOMAIN, later) == PROBE_SECONDS
    known.answered(DOMAIN)
    assert known.wait_seconds(DOMAIN, later) == 0


def test_each_pause_is_longer_up_to_a_bound() -> None:
    known, now = paused(), 0.0
    lengths = []
    for _ in range(40):
        wait = known.wait_seconds(DOMAIN, now)
        lengths.append(wait)
        now += wait
        assert known.wait_seconds(DOMAIN, now) == 0
        known.put_off(DOMAIN, reply="", now=now)
    assert lengths[:3] == [120, 240, 480]
    assert max(lengths) == lengths[-1] == LONGEST_SECONDS


def test_a_copy_that_was_under_way_does_not_lengthen_it() -> None:
    known = paused()
    known.put_off(DOMAIN, reply="", now=10.0)
    assert known.wait_seconds(DOMAIN, 10.0) == pauses.FIRST_SECONDS - 10


def test_one_whose_answer_never_came_is_followed_by_another() -> None:
    known = paused()
    assert known.wait_seconds(DOMAIN, 121.0) == 0
    assert known.wait_seconds(DOMAIN, 121.0 + PROBE_SECONDS) == 0


def test_what_is_known_is_bounded() -> None:
    known = Pauses()
    for number in range(pauses.DOMAINS_AT_MOST + 50):
        known.put_off(f"{number}.example", reply="", now=0.0)
    assert len(known._domains) == pauses.DOMAINS_AT_MOST


@given(st.lists(st.tuples(st.sampled_from(["put off", "answered", "try"]), st.floats(0, 5000))))
def test_no_domain_waits_for_ever(steps: list[tuple[str, float]]) -> None:
    known, now = Pauses(), 0.0
    for step, seconds in steps:
        now += seconds
        if step == "put off":
            known.put_off(DOMAIN, reply="", now=now)
        elif step == "answered":
            known.answered(DOMAIN)
        else:
            assert 0 <= known.wait_seconds(DOMAIN, now) <= LONGEST_SECONDS
    assert known.wait_seconds(DOMAIN, now + LONGEST_SECONDS) == 0
