"""Mail that has come in and has not yet reached the archive: arrivals, and what is held."""

from django.db import models

from comitia.archive.models import Message, Raw
from comitia.groups.models import Group
from comitia.mail.enclosures import ENDINGS_THAT_RUN
from comitia.people.models import Person


class Arrival(models.Model):
    """A message accepted for one recipient. It ends in exactly one visible outcome."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        ARCHIVED = "archived"
        HELD = "held"
        REJECTED = "rejected"
        DISCARDED = "discarded"
        OBEYED = "obeyed", "obeyed as a command"
        COUNTED = "counted", "counted as a bounce"
        PARKED = "parked"

    raw = models.ForeignKey(Raw, models.PROTECT, related_name="arrivals")
    mail_from = models.CharField(max_length=320, blank=True)
    rcpt_to = models.CharField(max_length=320)
    peer = models.JSONField(default=dict, help_text="Address, HELO name, door, TLS.")
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    reason = models.TextField(blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="arrivals")

    class Meta:
        indexes = [models.Index(fields=["outcome", "id"], name="arrival_by_outcome")]


class Held(models.Model):
    """A message that waits for the convener: by which rules, and what was decided."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        DISCARDED = "discarded"
        EXPIRED = "expired"

    arrival = models.OneToOneField(Arrival, models.PROTECT, related_name="held")
    group = models.ForeignKey(Group, models.PROTECT, related_name="held")
    token = models.CharField(max_length=40, unique=True)
    reasons = models.JSONField(help_text="[{rule, text, values}, …]")
    authentication = models.JSONField(default=dict, help_text="As it is kept with the message.")
    message_id = models.CharField(max_length=998)
    subject = models.TextField(blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    held_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, help_text="When the moderators were asked again.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="moderated")
    decision_reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "held"
        indexes = [
            models.Index(fields=["group", "state", "id"], name="held_by_state"),
            models.Index(fields=["message_id"], name="held_by_message_id"),
        ]

    @property
    def tells_sender(self) -> bool:
        """Whether an automatic answer may go to its sender: not to one who may be forged."""
        dmarc = self.authentication.get("dmarc", {}).get("result")
        spf = self.authentication.get("spf", {}).get("result")
        is_spam = any(one["rule"] == "spam" for one in self.reasons)
        return not (is_spam or dmarc == "fail" or spf in {"fail", "softfail"})


class Ban(models.Model):
    """Mail from an address, or from a whole domain (`@telecom.example`), is not for this group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="bans")
    pattern = models.CharField(max_length=320, help_text="Lower case.")
    reason = models.TextField()
    banned_by = models.ForeignKey(Person, models.PROTECT, null=True)
    banned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "pattern"], name="ban_once")]


def usual_endings() -> list[str]:
    """Endings of files that a machine would run when they are opened."""
    return list(ENDINGS_THAT_RUN)


class Moderation(models.Model):
    """What a group has chosen for mail to its list. Without a row the defaults hold.

    `actions` are those chosen instead of flow.py's. A size of 0 in `link_above_bytes` means that
    attachments are never made links.
    """

    group = models.OneToOneField(Group, models.CASCADE, related_name="moderation")
    actions = models.JSONField(default=dict, help_text="{rule: action}")
    most_bytes = models.PositiveIntegerField(null=True, help_text="Null: the house's own limit.")
    most_recipients = models.PositiveSmallIntegerField(default=30)
    link_above_bytes = models.PositiveIntegerField(default=1_000_000)
    refused_endings = models.JSONField(default=usual_endings, help_text="Lower case, no dot.")
    patterns = models.JSONField(default=list, help_text="[{pattern, reason}, …]")


class Distribution(models.Model):
    """What a group has chosen for the letters to its members. Without a row the defaults hold.

    With `as_it_came` nothing of a message is changed, whatever the rest says. `above` and `below`
    are texts around each post, by language: {language: text}. Digests go out at `digest_hour`,
    weekly ones on `digest_day` (0: Monday).
    """

    class Sender(models.TextChoices):
        """Whose name a letter bears: the list's where the author's domain asks for it, …"""

        ASKED = "asked"
        ALWAYS = "always"
        WRAP = "wrap"
        NEVER = "never"

    class ReplyTo(models.TextChoices):
        AUTHOR = "author"
        LIST = "list"
        ADDRESS = "address"

    group = models.OneToOneField(Group, models.CASCADE, related_name="distribution")
    as_it_came = models.BooleanField(default=False)
    subject_prefix = models.BooleanField(default=True)
    sender = models.CharField(max_length=10, choices=Sender, default=Sender.ASKED)
    reply_to = models.CharField(max_length=10, choices=ReplyTo, default=ReplyTo.AUTHOR)
    reply_address = models.EmailField(max_length=254, blank=True)
    precedence = models.BooleanField(default=False)
    above = models.JSONField(default=dict, help_text="{language: text}")
    below = models.JSONField(default=dict, help_text="{language: text}")
    digest_hour = models.PositiveSmallIntegerField(default=6)
    digest_day = models.PositiveSmallIntegerField(default=0)


class DigestRun(models.Model):
    """The digests of a period have gone out for the group, up to the one of that day."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="digest_runs")
    period = models.CharField(max_length=10, help_text="daily or weekly.")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "period"], name="digest_run_once"),
        ]


class TrustedSender(models.Model):
    """Posts from this address go out although no member writes from it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="trusted_senders")
    address = models.CharField(max_length=320, help_text="Lower case.")
    trusted_by = models.ForeignKey(Person, models.PROTECT, null=True)
    trusted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "address"], name="trusted_sender_once"),
        ]


class AutoReply(models.Model):
    """An automatic answer was sent to an address: at most one of a kind a day (RFC 3834)."""

    address = models.CharField(max_length=320)
    kind = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address", "kind", "day"], name="auto_reply_once_a_day"
            ),
        ]
