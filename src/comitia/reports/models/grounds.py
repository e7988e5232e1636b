"""What the report rests on, and what it leaves open."""

from django.db import models
from django.db.models import Q

from comitia.reports.models.authored import Authored
from comitia.reports.models.outline import Paragraph, Report, Section


class Source(Authored):
    """A paragraph, or a section as a whole, rests on something: cited, never annexed (A.1, 3.2.8).

    `reference` names it: a document of the group (C12, TD3-Rev1), a Message-ID without brackets, a
    comment, or a decision by its number.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        MESSAGE = "message"
        COMMENT = "comment"
        DECISION = "decision"

    section = models.ForeignKey(Section, models.PROTECT, related_name="sources")
    paragraph = models.ForeignKey(
        Paragraph, models.PROTECT, null=True, related_name="sources",
        help_text="None where the whole section rests on it.",
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=998)
    note = models.CharField(max_length=300, blank=True, help_text="What of it, as § 4.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["paragraph", "kind", "reference"],
                condition=Q(paragraph__isnull=False),
                name="source_of_paragraph_once",
            ),
            models.UniqueConstraint(
                fields=["section", "kind", "reference"],
                condition=Q(paragraph__isnull=True),
                name="source_of_section_once",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="source_names_something"),
        ]


class OpenPoint(Authored):
    """Something the group has not settled. It closes with the words that say how."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="open_points")
    number = models.PositiveIntegerField(help_text="From 1, within the report.")
    section = models.ForeignKey(Section, models.PROTECT, related_name="open_points")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, null=True, related_name="open_points")
    text = models.TextField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    how_closed = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="open_point_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(how_closed=""),
                name="open_point_closed_with_words",
            ),
        ]
