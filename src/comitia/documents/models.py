"""The register: documents, their issues, the files these came in, and each step they took."""

from django.db import models
from django.db.models import Q

from comitia.bodies.models import Meeting
from comitia.documents import words
from comitia.documents.rules import STATES
from comitia.groups.models import Group
from comitia.ledger.models import Entry
from comitia.people.models import Entity, Person

_STATE_CHOICES = [(state, state) for state in STATES]


class Series(models.TextChoices):
    """The series in which a group's documents are numbered (DOMAIN W-22)."""

    CONTRIBUTION = "C"
    TEMPORARY = "TD"
    REPORT = "R"
    LIAISON = "LS"
    OTHER = "DOC"


class Counter(models.Model):
    """The last number given in a series of a group; its row is locked while the next is given."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    series = models.CharField(max_length=4, choices=Series)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "series"], name="counter_once")]


class Document(models.Model):
    """A document of a group. It has a number once it was checked, and keeps it for ever.

    From `state` on, all is copied from the issue that stands for it (`current`), so that lists of
    thousands ask one table; `heads.refresh` keeps the copy.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="documents")
    series = models.CharField(max_length=4, choices=Series)
    number = models.PositiveIntegerField(null=True, help_text="None until it is given one.")
    agenda_item = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField(default=False, help_text="Open to everybody, as a report is.")
    created_at = models.DateTimeField()

    current = models.ForeignKey("Issue", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=_STATE_CHOICES, default="draft")
    is_open = models.BooleanField(default=False, help_text="Members may read it, or see its stone.")
    is_late = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    title = models.CharField(max_length=500, blank=True)
    source_line = models.CharField(max_length=500, blank=True)
    question = models.CharField(max_length=60, blank=True)
    languages = models.CharField(max_length=60, blank=True, help_text="As ,en,fr, in their order.")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="documents")
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    sources = models.ManyToManyField(Entity, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "series", "number"], name="number_given_once"),
        ]
        indexes = [
            models.Index(fields=["group", "received_at", "id"], name="document_by_receipt"),
            models.Index(fields=["group", "posted_at", "id"], name="document_by_posting"),
            models.Index(fields=["group", "title", "id"], name="document_by_title"),
            models.Index(fields=["group", "source_line", "id"], name="document_by_source"),
            models.Index(fields=["group", "meeting"], name="document_of_meeting"),
            # All that lists are filtered by, so that counting reads no row.
            models.Index(
                fields=[
                    "group",
                    "series",
                    "state",
                    "is_open",
                    "is_confidential",
                    "is_public",
                    "is_late",
                    "languages",
                    "submitted_by",
                    "entity",
                ],
                name="document_to_be_counted",
            ),
        ]

    def __str__(self) -> str:
        from comitia.documents.symbols import symbol_of

        return symbol_of(self)

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.STATE[self.state])

    @property
    def series_word(self) -> str:
        """What its series is called, in the reader's language."""
        return str(words.SERIES[self.series])

    @property
    def language_codes(self) -> list[str]:
        """The languages it is there in, the original first."""
        return [code for code in self.languages.split(",") if code]


class DocumentWords(models.Model):
    """What lists search of a document, without case. Beside its row, which stays slim so."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="sought")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    words = models.TextField()

    class Meta:
        verbose_name_plural = "document words"


class Issue(models.Model):
    """One issue of a document: the document itself, or a revision, an addendum, a corrigendum.

    Each has files, facts and states of its own. Who submitted it, and for whom, is as it was then.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original"
        REVISION = "revision"
        ADDENDUM = "addendum"
        CORRIGENDUM = "corrigendum"

    document = models.ForeignKey(Document, models.PROTECT, related_name="issues")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORIGINAL)
    ordinal = models.PositiveSmallIntegerField(null=True, help_text="The k of Rev.k, once given.")
    state = models.CharField(max_length=20, choices=_STATE_CHOICES, default="draft")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="issues")

    title = models.CharField(max_length=500, blank=True)
    abstract = models.TextField(blank=True)
    purpose = models.CharField(max_length=120, blank=True)
    question = models.CharField(max_length=60, blank=True)
    keywords = models.JSONField(default=list)
    contact = models.JSONField(default=dict, help_text="name, organization, country, email, phone.")
    source_text = models.CharField(
        max_length=500, blank=True, help_text="Sources that are no members, or as they are written."
    )
    sources = models.ManyToManyField(Entity, through="Source", related_name="issues")
    is_confidential = models.BooleanField(default=False)
    exemption = models.CharField(max_length=20, blank=True, help_text="Of a TD (A.1, 3.3.3).")
    event_on = models.DateField(null=True, help_text="Of the event that a TD reports on.")

    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="issues")
    submitter_name = models.CharField(max_length=200, blank=True)
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="+")
    origin = models.JSONField(default=dict, help_text="By which door it came, as {door: mail, …}.")
    token = models.CharField(max_length=40, unique=True, help_text="In the address to correct by.")
    defects = models.JSONField(default=list, help_text="Codes of what is missing or odd.")
    reason = models.TextField(blank=True, help_text="Why it was returned or withdrawn.")

    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    numbered_at = models.DateTimeField(null=True)
    retrievable_at = models.DateTimeField(null=True, help_text="From when members could read it.")
    posted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "ordinal"], name="issue_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(received_at__isnull=False),
                name="issue_received_by_the_server",
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="issue_by_state")]

    def __str__(self) -> str:
        from comitia.documents.symbols import symbol_of_issue

        return symbol_of_issue(self)

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.STATE[self.state])

    @property
    def stands_alone(self) -> bool:
        """Whether it is the document or replaces it, and does not only add to it."""
        return self.kind in {self.Kind.ORIGINAL, self.Kind.REVISION}


