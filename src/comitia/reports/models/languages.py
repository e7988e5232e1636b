"""The report in other languages, paragraph by paragraph."""

from django.db import models
from django.db.models import Q

from comitia.reports import words
from comitia.reports.models.authored import Authored
from comitia.reports.models.outline import Paragraph, Report, Section
from comitia.reports.models.text import Revision


class LanguageVersion(models.Model):
    """The report in a language other than the original's."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="language_versions")
    language = models.CharField(max_length=10)
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["report", "language"], name="language_version_once"),
        ]

    def __str__(self) -> str:
        return self.language


class Translation(Authored):
    """What a paragraph, a heading or the title is in a language; the newest row of each counts.

    It knows what it was made from: the revision of a paragraph, or the words of a heading. An
    empty text says that the translation has nothing there.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        CHECKED = "checked"

    version = models.ForeignKey(LanguageVersion, models.PROTECT, related_name="translations")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, null=True, related_name="translations")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, related_name="translations",
        help_text="Whose heading it is. Neither this nor a paragraph: the report's title.",
    )  # fmt: skip
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    made_from = models.TextField(blank=True, help_text="The heading or title it was made from.")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paragraph__isnull=True) | Q(section__isnull=True),
                name="translation_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(paragraph__isnull=True, revision__isnull=True)
                | Q(paragraph__isnull=False, revision__isnull=False),
                name="translation_knows_its_source",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", checked_at__isnull=True)
                | Q(state="checked", checked_at__isnull=False),
                name="translation_checked_when",
            ),
        ]

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.TRANSLATION[self.state])
