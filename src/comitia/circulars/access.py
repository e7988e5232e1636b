"""The only way a door gets a circular or a draft that it might have to hide."""

from datetime import datetime

from comitia.circulars.models import Circular, Draft
from comitia.circulars.queries import circular_in
from comitia.groups.roles import may
from comitia.people.access import Hidden
from comitia.people.models import Person


def circular_for(
    person: Person | None, series: str, number: str, language: str, *, at: datetime
) -> Circular:
    """A circular in that language, else the original. Before it is issued it is the secretariat's.

    Raises Hidden.
    """
    circular = circular_in(series, number, language)
    if circular is None:
        raise Hidden(number)
    if circular.issued_at is None and not may(person, "issue_circular", None, at=at):
        raise Hidden(number)
    return circular


def draft_for(person: Person | None, draft_id: int, *, at: datetime) -> Draft:
    """A draft, for those who may issue circulars. Raises Hidden."""
    draft = Draft.objects.filter(pk=draft_id).select_related("circular", "made_by").first()
    if draft is None or not may(person, "issue_circular", None, at=at):
        raise Hidden(str(draft_id))
    return draft