class Source(models.Model):
    """An entity from which an issue comes, in its place among the others."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="source_rows")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="source_rows")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["issue", "entity"], name="source_once")]


class File(models.Model):
    """The bytes of a file as they came (zstd), once for each content. Never altered."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, help_text="docx, pdf, odt, rtf, md or txt.")
    packed = models.BinaryField()
    kept_at = models.DateTimeField()


class LanguageVersion(models.Model):
    """An issue in one language, as a file. One of an issue's versions is the original."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="versions")
    language = models.CharField(max_length=10)
    is_original = models.BooleanField(default=False)
    file = models.ForeignKey(File, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200, help_text="As the submitter called the file.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-is_original", "language"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "language"], name="version_once_a_language"),
            models.UniqueConstraint(
                fields=["issue"], condition=Q(is_original=True), name="one_original"
            ),
        ]


class FileText(models.Model):
    """What a file says, to be read and searched, or why that cannot be had. Derived."""

    file = models.OneToOneField(File, models.CASCADE, related_name="text")
    made_at = models.DateTimeField()
    refusal = models.CharField(max_length=30, blank=True, help_text="Code of papers.refusals.")
    facts = models.JSONField(default=dict, help_text="What the refusal tells of.")
    packed_paper = models.BinaryField(help_text="zstd of papers.wire's JSON; empty if refused.")
    packed_plain = models.BinaryField(help_text="zstd of the plain text; empty if refused.")


class Step(models.Model):
    """A step that an issue took: what happened, by whom and for whom then, by which rule."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="steps")
    event = models.CharField(max_length=20)
    state = models.CharField(max_length=20, help_text="In which it left the issue.")
    at = models.DateTimeField()
    by = models.JSONField(help_text="The actor, as the ledger has it.")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=200, blank=True, help_text="A.1 § 3.1.8 (edition).")
    reason = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    @property
    def word(self) -> str:
        """What happened, in the reader's language."""
        return str(words.EVENT[self.event])


class Liaison(models.Model):
    """What a liaison statement says besides (DOMAIN W-23): from and to whom, for what, by when."""

    class Direction(models.TextChoices):
        INCOMING = "incoming"
        OUTGOING = "outgoing"

    class Asks(models.TextChoices):
        ACTION = "action"
        COMMENT = "comment"
        INFORMATION = "information"

    document = models.OneToOneField(Document, models.CASCADE, related_name="liaison")
    direction = models.CharField(max_length=10, choices=Direction)
    sender = models.CharField(max_length=200)
    recipients = models.JSONField(default=list)
    asks = models.CharField(max_length=12, choices=Asks)
    deadline = models.DateField(null=True)
    approval = models.CharField(max_length=200, blank=True, help_text="Who approved it, and when.")
    reply_to = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="replies"
    )


class Practice(models.Model):
    """What a group chose for its register; without a row the defaults hold."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="register_practice")
    checks_by_hand = models.BooleanField(default=False)
    posts_at_once = models.BooleanField(default=False)
    original_only = models.BooleanField(default=False, help_text="Works in the original (A.1).")


class Holiday(models.Model):
    """A day on which the organisation's offices are closed, besides Saturdays and Sundays."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]


class Reading(models.Model):
    """A person read a document: first, last, how often, and in which issue last."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="readings")
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "document"], name="reading_once")]


class Access(models.Model):
    """A confidential file was given out: to whom, when. Rows are only added."""

    version = models.ForeignKey(LanguageVersion, models.PROTECT, related_name="accesses")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "accesses"
        indexes = [models.Index(fields=["version", "at"], name="access_of_version")]


class Visit(models.Model):
    """When a person last looked at a group's register: what came since is new to them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="visit_once")]


class PaperRequest(models.Model):
    """An information paper that the convener asks an observer for (DOMAIN 5, submit contribution).

    Open until it is answered by an issue, taken back, or its last day is over.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="paper_requests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="paper_requests")
    topic = models.CharField(max_length=300, help_text="What the paper is to inform about.")
    last_day = models.DateField(null=True)
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When it was taken back.")
    issue = models.OneToOneField(
        Issue, models.PROTECT, null=True, related_name="request", help_text="What answers it."
    )

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ended_at=None, issue=None),
                name="one_paper_asked_at_a_time",
            )
        ]
