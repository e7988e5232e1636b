"""Check what was submitted: take it up, send it back for correction, or give it its number."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.documents import numbering, steps
from comitia.documents import telling as tell
from comitia.documents.errors import Lacking
from comitia.documents.models import Issue
from comitia.documents.notices import defects_said
from comitia.documents.posting import post_at_once
from comitia.documents.receiving import defects_of
from comitia.groups.roles import require
from comitia.people.actors import By, actor_of


@transaction.atomic
def take_up(*, issue: Issue, by: By, at: datetime) -> Issue:
    """Begin to check a submission, so that others see that somebody does."""
    require(by, "keep_register", issue.document.group, at=at)
    issue = steps.locked(issue)
    steps.take(issue, "check", by=actor_of(by, at=at), at=at)
    return issue


@transaction.atomic
def return_for_correction(*, issue: Issue, reason: str, by: By, at: datetime) -> Issue:
    """Send a submission back with the reason (A.1 § 3.2.7). Raises Lacking, WrongState."""
    require(by, "keep_register", issue.document.group, at=at)
    if not reason.strip():
        raise Lacking({"reason": _("Say what is to be corrected.")})
    issue = steps.locked(issue)
    issue.reason = reason.strip()
    steps.take(issue, "return", by=actor_of(by, at=at), at=at, reason=issue.reason)
    tell.submitter(issue, at=at)
    return issue


@transaction.atomic
def number(*, issue: Issue, by: By, at: datetime) -> Issue:
    """Give a checked submission its number; late ones are held. Raises Lacking, WrongState."""
    require(by, "keep_register", issue.document.group, at=at)
    issue = steps.locked(issue)
    found = defects_of(issue)
    if found:
        raise Lacking(dict(zip(found, defects_said(found), strict=True)))
    numbering.give(issue, by=actor_of(by, at=at), at=at)
    post_at_once(issue, at=at)
    tell.submitter(issue, at=at)
    tell.directors_of_late(issue, at=at)
    return issue
