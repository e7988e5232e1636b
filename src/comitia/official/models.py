"""Official letters as drafted, their language versions as issued, and who was sent them."""

from django.db import models

from comitia.bodies.models import Body, Meeting
from comitia.circulars.models import Circular, Sending
from comitia.groups.models import Group
from comitia.people.models import Person


class OfficialLetter(models.Model):
    """A letter in all its languages: a draft until it has a number, then never edited again."""

    class Kind(models.TextChoices):
        CIRCULAR = "circular"
        COLLECTIVE_LETTER = "collective_letter"
        INVITATION = "invitation"
        AGENDA = "agenda"
        MEETING_REPORT = "meeting_report"
        CORRIGENDUM = "corrigendum"
        ADDENDUM = "addendum"

    kind = models.CharField(max_length=20, choices=Kind)
    series = models.CharField(max_length=20, default="TSB", help_text="The bureau that issues it.")
    number = models.PositiveIntegerField(null=True, help_text="Given at issue.")
    slug = models.SlugField(max_length=150, blank=True, help_text="Given at issue.")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="official_letters")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="official_letters")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="official_letters")
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="amendments",
        help_text="What a corrigendum or an addendum belongs to.",
    )
    corrects_circular = models.ForeignKey(
        Circular,
        models.PROTECT,
        null=True,
        related_name="amendments",
        help_text="The same, where that is a circular that was read.",
    )
    categories = models.JSONField(
        default=list, help_text="Who is entitled to it (Entity.Category), where no group is named."
    )
    original = models.CharField(max_length=10, help_text="The language of the original.")
    unscheduled = models.BooleanField(
        default=False, help_text="Its meeting was not in the timetable of meetings (DOMAIN W-25)."
    )
    fields = models.JSONField(default=dict, help_text="What is written once for all languages.")
    corrections = models.JSONField(default=dict, help_text="Of such fields, in a corrigendum.")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True, help_text="The day it bears.")

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [models.Index(fields=["kind", "-issued_at"], name="official_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued_at=None, number=None, slug="")
                | (models.Q(issued_at__isnull=False, number__isnull=False) & ~models.Q(slug="")),
                name="official_issued_with_number",
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="official_slug_once"
            ),
        ]

    @property
    def subject_in_ledger(self) -> str:
        """What entries about it are written under."""
        return f"official:{self.pk}"


class OfficialVersion(models.Model):
    """A letter in one language: what is written, and once issued what was set from it."""

    official = models.ForeignKey(OfficialLetter, models.CASCADE, related_name="versions")
    language = models.CharField(max_length=10)
    fields = models.JSONField(default=dict, help_text="What is written in this language.")
    corrections = models.JSONField(default=dict, help_text="Of such fields, in a corrigendum.")
    frozen = models.JSONField(null=True, help_text="The letter as issued, never changed.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of `frozen`.")
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["official", "language"], name="official_version_once"),
        ]
        ordering = ["id"]


class OfficialDispatch(Sending):
    """Who was sent an official letter."""

    official = models.ForeignKey(OfficialLetter, models.PROTECT, related_name="dispatches")

    class Meta:
        verbose_name_plural = "official dispatches"
        constraints = [
            models.UniqueConstraint(fields=["official", "person"], name="official_dispatch_once"),
        ]
