"""What was found not to agree, and how far each check has come."""

from django.db import models


class Finding(models.Model):
    """A row of some store that does not agree with another store; gone once it agrees again.

    What is seen once may be work under way: only what is seen again later is `confirmed_at`.
    """

    check_name = models.CharField(max_length=40)
    row = models.BigIntegerField(help_text="The key of the row that the check looked at.")
    group = models.CharField(max_length=64, blank=True, help_text="The list name, if there is one.")
    values = models.JSONField(default=dict, help_text="What fills the check's sentence.")
    seen_at = models.DateTimeField(help_text="When it was first seen.")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_name", "row"], name="finding_once"),
        ]


class Progress(models.Model):
    """How far a check has come, so that each hour only what is new is looked at."""

    check_name = models.CharField(max_length=40, unique=True)
    row = models.BigIntegerField(default=0, help_text="The last key that was looked at.")
    looked_at = models.DateTimeField(null=True, help_text="When it last came to the end.")
    whole_at = models.DateTimeField(null=True, help_text="When it last looked at everything.")
    rows = models.PositiveBigIntegerField(default=0, help_text="How many rows that were.")
