"""Raw bytes once and for ever; messages and threads over them; derived text beside them."""

from django.db import models
from django.db.models import Q

from comitia.groups.models import Group, Membership
from comitia.ledger.models import Entry
from comitia.people.models import Entity, Person


class Dictionary(models.Model):
    """What the house's mail has in common, by which its bytes are packed to half the size.

    Trained on mail that is kept here; raw bytes packed with it cannot be read without it.
    """

    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "dictionaries"


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
    documents_count = models.PositiveIntegerField(default=0)
    first = models.ForeignKey("Message", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["group", "-last_at"], name="thread_by_activity")]


class Message(models.Model):
    """A message in a group's archive. What is here besides number and received_at is read from raw.

    `message_id` is without angle brackets, as it came. Where none came, or where it is that of
    another message of the group with other content, one is made from the hash (`made_id`) and
    `claimed_id` keeps the one that came. `entity` is the one the author spoke for at that time,
    and stays so. `placed_under` is where somebody put it in the threads: the Message-ID it answers,
    or nothing where it begins a thread of its own; null where it stands as the mail itself says.
    """

    # No index of their own where one that begins with them is kept below.
    group = models.ForeignKey(Group, models.PROTECT, db_index=False, related_name="messages")
    number = models.PositiveIntegerField(help_text="Stable place in the group's archive, from 1.")
    raw = models.ForeignKey(Raw, models.PROTECT, related_name="messages")
    message_id = models.CharField(max_length=998)
    made_id = models.BooleanField(default=False)
    claimed_id = models.CharField(max_length=998, blank=True)
    from_line = models.TextField(blank=True, help_text="The mbox separator it was imported with.")
    received_at = models.DateTimeField()
    dated_at = models.DateTimeField(help_text="The Date field where it can be read, else receipt.")
    subject = models.TextField(blank=True)
    from_name = models.TextField(blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    author_key = models.BigIntegerField(null=True, help_text="Hash of the author’s shown name.")
    author = models.ForeignKey(
        Person, models.PROTECT, null=True, db_index=False, related_name="messages"
    )
    entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, db_index=False, related_name="messages"
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, db_index=False, related_name="messages"
    )
    in_reply_to = models.JSONField(default=list, help_text="Message-IDs cited, nearest last.")
    subject_key = models.BigIntegerField(
        null=True, help_text="Hash of the subject without its reply marks."
    )
    loose = models.BooleanField(default=False, help_text="A reply by its subject that cites none.")
    placed_under = models.CharField(max_length=998, null=True)  # noqa: DJ001 - null is no place
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    thread = models.ForeignKey(
        Thread, models.SET_NULL, null=True, db_index=False, related_name="messages"
    )
    attachments_count = models.PositiveSmallIntegerField(default=0)
    documents_count = models.PositiveSmallIntegerField(default=0)
    authentication = models.JSONField(default=dict, help_text="What SPF, DKIM and DMARC said.")
    redacted_at = models.DateTimeField(null=True)
    redaction_reason = models.TextField(blank=True)
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, db_index=False, related_name="+",
        help_text="The entry of the ledger that tells of it, alone or among others.",
    )  # fmt: skip

    # Whether `actions.keep` wrote it at this call, or gave what was there.
    kept_now = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["message_id", "group"], name="message_id_once"),
            models.CheckConstraint(
                condition=Q(redacted_at__isnull=True) | ~Q(redaction_reason=""),
                name="redacted_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-received_at"], name="message_by_receipt"),
            models.Index(fields=["thread", "dated_at"], name="message_in_thread"),
            models.Index(fields=["group", "subject_key", "dated_at"], name="message_by_subject"),
            models.Index(fields=["group", "author_key", "number"], name="message_by_author"),
            models.Index(
                fields=["group"], name="message_placed", condition=Q(placed_under__isnull=False)
            ),
            # Of old mail nobody knows whose it was: most of an archive has nothing here.
            *(
                models.Index(
                    fields=[whose],
                    name=f"message_{whose}",
                    condition=Q((f"{whose}__isnull", False)),
                )
                for whose in ("author", "entity", "membership")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.number}"


class Month(models.Model):
    """How many messages a group received in a month of the organisation's zone; derived."""

    group = models.ForeignKey(Group, models.CASCADE, db_index=False, related_name="+")
    first = models.DateField(help_text="Its first day.")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "first"], name="month_counted_once"),
        ]


class Writer(models.Model):
    """Who wrote in a group under a name: how much, from when until when; derived."""

    group = models.ForeignKey(Group, models.CASCADE, db_index=False, related_name="+")
    key = models.BigIntegerField(help_text="Hash of the shown name, as `Message.author_key`.")
    name = models.TextField(help_text="As it was shown first.")
    folded = models.TextField(help_text="The name without case, to be listed by.")
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, related_name="+", help_text="Spoken for last."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="writer_once")]
        indexes = [
            models.Index(fields=["group", "-count", "folded"], name="writer_by_count"),
            models.Index(fields=["group", "folded"], name="writer_by_name"),
        ]


class Voice(models.Model):
    """An entity for which somebody wrote in a group: how many messages; derived."""

    group = models.ForeignKey(Group, models.CASCADE, db_index=False, related_name="+")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "entity"], name="voice_once")]


class Ghost(models.Model):
    """A message that others of a thread cite and that has not come: it holds its place there.

    In more than one thread only where somebody placed messages that cite it.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="ghosts")
    message_id = models.CharField(max_length=998)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="ghosts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "group", "thread"], name="ghost_once_a_thread"
            ),
        ]


class MessageText(models.Model):
    """A message as a page shows it, packed, where it is dear to make. Derived; rebuilt at will.

    A row of an older `version` than the code's is as good as none.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="text")
    version = models.PositiveSmallIntegerField()
    packed = models.BinaryField()


class Act(models.Model):
    """What was done to a message after it was kept: moved among the threads, or redacted.

    `under` is the message it was moved under. `hidden` is what a redaction took off the message's
    row; nothing shows it.
    """

    class Kind(models.TextChoices):
        SPLIT = "split"
        MOVED = "moved"
        RESTORED = "restored"
        REDACTED = "redacted"

    message = models.ForeignKey(Message, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    under = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    hidden = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.TextField(help_text="As it was then.")
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(kind="redacted"), name="redacted_once"
            ),
        ]


class Import(models.Model):
    """One bringing-in of old mail: how far it has come, and what was odd."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    group = models.ForeignKey(Group, models.PROTECT, related_name="imports")
    source = models.CharField(max_length=300, help_text="What it is called, for people.")
    path = models.TextField(blank=True, help_text="Where the file lies until it is brought in.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total_bytes = models.PositiveBigIntegerField(default=0)
    read_bytes = models.PositiveBigIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, help_text="Oddities and files left out, bounded.")
    failure = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]
