"""Numbers in series: the next one, without gaps, and never one twice.

Circulars that are read from a file come with their number and hold it; letters drafted here get
the next when they are issued. Both within the transaction of the act, so that an act that fails
leaves its number to the next.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.circulars.models import Circular, GivenNumber, Series

MOST_DIGITS = 9


class NumberTaken(Exception):
    """Another letter has that number; `holder` is its name in the ledger."""

    def __init__(self, series: str, number: int, holder: str) -> None:
        self.series, self.number, self.holder = series, number, holder
        super().__init__(
            _("The number %(number)s is taken already, by %(holder)s. Look at that letter first.")
            % {"number": number, "holder": holder}
        )


def series_of_circulars(series: str) -> str:
    """The series that circulars of a bureau stand in."""
    return f"circular:{series.strip().casefold()}"


@transaction.atomic
def give_next(series: str, *, holder: str) -> int:
    """The next number of a series, which is the holder's from now on.

    Whoever asks at the same time waits until this transaction has ended.
    """
    row = _locked(series)
    row.last += 1
    row.save(update_fields=["last"])
    GivenNumber.objects.create(series=row, number=row.last, holder=holder)
    return row.last


@transaction.atomic
def hold(series: str, number: int, *, holder: str) -> None:
    """Keep a number that a letter came with. Raises NumberTaken where it is another's."""
    row = _locked(series)
    given, fresh = GivenNumber.objects.get_or_create(
        series=row, number=number, defaults={"holder": holder}
    )
    if given.holder != holder:
        raise NumberTaken(series, number, given.holder)
    if fresh and number > row.last:
        row.last = number
        row.save(update_fields=["last"])


def hold_for(circular: Circular) -> None:
    """Keep the number of a circular that was read, where it is one. Raises NumberTaken."""
    if circular.number.isdecimal() and len(circular.number) <= MOST_DIGITS:
        hold(
            series_of_circulars(circular.series),
            int(circular.number),
            holder=f"circular:{circular.reference}",
        )


def _locked(series: str) -> Series:
    """The row of a series, held until the transaction ends; made where there is none."""
    Series.objects.get_or_create(name=series)
    return Series.objects.select_for_update().get(name=series)
