"""What waits, what is parked, for pages and commands."""

from datetime import datetime

from django.db.models import Count, Min, QuerySet

from comitia.jobs.models import Job


def parked() -> QuerySet[Job]:
    """Jobs set aside with a reason, newest first."""
    return Job.objects.filter(state=Job.State.PARKED).order_by("-run_at", "-id")


def waiting() -> dict[str, tuple[int, datetime]]:
    """For each kind: how many wait or run, and when the oldest was enqueued."""
    rows = (
        Job.objects.exclude(state=Job.State.PARKED)
        .values("kind")
        .annotate(number=Count("id"), oldest=Min("created_at"))
        .order_by("kind")
    )
    return {row["kind"]: (row["number"], row["oldest"]) for row in rows}
