"""The date of a message, from its header field."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comitia.base.moments import moment


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Tue, 15 Mar 2011 09:30:00 +0100", datetime(2011, 3, 15, 8, 30, tzinfo=UTC)),
        ("  Tue,  5 Apr 2011 23:59:60 -0330 (NDT)", datetime(2011, 4, 6, 3, 29, 59, tzinfo=UTC)),
        ("15 Mar 2011 09:30:00 -0000", datetime(2011, 3, 15, 9, 30, tzinfo=UTC)),
        ("Tue, 15 Mar 2011 09:30 +0100", datetime(2011, 3, 15, 8, 30, tzinfo=UTC)),
        ("Tue, 15 Mar 11 09:30:00 GMT", datetime(2011, 3, 15, 9, 30, tzinfo=UTC)),
        ("Tuesday, 15-Mar-11 04:30:00 EST", datetime(2011, 3, 15, 9, 30, tzinfo=UTC)),
        ("15 mar 2011 09:30:00 +0000", datetime(2011, 3, 15, 9, 30, tzinfo=UTC)),
    ],
)
def test_reads_what_mail_programs_write(said: str, meant: datetime) -> None:
    assert moment(said) == meant


@pytest.mark.parametrize(
    "said",
    ["", "yesterday", "Tue, 31 Feb 2011 09:30:00 +0100", "Tue, 15 Mar 1903 09:30:00 +0100",
     "Tue, 15 Mar 2011 25:30:00 +0100", "Tue, 15 Xyz 2011 09:30:00 +0100", "9" * 5000],
)  # fmt: skip
def test_what_says_no_moment_is_none(said: str) -> None:
    assert moment(said) is None


@given(some.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1), timezones=some.timezones()))
def test_reads_the_usual_as_python_does(at: datetime) -> None:
    said = format_datetime(at)
    assert moment(said) == parsedate_to_datetime(said)


@given(some.text())
def test_never_raises(text: str) -> None:
    assert moment(text) is None or isinstance(moment(text), datetime)
