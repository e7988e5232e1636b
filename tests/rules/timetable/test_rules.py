"""States of rows from evidence and the clock, and the geometry of the strip; all pure."""

import itertools
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.timetable import strip
from comitia.timetable.rules import Span, days_left, state_of

GENEVA = ZoneInfo("Europe/Zurich")
NOVEMBER = Span(date(2011, 11, 1), date(2011, 11, 30))


def instant(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("met_at", "at", "state"),
    [
        (None, instant(2011, 10, 31, 22, 59), "planned"),
        (None, instant(2011, 10, 31, 23, 0), "due"),
        (None, instant(2011, 11, 30, 22, 59, 59), "due"),
        (None, instant(2011, 11, 30, 23, 0), "missed"),
        (instant(2011, 10, 1), instant(2011, 10, 2), "met"),
        (instant(2011, 11, 30, 22, 59, 59), instant(2012, 1, 1), "met"),
        (instant(2011, 11, 30, 23, 0), instant(2012, 1, 1), "met_late"),
        (instant(2011, 12, 5), instant(2011, 12, 1), "missed"),
    ],
)
def test_a_month_ends_at_midnight_in_geneva(met_at, at, state):
    assert state_of(NOVEMBER, met_at=met_at, at=at, zone=GENEVA) == state


def test_days_left_are_counted_in_the_zone():
    assert days_left(NOVEMBER, at=instant(2011, 11, 29, 22, 59), zone=GENEVA) == 1
    assert days_left(NOVEMBER, at=instant(2011, 11, 29, 23, 0), zone=GENEVA) == 0
    assert days_left(NOVEMBER, at=instant(2011, 12, 1), zone=GENEVA) == -1


spans = st.tuples(
    st.dates(date(2011, 1, 1), date(2014, 1, 1)), st.integers(0, 400), st.booleans()
).map(lambda row: (Span(row[0], date.fromordinal(row[0].toordinal() + row[1])), "planned", row[2]))


@given(st.lists(spans, min_size=1, max_size=12), st.dates(date(2010, 1, 1), date(2016, 1, 1)))
def test_nothing_of_the_picture_leaves_its_frame_or_covers_another(rows, today):
    made = strip.layout(rows, today=today)
    assert len(made.marks) == len(rows)
    for mark in made.marks:
        assert 0 <= mark.x <= mark.x + mark.width <= strip.WIDTH
        assert made.axis < mark.y < mark.y + mark.height < made.height
    for one in made.marks:
        for other in made.marks:
            if one.number < other.number and one.y == other.y:
                assert one.x + one.width <= other.x + 0.2
    assert made.now is None or 0 <= made.now <= strip.WIDTH
    labels = [tick.x for tick in made.ticks if tick.label]
    assert all(later - earlier > 40 for earlier, later in itertools.pairwise(labels))


@given(st.lists(spans, min_size=1, max_size=12), st.dates(date(2010, 1, 1), date(2016, 1, 1)))
def test_from_right_to_left_all_is_mirrored(rows, today):
    plain = strip.layout(rows, today=today)
    mirrored = strip.layout(rows, today=today, mirrored=True)
    for one, other in zip(plain.marks, mirrored.marks, strict=True):
        assert other.x == pytest.approx(strip.WIDTH - one.x - one.width, abs=0.2)
        assert other.y == one.y


def test_no_rows_no_picture():
    assert strip.layout([], today=date(2011, 1, 1)) is None
