"""Raw bytes once and for ever; messages and threads over them; derived text beside them."""

from django.db import models
from django.db.models import Q

from comitia.groups.models import Group, Membership
from comitia.people.models import Entity, Person


class Raw(models.Model):
    """The bytes of a message exactly as received, zstd-compressed, kept once per content."""

    sha256 = models.BinaryField(max_length=32, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    packed = models.BinaryField()

    class Meta:
        verbose_name_plural = "raw"


class Thread(models.Model):
    """Messages that answer one another. Derived from the messages; rebuilt at will."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="threads")
    subject = models.TextField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    messages_count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["group", "-last_at"], name="thread_by_activity")]


class Message(models.Model):
    """A message in a group's archive. What is here besides number and received_at is read from raw.

    `message_id` is without angle brackets, as it came; where none came, one is made from the hash
    (`made_id`). `entity` is the one the author spoke for at that time, and stays so.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField(help_text="Stable place in the group's archive, from 1.")
    raw = models.ForeignKey(Raw, models.PROTECT, related_name="messages")
    message_id = models.CharField(max_length=998)
    made_id = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    dated_at = models.DateTimeField(help_text="The Date field where it can be read, else receipt.")
    subject = models.TextField(blank=True)
    from_name = models.TextField(blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="messages")
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="messages")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="messages")
    in_reply_to = models.JSONField(default=list, help_text="Message-IDs cited, nearest last.")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="messages")
    attachments_count = models.PositiveSmallIntegerField(default=0)
    authentication = models.JSONField(default=dict, help_text="What SPF, DKIM and DMARC said.")
    redacted_at = models.DateTimeField(null=True)
    redaction_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["group", "message_id"], name="message_id_once"),
            models.CheckConstraint(
                condition=Q(redacted_at__isnull=True) | ~Q(redaction_reason=""),
                name="redacted_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="message_by_id"),
            models.Index(fields=["group", "-received_at"], name="message_by_receipt"),
            models.Index(fields=["thread", "dated_at"], name="message_in_thread"),
        ]
