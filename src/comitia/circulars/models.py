"""Circulars, drafts of them (what was read from a text and is not yet confirmed), and series."""

from django.db import models

from comitia.bodies.models import Body
from comitia.groups.models import Group
from comitia.mandates.models import Resolution
from comitia.people.models import Entity, Person


class Draft(models.Model):
    """A text that was read: what was found, with provenance, and what a person corrected."""

    name = models.CharField(max_length=200, help_text="The file's name.")
    text = models.TextField()
    reading = models.JSONField(help_text="As circulars.reading gives it.")
    corrections = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True)
    made_at = models.DateTimeField()
    circular = models.OneToOneField(
        "Circular", models.PROTECT, null=True, blank=True, related_name="draft"
    )


class Circular(models.Model):
    """An issued circular in one language; versions share series and number."""

    series = models.CharField(max_length=20, default="TSB")
    number = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    is_original = models.BooleanField(default=False)
    subject = models.TextField()
    text = models.TextField(help_text="As it came, unaltered; errors are mended by a corrigendum.")
    issued_on = models.DateField(null=True)
    issued_on_inferred = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True, help_text="When it was issued through Comitia.")
    issuer = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    signatory = models.CharField(max_length=200, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="circulars")
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number", "language"], name="circular_once"),
        ]
        ordering = ["-issued_on", "-number"]

    def __str__(self) -> str:
        return f"{self.series} Circular {self.number}"

    @property
    def reference(self) -> str:
        """What all its language versions are referred to by: `tsb-174`."""
        return f"{self.series}-{self.number}".lower().replace(" ", "-")


class Sending(models.Model):
    """Who was sent something: the focal point, for which entity, where to, in which version."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)ses")
    entities = models.ManyToManyField(Entity, related_name="%(class)ses")
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10, help_text="Of the version that was sent.")
    letter = models.CharField(max_length=200, help_text="Its `once` in the outbox.")
    sent_at = models.DateTimeField()

    class Meta:
        abstract = True


class Dispatch(Sending):
    """Who was sent a circular."""

    circular = models.ForeignKey(Circular, models.PROTECT, related_name="dispatches")

    class Meta:
        verbose_name_plural = "dispatches"
        constraints = [
            models.UniqueConstraint(fields=["circular", "person"], name="dispatch_once"),
        ]


class Series(models.Model):
    """Letters that are numbered one after the other: `circular:tsb`."""

    name = models.CharField(max_length=100, unique=True)
    last = models.PositiveIntegerField(default=0, help_text="The highest number given or taken.")

    class Meta:
        verbose_name_plural = "series"


class GivenNumber(models.Model):
    """A number of a series, and whose it is, for ever."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField()
    holder = models.CharField(max_length=100, help_text="`circular:tsb-174`, `official:12`.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="series_number_once"),
        ]
