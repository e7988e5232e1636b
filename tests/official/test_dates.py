"""Days as letters write them in six languages."""

from datetime import date

import pytest

from comitia.official.dates import day_in, days_in, month_in

FIRST, LAST = date(2011, 7, 11), date(2011, 7, 15)


@pytest.mark.parametrize(
    ("language", "span"),
    [
        ("en", "11–15 July 2011"),
        ("fr", "11–15 juillet 2011"),
        ("es", "11–15 de julio de 2011"),
        ("ru", "11–15 июля 2011\u202fг."),
        ("zh-hans", "2011年7月11–15日"),
        ("ar", "11–15 يوليو 2011"),
    ],
)
def test_days_of_a_month(language, span):
    assert days_in(language, FIRST, LAST) == span


def test_days_of_two_months_and_one_day():
    assert days_in("en", date(2011, 12, 30), date(2012, 1, 2)) == (
        "30 December 2011 – 2 January 2012"
    )
    assert days_in("en", FIRST, FIRST) == day_in("en", FIRST) == "11 July 2011"
    assert month_in("fr", FIRST) == "juillet 2011"
