"""How much mail a group's archive has: by month, by author, by entity (see `counting`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from comitia.archive.models import Month, Voice, Writer
from comitia.base.prepared import Prepared
from comitia.groups.models import Group

# So many are offered to choose from.
MOST_CHOICES = 40


@dataclass(frozen=True)
class Tally:
    """The messages of one group's archive: all, and those of each month, by its first day; and how
    many wrote them.

    Months are those of receipt in the organisation's zone.
    """

    messages: int
    months: Mapping[date, int]
    writers: int


_months = Prepared(
    lambda group: Month.objects.filter(group=group).order_by("first").values_list("first", "count"),
    group=int,
)
_writers_count = Prepared(
    lambda group: (
        Writer.objects.filter(group=group)
        .order_by()
        .values("group")
        .annotate(count=Count("pk"))
        .values_list("count")
    ),
    group=int,
)
_foremost = Prepared(
    lambda group: Writer.objects.filter(group=group).order_by("-count", "folded")[:MOST_CHOICES],
    group=int,
)
_voices = Prepared(
    lambda group: (
        Voice.objects.filter(group=group).select_related("entity").order_by("entity__name")
    ),
    group=int,
)


def tally(group: Group) -> Tally:
    """The counts of a group's archive as it is now."""
    months = dict(_months(group=group.pk))
    count = _writers_count(group=group.pk)
    return Tally(sum(months.values()), months, count[0][0] if count else 0)


def writers(group: Group, *, by_count: bool = True) -> QuerySet[Writer]:
    """Who wrote, most messages first or by name, each with the entity they spoke for last."""
    order = ("-count", "folded") if by_count else ("folded",)
    return Writer.objects.filter(group=group).select_related("entity").order_by(*order)


def foremost(group: Group) -> list[Writer]:
    """Those who wrote most."""
    return _foremost(group=group.pk)


def writer(group: Group, key: int) -> Writer | None:
    """Who wrote under the name with this key (see `authors`)."""
    return writers(group).filter(key=key).first()


def voices(group: Group) -> list[Voice]:
    """The entities for which somebody wrote, by name."""
    return _voices(group=group.pk)
