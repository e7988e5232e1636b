"""Versions of the report: frozen, never altered, and sent."""

from django.db import models
from django.db.models import Q

from comitia.documents.models import Document
from comitia.ledger.models import Entry
from comitia.reports import words
from comitia.reports.models.authored import Authored, Kept
from comitia.reports.models.outline import Report


class Version(Kept, Authored):
    """The report as it stood when it was frozen: `content` is canonical JSON (RFC 8785).

    `sha256` is of its UTF-8 bytes. `at` and `person` say when and by whom it was frozen.
    """

    class Kind(models.TextChoices):
        INTERIM = "interim"
        REVISED = "revised"
        FINAL = "final"

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    ordinal = models.PositiveIntegerField(help_text="From 1, within the report.")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.TextField()
    language = models.CharField(max_length=10)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="+")
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, related_name="version",
        help_text="Under which number the register has it; none before there was a register.",
    )  # fmt: skip

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["report", "ordinal"], name="version_once"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(kind="final"), name="final_version_once"
            ),
        ]

    @property
    def kind_word(self) -> str:
        """Which version it is, in the reader's language."""
        return str(words.VERSION[self.kind])


class Sending(Kept, Authored):
    """A version was sent to the parent body: to whom, with which entry of the ledger as proof."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="sending")
    recipients = models.JSONField(default=list, help_text="Names, as they were then.")
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="+")
