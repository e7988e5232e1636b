"""The rows of a group's timetable, as adopted by its parent body."""

from django.db import models
from django.db.models import Q

from comitia.bodies.models import Decision, Meeting
from comitia.groups.models import Group


class Milestone(models.Model):
    """One row: fixed to a month, a range of months or days, or anchored to a meeting that may move.

    `starts` and `ends` are the planned first and last day; for a meeting row, the planned month.
    `met` is computed from evidence, never ticked.
    """

    class Kind(models.TextChoices):
        MONTH = "month"
        RANGE = "range"
        DATE = "date"
        MEETING = "meeting"

    class State(models.TextChoices):
        PLANNED = "planned"
        DUE = "due"
        MET = "met"
        MET_LATE = "met_late"
        MISSED = "missed"
        WAIVED = "waived"

    class Proof(models.TextChoices):
        """What would show that a row is met."""

        CIRCULAR_ISSUED = "circular_issued"
        DISCUSSION = "discussion"
        INTERIM_SENT = "interim_sent"
        REVISED_SENT = "revised_sent"
        FINAL_SENT = "final_sent"
        CONSULTATION_HELD = "consultation_held"
        OTHER = "other"

    group = models.ForeignKey(Group, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=200, help_text="When, as the circular says it.")
    kind = models.CharField(max_length=10, choices=Kind)
    starts = models.DateField()
    ends = models.DateField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="milestones")
    action = models.TextField()
    actor = models.CharField(max_length=120, blank=True)
    recipient = models.CharField(max_length=120, blank=True)
    proof = models.CharField(max_length=20, choices=Proof, default=Proof.OTHER)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    met_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=200, blank=True, help_text="circular:12, document:3 …")
    adopted_by = models.ForeignKey(Decision, models.PROTECT, null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "position"], name="milestone_once"),
            models.CheckConstraint(
                condition=Q(ends__gte=models.F("starts")), name="milestone_forward"
            ),
            models.CheckConstraint(
                condition=~Q(kind="meeting") | Q(meeting__isnull=False),
                name="meeting_row_has_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["met", "met_late"]) | ~Q(evidence=""),
                name="met_by_evidence",
            ),
        ]


class Reminder(models.Model):
    """A reminder was sent for a row, so many days before it is due."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="reminders")
    due = models.DateField()
    days_before = models.SmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "due", "days_before"], name="reminder_once"
            ),
        ]
