"""Persons, entities, and who belonged to which entity when. No mail, no HTTP, no clock."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; Django's own tools ask for these two names."""

    def create_user(self, email: str, **fields: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, **fields: Any) -> "Person":
        fields.pop("password", None)
        return self.create_user(email, is_secretariat=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, writes or speaks for an entity. `email` is the address used first.

    Whom a text only names has none: they get no mail and cannot sign in until one is entered.
    """

    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_secretariat = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~Q(email=""), name="one_person_per_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.is_secretariat


class Entity(models.Model):
    """A member of the organisation, or another body that may take part: a State, a company …"""

    class Category(models.TextChoices):
        MEMBER_STATE = "member_state"
        SECTOR_MEMBER = "sector_member"
        ASSOCIATE = "associate"
        ACADEMIA = "academia"
        REGIONAL_ORGANIZATION = "regional_organization"
        SECRETARIAT = "secretariat"

    name = models.CharField(max_length=200, unique=True)
    acronym = models.CharField(max_length=40, blank=True)
    slug = models.SlugField(max_length=60, unique=True)
    category = models.CharField(max_length=30, choices=Category)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2.")
    region = models.CharField(
        max_length=20, blank=True, help_text="APT, ATU, CEPT, CITEL, LAS, RCC."
    )
    language = models.CharField(max_length=10, default="en")
    member_since = models.DateField(null=True)
    member_until = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "entities"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.acronym or self.name


class Tenure(models.Model):
    """A span during which something held, from `since` to before `until`, or still."""

    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Affiliation(Tenure):
    """A person belonged to an entity during a span. Rows end; they are not rewritten."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="affiliations")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="affiliations")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="affiliation_forward",
            ),
            models.UniqueConstraint(
                fields=["person", "entity"],
                condition=Q(until__isnull=True),
                name="affiliation_once_at_a_time",
            ),
        ]


class FocalPoint(Tenure):
    """The person who says who speaks for an entity (DOMAIN W-51), named by an official letter."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="focal_points")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="focal_points")
    named_by = models.CharField(max_length=200, blank=True, help_text="The letter that names them.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entity"],
                condition=Q(until__isnull=True),
                name="focal_point_once",
            ),
        ]


class Token(models.Model):
    """A personal token, by which a program acts for a person. Its text is kept nowhere."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, help_text="What it is for, as its person calls it.")
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of its text.")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "revoked_at"], name="token_of_person")]
