"""Reads of circulars and drafts that pages and commands share."""

from django.db.models import QuerySet

from comitia.circulars.models import Circular, Dispatch, Draft


def issued_circulars() -> QuerySet[Circular]:
    """What the public may read, the newest first."""
    return Circular.objects.filter(issued_at__isnull=False).select_related("group", "resolution")


def confirmed_circulars() -> QuerySet[Circular]:
    """All that are confirmed, issued or not: for the secretariat."""
    return Circular.objects.select_related("group", "resolution")


def open_drafts() -> QuerySet[Draft]:
    """Drafts that wait for somebody to confirm them, the newest first."""
    return Draft.objects.filter(circular=None).select_related("made_by").order_by("-made_at")


def versions_of(circular: Circular) -> QuerySet[Circular]:
    """A circular in all its languages, the original first."""
    return Circular.objects.filter(series=circular.series, number=circular.number).order_by(
        "-is_original", "id"
    )


def dispatches_of(circular: Circular) -> QuerySet[Dispatch]:
    """Who was sent a circular, in which language, when: in all its versions."""
    return (
        Dispatch.objects.filter(circular__in=versions_of(circular))
        .select_related("person", "circular")
        .prefetch_related("entities")
        .order_by("person__name")
    )
