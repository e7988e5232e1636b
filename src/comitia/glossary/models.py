"""Concepts, and what each is called in the six languages. No mail, no HTTP, no clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """What a concept belongs to; each has its file in terms/ of what is shipped."""

    BODIES = "bodies", _("Bodies and organizations")
    STUDY_GROUPS = "study_groups", _("Study groups")
    MEMBERSHIP = "membership", _("Membership and roles")
    DOCUMENTS = "documents", _("Documents")
    METHODS = "methods", _("Working methods")
    MEETINGS = "meetings", _("Meetings")
    MANDATE = "mandate", _("Words of resolutions")
    LEGAL = "legal", _("Legal terms")
    MAIL = "mail", _("Mail and correspondence")
    TELECOMMUNICATION = "telecommunication", _("Telecommunication")
    INTERNET = "internet", _("Internet and security")


class Concept(models.Model):
    """One thing that has a name in each language.

    `is_edited`: the house changed what was shipped, so that no upgrade touches it. `review` lists
    the languages whose terms a native reader should look at.
    """

    class Origin(models.TextChoices):
        SHIPPED = "shipped"
        HOUSE = "house"

    key = models.SlugField(max_length=60, unique=True)
    subject = models.CharField(max_length=20, choices=Subject)
    note = models.CharField(max_length=500, blank=True)
    review = models.JSONField(default=list)
    origin = models.CharField(max_length=10, choices=Origin)
    is_edited = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Term(models.Model):
    """A name of a concept in a language, in its place among the others; the first is preferred.

    `folded` is the text as it is looked up: case, accents and optional signs do not count.
    """

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="terms")
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    place = models.PositiveSmallIntegerField()
    is_preferred = models.BooleanField(default=False)
    is_abbreviation = models.BooleanField(default=False)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "text"], name="term_once_in_its_concept"
            ),
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(is_preferred=True),
                name="one_preferred_term",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Edition(models.Model):
    """The one row that tells whether anything changed: `token` is another after each change.

    `shipped` is the digest of the shipped terms that were loaded last.
    """

    token = models.CharField(max_length=40)
    shipped = models.CharField(max_length=64, blank=True)
