"""What all rows share that somebody wrote: who, for which entity, as it stood then, and when."""

from typing import Any

from django.db import models

from comitia.ledger.actors import Actor
from comitia.people.models import Entity, Person


class Fixed(Exception):
    """A row that history is made of was to be altered: that is a fault of the program."""


class Authored(models.Model):
    """Somebody wrote it. Names stay as they were then; the system and commands are no person."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=200)
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="+")
    entity_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def byline(self) -> str:
        """Who, and for which entity, as a report names them: “Alice (Examplia)”."""
        if not self.entity_name:
            return self.person_name
        return f"{self.person_name} ({self.entity_name})"


class Kept(models.Model):
    """A row that is only ever added: saving it again or deleting it raises Fixed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Fixed(f"{type(self).__name__} {self.pk}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Fixed(f"{type(self).__name__} {self.pk}")


def authorship(actor: Actor) -> dict[str, Any]:
    """The fields of Authored that say `actor`."""
    return {
        "person_id": actor.person_id,
        "person_name": actor.name[:200],
        "entity_id": actor.entity_id,
        "entity_name": actor.entity[:200],
    }
