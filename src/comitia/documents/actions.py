"""The verbs of the register, from the files named for their subjects."""

from comitia.documents.adding import (
    add_addendum,
    add_corrigendum,
    add_language_version,
    issue_liaison,
    revise,
)
from comitia.documents.asking import ask_for_paper, take_back
from comitia.documents.checking import number, return_for_correction, take_up
from comitia.documents.choices import choose_practice, remove_holiday, set_holiday
from comitia.documents.lateness import admit_late, carry_to, meeting_decides, recommend
from comitia.documents.noticing import log_access, log_reading, look_around
from comitia.documents.posting import post, remind
from comitia.documents.receiving import Facts
from comitia.documents.submitting import correct, save_draft, submit
from comitia.documents.telling import ask_whether_submitted
from comitia.documents.treating import (
    mark_carried_forward,
    mark_considered,
    mark_noted,
    mark_reflected,
    open_to_public,
    place_on_agenda,
)
from comitia.documents.withdrawing import withdraw

__all__ = [
    "Facts",
    "add_addendum",
    "add_corrigendum",
    "add_language_version",
    "admit_late",
    "ask_for_paper",
    "ask_whether_submitted",
    "carry_to",
    "choose_practice",
    "correct",
    "issue_liaison",
    "log_access",
    "log_reading",
    "look_around",
    "mark_carried_forward",
    "mark_considered",
    "mark_noted",
    "mark_reflected",
    "meeting_decides",
    "number",
    "open_to_public",
    "place_on_agenda",
    "post",
    "recommend",
    "remind",
    "remove_holiday",
    "return_for_correction",
    "revise",
    "save_draft",
    "set_holiday",
    "submit",
    "take_back",
    "take_up",
    "withdraw",
]
