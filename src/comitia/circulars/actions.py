"""The verbs of circulars: keep and correct a draft, confirm it, issue what it became."""

from comitia.circulars.confirming import confirm
from comitia.circulars.drafts import correct_draft, discard_draft, keep_draft, keep_reading, plan_of
from comitia.circulars.issuing import Issued, begin_due_groups, issue

__all__ = [
    "Issued",
    "begin_due_groups",
    "confirm",
    "correct_draft",
    "discard_draft",
    "issue",
    "keep_draft",
    "keep_reading",
    "plan_of",
]
