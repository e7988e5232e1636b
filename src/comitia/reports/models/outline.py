"""A report, its sections, and the places of its paragraphs."""

from django.db import models
from django.db.models import Q

from comitia.groups.models import Group
from comitia.mandates.models import Clause
from comitia.reports import words


class Report(models.Model):
    """The report a group owes its parent: one, in one original language, frozen now and then."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="report")
    title = models.TextField()
    language = models.CharField(max_length=10, help_text="Of the original.")
    started_at = models.DateTimeField()
    paragraphs_made = models.PositiveIntegerField(
        default=0, help_text="How many identifiers of paragraphs were given; none is given again."
    )

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A headed part, under another or not. Its slug is its address for ever, retired or not."""

    class State(models.TextChoices):
        DRAFTING = "drafting"
        REVIEW = "review"
        AGREED = "agreed"
        RETIRED = "retired"

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections")
    slug = models.SlugField(max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveIntegerField(help_text="Among the sections under the same one.")
    heading = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTING)
    clauses = models.ManyToManyField(
        Clause, related_name="answered_in", blank=True, help_text="Of the mandate, answered here."
    )
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_because = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "slug"], name="section_slug_once"),
            models.CheckConstraint(condition=~Q(heading=""), name="section_has_heading"),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False)
                | (~Q(state="retired") & Q(retired_at__isnull=True)),
                name="section_retired_when",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.SECTION[self.state])


class Paragraph(models.Model):
    """The place of a paragraph. What it says is its revision; a deleted one stays as a stone.

    `key` (p12) is its address for ever. Its number (2.3) is computed from where it stands.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="paragraphs")
    key = models.CharField(max_length=12)
    section = models.ForeignKey(Section, models.PROTECT, related_name="paragraphs")
    position = models.PositiveIntegerField(help_text="Among the paragraphs of its section.")
    revision = models.ForeignKey(
        "Revision", models.PROTECT, null=True, related_name="+", help_text="The present one."
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="paragraph_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
