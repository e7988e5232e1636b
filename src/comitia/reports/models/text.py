"""What paragraphs say and said: revisions, texts that stand beside one another, suggestions."""

from django.db import models
from django.db.models import Q

from comitia.reports import words
from comitia.reports.models.authored import Authored, Kept
from comitia.reports.models.outline import Paragraph, Report, Section


class Revision(Kept, Authored):
    """What a paragraph said from then on, by whom and why. Rows are only added.

    `base` is the revision it was written on, which need not be the one before it. `submitted` is
    what its author sent, where merging made another text of it.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written"
        MERGED = "merged"
        ALTERNATIVES = "alternatives"
        CHOSEN = "chosen"
        MOVED = "moved"
        DELETED = "deleted"
        RESTORED = "restored"

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="revisions")
    serial = models.PositiveIntegerField(help_text="From 1, within the paragraph.")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(blank=True, help_text="Markdown.")
    submitted = models.TextField(blank=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    accepted_by = models.CharField(
        max_length=200, blank=True, help_text="Who accepted the suggestion it comes from."
    )

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "serial"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph.key}/{self.serial}"

    @property
    def kind_word(self) -> str:
        """What was done, in the reader's language."""
        return str(words.REVISION[self.kind])


class Alternative(Authored):
    """One of the whole texts that stand beside one another for a paragraph until one is chosen.

    An empty text is the wish that the paragraph be deleted.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CHOSEN = "chosen"
        SET_ASIDE = "set_aside"

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="alternatives")
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", help_text="With which it came to stand."
    )
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_by = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="settled")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_by__isnull=True)
                | (~Q(state="open") & Q(settled_by__isnull=False)),
                name="alternative_settled_by_a_revision",
            ),
        ]


class Suggestion(Authored):
    """A change that a member proposes; an editor accepts it, or declines it with a reason."""

    class Kind(models.TextChoices):
        CHANGE = "change"
        INSERT = "insert"
        DELETE = "delete"

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    report = models.ForeignKey(Report, models.PROTECT, related_name="suggestions")
    number = models.PositiveIntegerField(help_text="From 1, within the report.")
    kind = models.CharField(max_length=10, choices=Kind)
    paragraph = models.ForeignKey(
        Paragraph, models.PROTECT, null=True, related_name="suggestions",
        help_text="Which to change or delete; of an insertion the one before it.",
    )  # fmt: skip
    section = models.ForeignKey(Section, models.PROTECT, related_name="suggestions")
    base = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    revision = models.OneToOneField(
        Revision, models.PROTECT, null=True, related_name="suggestion", help_text="It became this."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(kind="insert") | Q(paragraph__isnull=False, base__isnull=False),
                name="suggestion_has_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(kind="delete") | ~Q(text=""), name="suggestion_has_text"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                name="suggestion_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="suggestion_decided_when",
            ),
        ]

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.SUGGESTION[self.state])
