"""Resolutions as searching finds them, open to all: each by its title, and clause by clause."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from django.db.models import QuerySet

from comitia.mandates.models import Clause, Resolution
from comitia.search.schema import Entry
from comitia.search.sources import Thing

FOLLOWS = frozenset({"resolution.stored"})


def subjects() -> Iterable[str]:
    """The subjects of all resolutions."""
    slugs = Resolution.objects.order_by("slug").values_list("slug", flat=True).distinct()
    return [f"resolution:{slug}" for slug in slugs]


def entries(subject: str) -> Sequence[Entry]:
    """One resolution in all its languages."""
    _, _, slug = subject.partition(":")
    clauses = Clause.objects.filter(section__resolution__slug=slug)
    return [
        *(_of_resolution(each) for each in Resolution.objects.filter(slug=slug)),
        *(_of_clause(each) for each in _whole(clauses)),
    ]


def things(keys: Collection[int]) -> Sequence[Thing]:
    """What results show of resolutions and of clauses."""
    whole = Resolution.objects.filter(pk__in=[key >> 1 for key in keys if not key & 1])
    clauses = _whole(Clause.objects.filter(pk__in=[key >> 1 for key in keys if key & 1]))
    return [
        *(_thing(each, each.pk << 1, each.title, "", each.title) for each in whole),
        *(_clause_thing(each) for each in clauses),
    ]


# A key is that of the row and one bit more, which says whether it is a clause.
def _of_resolution(resolution: Resolution) -> Entry:
    return Entry(
        key=resolution.pk << 1,
        kind="resolution",
        is_open=True,
        group=0,
        number=int(resolution.number) if resolution.number.isdecimal() else 0,
        at=_at(resolution),
        subject=f"{resolution} {resolution.title}",
        text=resolution.adopted_by_text,
    )


def _of_clause(clause: Clause) -> Entry:
    resolution = clause.section.resolution
    return Entry(
        key=clause.pk << 1 | 1,
        kind="resolution",
        is_open=True,
        group=0,
        number=int(resolution.number) if resolution.number.isdecimal() else 0,
        at=_at(resolution),
        text=_words(clause),
    )


def _clause_thing(clause: Clause) -> Thing:
    resolution = clause.section.resolution
    title = f"{clause.section.heading} {clause.label}".strip()
    return _thing(resolution, clause.pk << 1 | 1, title, f"#{clause.anchor}", _words(clause))


def _thing(resolution: Resolution, key: int, title: str, anchor: str, text: str) -> Thing:
    return Thing(
        key=key,
        kind="resolution",
        title=title,
        path=f"/resolutions/{resolution.slug}/?language={resolution.language}{anchor}",
        at=_at(resolution),
        language=resolution.language,
        number=str(resolution),
        text=text,
    )


def _whole(clauses: QuerySet[Clause]) -> QuerySet[Clause]:
    return clauses.select_related("section__resolution").prefetch_related("parts")


def _words(clause: Clause) -> str:
    return "\n".join([clause.text, *(part.text for part in clause.parts.all())])


def _at(resolution: Resolution) -> datetime:
    # Only its year is known.
    return datetime(resolution.year, 1, 1, 12, tzinfo=UTC)
