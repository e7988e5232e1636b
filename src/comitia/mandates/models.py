"""Resolutions as structured objects: every item has an address of its own."""

from django.db import models
from django.db.models import Q

from comitia.bodies.models import Body


class Resolution(models.Model):
    """A resolution in one language. Versions in other languages share number, place and year."""

    number = models.CharField(max_length=20)
    place = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=80, help_text="178-guadalajara-2010")
    language = models.CharField(max_length=10)
    is_original = models.BooleanField(default=False)
    title = models.TextField()
    adopted_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    adopted_by_text = models.TextField(blank=True)
    text = models.TextField(help_text="The text as it came, unaltered.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "language"], name="resolution_once")]
        ordering = ["-year", "number"]

    def __str__(self) -> str:
        return f"{self.number} ({self.place}, {self.year})"


class Section(models.Model):
    """A headed part: considering …, resolves, instructs …"""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60, help_text="considering, resolves, instructs_director …")
    operative = models.BooleanField()
    heading = models.TextField()
    addressees = models.JSONField(default=list)
    condition = models.TextField(blank=True, help_text="in consultation with …")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "position"], name="section_once"),
        ]


class Clause(models.Model):
    """One item of a section. `anchor` is its address within the resolution, as instructs-tsb-2."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20, blank=True)
    anchor = models.SlugField(max_length=80)
    text = models.TextField()

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [models.UniqueConstraint(fields=["section", "position"], name="clause_once")]


class Part(models.Model):
    """A part of a clause with a label of its own: a quoted provision, a sub-item, an omission."""

    class Kind(models.TextChoices):
        PROVISION = "provision"
        ITEM = "item"
        OMISSION = "omission"

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=20, blank=True)
    anchor = models.SlugField(max_length=100)
    text = models.TextField()
    provision = models.CharField(max_length=40, blank=True, help_text="What it quotes, as CV 191A.")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["clause", "position"], name="part_once")]


class CrossReference(models.Model):
    """One clause cites another, or a provision outside, in these words."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="references")
    wording = models.TextField()
    target = models.ForeignKey(
        Clause, models.CASCADE, null=True, blank=True, related_name="cited_by"
    )
    outside = models.CharField(max_length=200, blank=True, help_text="CV 191A, CS art. 17 …")
    exact = models.BooleanField(default=True, help_text="False where the wording differs.")


class Obligation(models.Model):
    """What an operative item asks of somebody, by when, and what later shows it was done."""

    clause = models.OneToOneField(Clause, models.CASCADE, related_name="obligation")
    owner = models.CharField(max_length=200)
    due_event = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(owner=""), name="obligation_has_owner")]
