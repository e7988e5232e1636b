"""A letter goes to many; a batch of copies is one row; only stragglers get a row each."""

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """What is sent: the bytes all copies share, and the pattern of what differs per copy.

    `once` names the cause, so that a cause repeated queues nothing twice. `{token}` and `{address}`
    in `personal_headers` are filled per copy; the envelope sender is `bounces`+token at `domain`.
    """

    once = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40, help_text="post, notice, digest, circular …")
    group = models.CharField(max_length=64, blank=True, help_text="The group's list name, if any.")
    content = models.BinaryField(help_text="zstd of the shared headers and body.")
    personal_headers = models.JSONField(default=list, help_text="[[name, pattern], …]")
    bounces = models.CharField(max_length=64, help_text="Local part that bounces come back to.")
    queued_at = models.DateTimeField()
    copies = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(
        null=True, help_text="When it was decided that no more copies leave."
    )


class Batch(models.Model):
    """Some hundred copies of one letter: recipients frozen when queued, an outcome for each.

    `recipients` is [[address, key], …]; `outcomes` has one letter per recipient:
    `.` waiting, `d` delivered to the relay, `s` straggler (has a Copy row), `b` bounced,
    `p` parked.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="batches")
    first = models.PositiveIntegerField(
        help_text="Index in the letter of the first recipient here."
    )
    recipients = models.JSONField()
    outcomes = models.TextField()
    open = models.BooleanField(default=True)
    run_at = models.DateTimeField()
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True, help_text="When the last outcome was written.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "first"], name="batch_once")]
        indexes = [models.Index(fields=["run_at", "id"], name="batch_due", condition=Q(open=True))]
        verbose_name_plural = "batches"


class Copy(models.Model):
    """A copy that did not leave at the first try, or came back: why, and when it is tried again."""

    class State(models.TextChoices):
        DEFERRED = "deferred"
        DELIVERED = "delivered"
        BOUNCED = "bounced"
        PARKED = "parked"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="stragglers")
    index = models.PositiveIntegerField(help_text="Place in the batch.")
    domain = models.CharField(max_length=255, blank=True, help_text="Where it goes. Lower case.")
    state = models.CharField(max_length=10, choices=State)
    attempts = models.PositiveIntegerField(default=0)
    run_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    reply = models.TextField(blank=True, help_text="The last answer, as the other side gave it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "index"], name="copy_once")]
        indexes = [
            models.Index(fields=["run_at", "id"], name="copy_due", condition=Q(state="deferred")),
            models.Index(
                fields=["domain", "run_at"],
                name="copy_deferred_by_domain",
                condition=Q(state="deferred"),
            ),
            models.Index(fields=["id"], name="copy_parked", condition=Q(state="parked")),
        ]
        verbose_name_plural = "copies"


class Halt(models.Model):
    """Nothing is sent for now: of everything, to one domain, or of one group. Rows end by deletion.

    What waits goes on waiting; nothing is refused and nothing is lost.
    """

    class Scope(models.TextChoices):
        EVERYTHING = "everything"
        DOMAIN = "domain"
        GROUP = "group"

    scope = models.CharField(max_length=10, choices=Scope)
    name = models.CharField(max_length=255, blank=True, help_text="The domain or group, if one.")
    reason = models.TextField(blank=True)
    since = models.DateTimeField()
    by = models.CharField(max_length=200, help_text="Who said so, by name.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "name"], name="halt_once")]


class SunkMail(models.Model):
    """A copy caught by the built-in sink instead of a relay, so that a newcomer can read it."""

    at = models.DateTimeField()
    mail_from = models.CharField(max_length=320)
    rcpt_to = models.CharField(max_length=320, db_index=True)
    content = models.BinaryField()
