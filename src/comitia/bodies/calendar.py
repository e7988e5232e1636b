"""Counting days as the working methods do: pure, in the organisation's zone (DOMAIN 3.2)."""

import calendar
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def days_before(day: date, days: int) -> date:
    """So many calendar days before."""
    return day - timedelta(days=days)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_end(date(year, month + 1, 1)).day))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether offices are open: no Saturday, no Sunday, no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_after(day: date, days: int, holidays: Collection[date] = ()) -> date:
    """The day that is so many working days after `day`, which itself does not count."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, after a day in a zone: what comes before it is in time."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def day_at(instant: datetime, zone: ZoneInfo) -> date:
    """The day it is in a zone at an instant."""
    return instant.astimezone(zone).date()
