"""Entries wait here until the sequencer gives each its place in the tree; then nothing moves."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One act: what, by whom, when. `leaf` is the canonical JSON that is hashed, salt included."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="What the act was about, as group:t09x.")
    at = models.DateTimeField()
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    position = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="entry_of_subject"),
            models.Index(fields=["id"], name="entry_waiting", condition=Q(position__isnull=True)),
        ]
        verbose_name_plural = "entries"


class Node(models.Model):
    """The hash of a complete subtree of 2**level leaves, the number-th from the left (RFC 6962)."""

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="node_once")]


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root (C2SP tlog-checkpoint)."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField(help_text="The signed note as published.")
