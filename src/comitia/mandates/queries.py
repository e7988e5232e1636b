"""Reads of resolutions: the page of one, and what became of what it asked for."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from comitia.mandates.models import Clause, CrossReference, Obligation, Resolution, Section


def resolutions() -> QuerySet[Resolution]:
    """Every resolution in every language, the newest first."""
    return Resolution.objects.select_related("adopted_by")


def resolution_in(slug: str, language: str) -> Resolution | None:
    """The version of a resolution in `language`, else the original, else any.

    With it come sections, clauses, references, obligations, and the groups a clause is given to.
    """
    versions = list(Resolution.objects.filter(slug=slug).order_by("-is_original", "id"))
    if not versions:
        return None
    chosen = next((one for one in versions if one.language == language), versions[0])
    return _whole().get(pk=chosen.pk)


def _whole() -> QuerySet[Resolution]:
    clauses = Clause.objects.select_related("obligation").prefetch_related(
        Prefetch(
            "references", CrossReference.objects.select_related("target__section").order_by("id")
        ),
        "parts",
        Prefetch("cited_by", CrossReference.objects.select_related("clause__section")),
        "groups",
    )
    return Resolution.objects.select_related("adopted_by").prefetch_related(
        Prefetch("sections", Section.objects.prefetch_related(Prefetch("clauses", clauses)))
    )


def languages_of(slug: str) -> list[str]:
    """The languages in which a resolution is stored, the original's first."""
    rows = Resolution.objects.filter(slug=slug).order_by("-is_original", "language")
    return list(rows.values_list("language", flat=True))


def obligations_of(resolution: Resolution) -> QuerySet[Obligation]:
    """What a resolution asks for, in order: owner, due event, evidence."""
    return (
        Obligation.objects.filter(clause__section__resolution=resolution)
        .select_related("clause__section")
        .prefetch_related("clause__groups")
        .order_by("clause__section__position", "clause__position")
    )


@dataclass(frozen=True)
class Trace:
    """How far a resolution is carried out: what it asks for, given to a group, and shown done."""

    asked: int
    given: int
    shown: int


def trace(resolution: Resolution) -> Trace:
    """Count the obligations of a resolution, those given to a group, those with evidence."""
    rows = list(obligations_of(resolution))
    return Trace(
        asked=len(rows),
        given=sum(1 for row in rows if row.clause.groups.all()),
        shown=sum(1 for row in rows if row.evidence),
    )


def counts(resolution: Resolution) -> dict[str, list[int]]:
    """How many items each section has, in order: to compare language versions by (S10)."""
    found: dict[str, list[int]] = {"preambular": [], "operative": []}
    for section in resolution.sections.all():
        found["operative" if section.operative else "preambular"].append(section.clauses.count())
    return found
