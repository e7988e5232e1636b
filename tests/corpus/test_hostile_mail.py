"""Law 8 on mail spoilt by chance: whatever comes, nothing raises, and all of it takes bounded time.

Each case goes the whole way: read and judged, down the road against a database (and undone), shown
on a page, read as a bounce.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.archive.rendering import render
from comitia.base import clock
from comitia.mail import actions
from comitia.outbox.bounce.read import read
from tests.corpus.mutation import mutated
from tests.mail.posting import arrive
from tests.world import World

# Of the processor, not of the clock on the wall: a busy machine is no fault of the code.
MOST_SECONDS = 1.0
ADDRESSES = (
    "t09demo",
    "t09demo-request",
    "t09demo-owner",
    "t09demo-bounces",
    "t09demo-join",
    "t09demo-leave",
    "t09demo-confirm+abc",
    "t09demo-moderate+1-abc",
    "t09demo-bounces+1-2-aaaaaaaa",
)
SENDERS = ("bob@example-telecom.example", "", "x@y.example")


@pytest.fixture(autouse=True)
def quiet(world: World) -> Iterator[None]:
    """The road tells much of such mail; only what it calls an error matters."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def timed(what: str, act: Callable[[], object]) -> None:
    begun = time.thread_time()
    act()
    took = time.thread_time() - begun
    assert took < MOST_SECONDS, f"{what} took {took:.2f} s"


def endure(data: bytes, chance: random.Random) -> None:
    """All that is done with a mail, in turn."""
    timed("showing", lambda: render(data))
    timed("reading it as a bounce", lambda: read(data))

    def travel() -> None:
        with transaction.atomic():
            arrival = arrive(data, chance.choice(ADDRESSES), chance.choice(SENDERS))
            seen = actions.look(arrival, dns=None)
            try:
                actions.travel(arrival=arrival, seen=seen, at=clock.now())
            except actions.NoSuchAddress:
                # What a forged token leads to; the job is parked with these words.
                pass
            else:
                arrival.refresh_from_db()
                assert arrival.outcome != "waiting"
            transaction.set_rollback(True)

    timed("the road", travel)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.randoms(use_true_random=False))
def test_whatever_comes_is_borne(chance: random.Random) -> None:
    endure(mutated(chance), chance)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 100_000, 2_500))
def test_a_hundred_thousand(first: int) -> None:
    for seed in range(first, first + 2_500):
        chance = random.Random(seed)
        data = mutated(chance)
        try:
            endure(data, chance)
        except BaseException as error:
            error.add_note(f"seed {seed}, {len(data)} octets")
            raise
