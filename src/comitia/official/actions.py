"""The verbs of official letters: draft, write in each language, look, issue, amend."""

from comitia.official.drafts import (
    Plan,
    change_letter,
    correct_for_all,
    discard_letter,
    draft_amendment,
    draft_amendment_to_circular,
    draft_letter,
    drop_version,
    write_version,
)
from comitia.official.issuing import Issued, Look, issue, look, preview

__all__ = [
    "Issued",
    "Look",
    "Plan",
    "change_letter",
    "correct_for_all",
    "discard_letter",
    "draft_amendment",
    "draft_amendment_to_circular",
    "draft_letter",
    "drop_version",
    "issue",
    "look",
    "preview",
    "write_version",
]
