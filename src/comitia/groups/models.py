"""Groups, the terms they work under, and the seats in them."""

from django.db import models
from django.db.models import Q

from comitia.bodies.models import Body, Decision
from comitia.groups import words
from comitia.mandates.models import Clause, Resolution
from comitia.people.models import Entity, Person, Tenure


class Group(models.Model):
    """A correspondence group. `name` is its reflector's name, its URL and its address."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ESTABLISHED = "established"
        CONVENED = "convened"
        ACTIVE = "active"
        SUSPENDED = "suspended"
        REPORTING = "reporting"
        CONCLUDED = "concluded"
        TERMINATED = "terminated"
        ARCHIVED = "archived"

    name = models.CharField(max_length=40, unique=True)
    title = models.TextField()
    language = models.CharField(max_length=10, default="en", help_text="Of its title and purpose.")
    parent = models.ForeignKey(Body, models.PROTECT, related_name="groups")
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    established_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="established"
    )
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, related_name="groups")
    clauses = models.ManyToManyField(Clause, related_name="groups", blank=True)
    reflector_open = models.BooleanField(default=False)
    archive_public = models.BooleanField(default=False)
    emergency_hold = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(established_by__isnull=False),
                name="group_established_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.GROUP[self.state])


class Terms(Tenure):
    """Terms of reference in force during a span. Changing them cites a decision of the parent."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="terms")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True)
    purpose = models.TextField()
    eligibility = models.JSONField(help_text="Categories of entity that may join, in order.")
    eligibility_source = models.CharField(max_length=200, help_text="TSB Circular 174, § 3")
    outputs = models.JSONField(default=list, help_text="report, proposal, liaison (CV 191B).")

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(until__isnull=True), name="terms_in_force_once"
            ),
        ]


class Role(Tenure):
    """A person held a role in a group, for an entity, as named then.

    The role of one who changed affiliation rests until the parent confirms or replaces them.
    """

    class Kind(models.TextChoices):
        CONVENER = "convener"
        VICE_CONVENER = "vice_convener"
        EDITOR = "editor"

    group = models.ForeignKey(Group, models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, models.PROTECT, related_name="group_roles")
    entity = models.ForeignKey(Entity, models.PROTECT)
    kind = models.CharField(max_length=20, choices=Kind)
    appointed_by = models.ForeignKey(Decision, models.PROTECT, null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind"],
                condition=Q(until__isnull=True, kind="convener"),
                name="one_convener_at_a_time",
            ),
        ]


class Membership(models.Model):
    """A seat: a person speaks for an entity in a group. States as in DOMAIN 5, REGISTRATION."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        PENDING = "pending_validation"
        REJECTED = "rejected"
        ACTIVE = "active"
        EXPIRED = "expired"
        SUSPENDED = "suspended"
        TRANSFER_PENDING = "transfer_pending"
        CLOSED = "closed"

    class Kind(models.TextChoices):
        DELEGATE = "delegate"
        OBSERVER = "observer"

    class Delivery(models.TextChoices):
        EACH = "each"
        DAILY = "daily"
        WEEKLY = "weekly"
        NONE = "none"

    class DigestForm(models.TextChoices):
        MIME = "mime"
        PLAIN = "plain"

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DELEGATE)
    address = models.EmailField(max_length=254)
    state = models.CharField(max_length=20, choices=State, default=State.REQUESTED)
    delivery = models.CharField(max_length=10, choices=Delivery, default=Delivery.EACH)
    digest_form = models.CharField(max_length=5, choices=DigestForm, default=DigestForm.MIME)
    digested_to = models.PositiveIntegerField(
        default=0, help_text="The last message of the archive that no digest need bring any more."
    )
    own_posts = models.BooleanField(default=True, help_text="A copy of what one wrote oneself.")
    duplicates = models.BooleanField(
        default=True, help_text="A copy even where To or Cc names one."
    )
    paused_until = models.DateField(null=True, help_text="No posts and digests before this day.")
    moderated = models.BooleanField(default=False)
    token = models.CharField(max_length=40, unique=True, help_text="In the member's own links.")
    reason = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, help_text="When mail was shown to reach them.")
    pending_since = models.DateTimeField(null=True, help_text="When the focal point was asked.")
    reminded_at = models.DateTimeField(null=True)
    validated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="validated")
    active_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    # A seat is taken by these; one of them suspended gets no mail, but reads and keeps its place.
    OPEN = ("requested", "pending_validation", "active", "suspended", "transfer_pending")
    SEATED = ("active", "suspended")
    # These wait for a focal point's word.
    WAITING = ("pending_validation", "transfer_pending")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(
                    state__in=(
                        "requested",
                        "pending_validation",
                        "active",
                        "suspended",
                        "transfer_pending",
                    )
                ),
                name="one_open_seat_per_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(entity__isnull=False) | Q(kind="observer"),
                name="active_delegate_has_entity",
            ),
        ]
        indexes = [models.Index(fields=["group", "state"], name="membership_by_state")]

    @property
    def state_word(self) -> str:
        """The state in the reader's language."""
        return str(words.SEAT[self.state])

    @property
    def stopped_by_complaint(self) -> bool:
        """Whether no mail goes to it, and the last that came back was reported as unwanted."""
        last = next(iter(self.bounces.all()), None)
        none = self.delivery == self.Delivery.NONE
        return none and last is not None and last.kind == "complaint"


class Bounce(models.Model):
    """Evidence that mail came back: of one address, a kind of failure on one day.

    `kind` is one of outbox.bounce.Kind. Of a day's failures of one kind the last is told, and how
    many there were. Without a seat it tells of a notice, as to a focal point.
    """

    seat = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="bounces")
    address = models.EmailField(max_length=254)
    day = models.DateField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField(help_text="The last of that day.")
    times = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=12, blank=True, help_text="RFC 3463, as 5.1.1.")
    reason = models.TextField(blank=True, help_text="What the other side said.")
    copy = models.CharField(max_length=60, blank=True, help_text="As in its return path: 12-3.")
    letter = models.CharField(max_length=40, blank=True, help_text="Letter.kind of the copy.")
    proof = models.CharField(max_length=10, help_text="What names the copy: verp, relay, enclosed.")
    counts = models.BooleanField(default=True, help_text="No longer once the seat is restored.")
    told = models.BooleanField(default=False, help_text="To the secretariat, where it is to know.")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "day", "kind"], name="bounce_once_a_day"),
            models.UniqueConstraint(
                fields=["address", "day", "kind"],
                condition=Q(seat=None),
                name="bounce_of_no_seat_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["kind"], name="bounce_untold", condition=Q(told=False))]

    @property
    def kind_word(self) -> str:
        """The kind in the reader's language."""
        return str(words.BOUNCE[self.kind])


class Suspension(models.Model):
    """A span in which a seat gets no mail since it comes back, and how often that was tried."""

    seat = models.ForeignKey(Membership, models.CASCADE, related_name="suspensions")
    since = models.DateTimeField()
    probes = models.PositiveSmallIntegerField(default=0, help_text="How many were sent.")
    left_at = models.DateTimeField(null=True, help_text="When the last probe was seen to be gone.")
    came_back_at = models.DateTimeField(null=True, help_text="When the last probe came back.")
    given_up_at = models.DateTimeField(null=True, help_text="When another address was asked for.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_at=None), name="suspended_once_at_a_time"
            ),
        ]
