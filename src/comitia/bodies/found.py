"""Decisions of bodies as searching finds them, open to all."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, time

from comitia.bodies.models import Body, Decision
from comitia.search.schema import Entry
from comitia.search.sources import Thing

FOLLOWS = frozenset({"decision.recorded"})


def subjects() -> Iterable[str]:
    """The subjects of all bodies that decided something."""
    slugs = Body.objects.filter(decisions__isnull=False).order_by("slug").distinct()
    return [f"body:{slug}" for slug in slugs.values_list("slug", flat=True)]


def entries(subject: str) -> Sequence[Entry]:
    """What one body decided."""
    _, _, slug = subject.partition(":")
    decisions = Decision.objects.filter(body__slug=slug).select_related("body")
    return [
        Entry(
            key=each.pk,
            kind="decision",
            is_open=True,
            group=0,
            number=0,
            at=_at(each),
            author=each.body.acronym,
            text=f"{each.text}\n{each.source}",
        )
        for each in decisions
    ]


def things(keys: Collection[int]) -> Sequence[Thing]:
    """What results show of decisions."""
    return [
        Thing(
            key=each.pk,
            kind="decision",
            title=each.source or str(each.body),
            path=f"/decisions/#decision-{each.pk}",
            at=_at(each),
            by=str(each.body),
            text=each.text,
        )
        for each in Decision.objects.filter(pk__in=keys).select_related("body")
    ]


def _at(decision: Decision) -> datetime:
    return datetime.combine(decision.decided_until, time(12), UTC)
