"""One table for everything that waits."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A piece of work: its kind, what it is about, and when it may next be tried.

    ready -> claimed under a lease -> deleted when done | ready again later | parked with reason.
    """

    class State(models.TextChoices):
        READY = "ready"
        CLAIMED = "claimed"
        PARKED = "parked"

    kind = models.CharField(max_length=60)
    once = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - NULLs may repeat
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "run_at", "id"], name="job_due", condition=~Q(state="parked")
            ),
            models.Index(fields=["state", "id"], name="job_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="parked") | ~Q(reason=""), name="job_parked_with_reason"
            ),
        ]
