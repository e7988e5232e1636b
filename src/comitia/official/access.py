"""The only way a door gets an official letter that it might have to hide."""

from datetime import datetime

from django.db.models import QuerySet

from comitia.groups.roles import may
from comitia.official.models import OfficialLetter
from comitia.official.queries import drafts, issued_letters, with_amendments
from comitia.people.access import Hidden
from comitia.people.models import Person


def letter_for(person: Person | None, slug: str, *, at: datetime) -> OfficialLetter:
    """An issued letter, open to everybody. Raises Hidden."""
    found = with_amendments(issued_letters()).filter(slug=slug.lower()).first()
    if found is None:
        raise Hidden(slug)
    return found


def draft_for(person: Person | None, draft_id: int, *, at: datetime) -> OfficialLetter:
    """A letter by its number among drafts, issued or not, for who may issue it. Raises Hidden."""
    found = OfficialLetter.objects.filter(pk=draft_id).first()
    if found is None or not may(person, "issue_letter", None, at=at):
        raise Hidden(str(draft_id))
    return found


def drafts_for(person: Person | None, *, at: datetime) -> QuerySet[OfficialLetter]:
    """The drafts that somebody may work on: the secretariat's all, nobody else's any."""
    return drafts() if may(person, "issue_letter", None, at=at) else drafts().none()


def told_is_for(person: Person | None, *, at: datetime) -> bool:
    """Whether somebody may see who was sent a letter."""
    return bool(may(person, "issue_letter", None, at=at))
