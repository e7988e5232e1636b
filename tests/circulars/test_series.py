"""Numbers in series: without gaps, and never one twice, whatever comes in which order."""

import importlib

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comitia.circulars.models import Circular, GivenNumber, Series
from comitia.circulars.series import NumberTaken, give_next, hold, hold_for

pytestmark = pytest.mark.django_db
ACTS = st.lists(st.one_of(st.just(None), st.integers(1, 12)), max_size=20)


class Numbering(TestCase):
    """Hypothesis' own way to begin each example with an empty database."""

    @given(ACTS)
    def test_each_next_is_one_more_than_all_before_and_none_is_given_twice(self, acts):
        given_out = {}
        for place, number in enumerate(acts):
            holder = f"official:{place}"
            if number is None:
                made = give_next("circular:tsb", holder=holder)
                assert made == max(given_out, default=0) + 1
                given_out[made] = holder
            elif number in given_out:
                with pytest.raises(NumberTaken):
                    hold("circular:tsb", number, holder=holder)
                hold("circular:tsb", number, holder=given_out[number])
            else:
                hold("circular:tsb", number, holder=holder)
                given_out[number] = holder
        kept = dict(GivenNumber.objects.values_list("number", "holder"))
        assert kept == given_out


def test_a_number_of_an_act_that_failed_goes_to_the_next():
    give_next("circular:tsb", holder="official:1")
    with transaction.atomic():
        assert give_next("circular:tsb", holder="official:2") == 2
        transaction.set_rollback(True)
    assert give_next("circular:tsb", holder="official:3") == 2


def test_series_do_not_disturb_each_other():
    assert [give_next(name, holder="official:1") for name in ("a", "b", "a")] == [1, 1, 2]


def circular(number, **fields):
    return Circular.objects.create(number=number, language="en", subject="s", text="t", **fields)


def test_a_circular_that_was_read_holds_its_number():
    hold_for(circular("174"))
    assert give_next("circular:tsb", holder="official:1") == 175
    hold_for(circular("12", series="tsb"))
    with pytest.raises(NumberTaken, match="official:1"):
        hold_for(circular("175", series="TSB"))


def test_a_number_that_is_none_is_left_alone():
    for number in ("12 bis", "9" * 20):
        hold_for(circular(number))
    assert not Series.objects.exists()


def test_circulars_of_before_hold_their_numbers():
    circular("174")
    circular("12 bis")
    migration = importlib.import_module(
        "comitia.circulars.migrations.0003_known_circulars_hold_their_numbers"
    )
    migration.hold_numbers(apps, None)
    assert list(GivenNumber.objects.values_list("number", "holder")) == [(174, "circular:tsb-174")]
    assert give_next("circular:tsb", holder="official:1") == 175
