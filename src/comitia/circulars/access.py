"""The only way a door gets a circular or a draft that it might have to hide."""

from datetime import datetime

from django.db.models import QuerySet

from comitia.circulars.models import Circular, Draft
from comitia.circulars.queries import confirmed_circulars, issued_circulars
from comitia.groups.roles import may
from comitia.people.access import Hidden
from comitia.people.models import Person


def circular_for(
    person: Person | None, series: str, number: str, language: str, *, at: datetime
) -> Circular:
    """A circular in that language, else the original. Before it is issued it is the secretariat's.

    Raises Hidden.
    """
    versions = list(
        circulars_for(person, at=at)
        .filter(series__iexact=series, number=number)
        .order_by("-is_original", "id")
    )
    if not versions:
        raise Hidden(f"{series}-{number}")
    return next((one for one in versions if one.language == language), versions[0])


def circulars_for(person: Person | None, *, at: datetime) -> QuerySet[Circular]:
    """The circulars somebody may read: those issued; the secretariat's all that are confirmed."""
    every = may(person, "issue_circular", None, at=at)
    return confirmed_circulars() if every else issued_circulars()


def draft_for(person: Person | None, draft_id: int, *, at: datetime) -> Draft:
    """A draft, for those who may issue circulars. Raises Hidden."""
    draft = Draft.objects.filter(pk=draft_id).select_related("circular", "made_by").first()
    if draft is None or not may(person, "issue_circular", None, at=at):
        raise Hidden(str(draft_id))
    return draft
