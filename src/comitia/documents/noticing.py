"""Who has read what: for a delegate's own list, and, of confidential files, for the record."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from comitia.documents.models import Access, Document, Issue, LanguageVersion, Reading, Visit
from comitia.groups.models import Group
from comitia.people.models import Person


@transaction.atomic
def log_reading(
    *, person: Person, document: Document, at: datetime, issue: Issue | None = None
) -> None:
    """A person has opened a document; in `issue`, else the one that stands for it."""
    issue = issue or document.current
    if issue is None:
        return
    reading, fresh = Reading.objects.get_or_create(
        person=person,
        document=document,
        defaults={"issue": issue, "first_at": at, "last_at": at},
    )
    if not fresh:
        Reading.objects.filter(pk=reading.pk).update(issue=issue, last_at=at, times=F("times") + 1)


def log_access(*, version: LanguageVersion, person: Person | None, at: datetime) -> None:
    """A file is given out; of a confidential document that is kept for the record."""
    if version.issue.document.is_confidential:
        Access.objects.create(version=version, person=person, at=at)


@transaction.atomic
def look_around(*, person: Person, group: Group, at: datetime) -> datetime | None:
    """A person looks at the register; since when they had not, None at the first time."""
    visit, fresh = Visit.objects.get_or_create(person=person, group=group, defaults={"at": at})
    before = None if fresh else visit.at
    if not fresh:
        Visit.objects.filter(pk=visit.pk).update(at=at)
    return before
