"""Bodies, their meetings, officers and decisions."""

from django.db import models

from comitia.people.models import Person, Tenure


class Body(models.Model):
    """An assembly, an advisory group, a study group …; `names` is keyed by language."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference"
        ASSEMBLY = "assembly"
        ADVISORY_GROUP = "advisory_group"
        STUDY_GROUP = "study_group"
        WORKING_PARTY = "working_party"
        REGIONAL_MEETING = "regional_meeting"
        BUREAU = "bureau"

    acronym = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=30, choices=Kind)
    names = models.JSONField(default=dict)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["acronym"]

    def __str__(self) -> str:
        return self.acronym


class Meeting(models.Model):
    """A meeting of a body: the month it was planned for, and its days once fixed or moved."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    planned_month = models.DateField(help_text="First day of the month.")
    opens = models.DateField(null=True, blank=True)
    closes = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["planned_month"]
        constraints = [
            models.UniqueConstraint(fields=["body", "planned_month"], name="meeting_once_a_month"),
        ]


class Decision(models.Model):
    """What a body decided at a meeting, in words that can be cited."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True)
    decided_from = models.DateField()
    decided_until = models.DateField()
    text = models.TextField()
    source = models.CharField(max_length=200, blank=True, help_text="Where it is recorded.")

    class Meta:
        ordering = ["-decided_from"]


class Officer(Tenure):
    """A person held an office of a body during a span."""

    class Office(models.TextChoices):
        CHAIR = "chair"
        VICE_CHAIR = "vice_chair"
        DIRECTOR = "director"

    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    body = models.ForeignKey(Body, models.PROTECT, related_name="officers")
    office = models.CharField(max_length=20, choices=Office)
