"""When digests are due: daily ones at the group's hour, weekly ones on its day. Pure."""

from datetime import date, datetime, timedelta


def day_of_last(local: datetime, *, hour: int) -> date:
    """The day of the latest daily digest that is due at this local time."""
    return local.date() if local.hour >= hour else local.date() - timedelta(days=1)


def day_of_last_weekly(local: datetime, *, hour: int, weekday: int) -> date:
    """The day of the latest weekly digest that is due (weekday 0: Monday)."""
    day = day_of_last(local, hour=hour)
    return day - timedelta(days=(day.weekday() - weekday) % 7)
