"""Years and months with how much mail they have, as links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

LEVELS = 5


@dataclass(frozen=True)
class Month:
    """A month: its first day, how many messages, where it leads, how much beside the fullest."""

    first: date
    count: int
    url: str
    level: int


@dataclass(frozen=True)
class Year:
    """A year with its months that have mail."""

    number: int
    count: int
    url: str
    months: list[Month]


def years_of(
    months: Mapping[date, int], *, year_url: Callable[[int], str], month_url: Callable[[date], str]
) -> list[Year]:
    """The years that have mail, the latest first; in each its months, the earliest first."""
    most = max(months.values(), default=1)
    return [
        Year(
            number,
            sum(count for first, count in months.items() if first.year == number),
            year_url(number),
            [
                Month(first, count, month_url(first), -(-count * LEVELS // most))
                for first, count in sorted(months.items())
                if first.year == number
            ],
        )
        for number in sorted({first.year for first in months}, reverse=True)
    ]
