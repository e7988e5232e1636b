"""The words for states, series, steps and verdicts, one for each, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATE: dict[str, Promise] = {
    "draft": _("draft"),
    "submitted": _("submitted"),
    "checking": _("being checked"),
    "returned": _("returned for correction"),
    "numbered": _("numbered, to be posted"),
    "late_held": _("late, held for the next meeting"),
    "admitted": _("admitted late, the meeting decides"),
    "meeting_accepts": _("accepted by the meeting, to be posted"),
    "meeting_declines": _("declined by the meeting"),
    "posted": _("posted"),
    "revised": _("replaced by a revision"),
    "withdrawn": _("withdrawn"),
    "considered": _("considered"),
    "noted": _("noted"),
    "reflected_in": _("reflected in the report"),
    "carried_forward": _("carried forward"),
}
SERIES: dict[str, Promise] = {
    "C": _("contribution"),
    "TD": _("temporary document"),
    "R": _("report"),
    "LS": _("liaison statement"),
    "DOC": _("other document"),
}
INFORMATION_PAPER = _("information paper")
SERIES_PLURAL: dict[str, Promise] = {
    "C": _("contributions"),
    "TD": _("temporary documents"),
    "R": _("reports"),
    "LS": _("liaison statements"),
    "DOC": _("other documents"),
}
KIND: dict[str, Promise] = {
    "original": _("document"),
    "revision": _("revision"),
    "addendum": _("addendum"),
    "corrigendum": _("corrigendum"),
}
EVENT: dict[str, Promise] = {
    "submit": _("submitted"),
    "check": _("taken up for checking"),
    "return": _("returned for correction"),
    "number": _("numbered"),
    "hold_late": _("late: held for the next meeting"),
    "recommend": _("recommended to be admitted late"),
    "admit": _("admitted late by the Director"),
    "accept": _("accepted by the meeting"),
    "decline": _("declined by the meeting"),
    "carry": _("carried forward to another meeting"),
    "post": _("posted"),
    "revise": _("replaced by a revision"),
    "consider": _("considered"),
    "note": _("noted"),
    "reflect": _("reflected in the report"),
    "withdraw": _("withdrawn"),
    "add_language": _("language version added"),
    "correct": _("cover corrected"),
}
DEFECT: dict[str, Promise] = {
    "no_title": _("It has no title."),
    "no_source": _("It does not say from which member it comes."),
    "no_file": _("There is no file and no text."),
    "language_unknown": _("The language of a file could not be told."),
    "language_twice": _("Two files are in one language; one language version has one file."),
    "meeting_unknown": _("No meeting is held on the day that is named; say which, or none."),
    "no_original": _("It is not said which of the files is the original."),
}
ADVICE: dict[str, Promise] = {
    "abstract": _("Words in the abstract: %(words)s; at most %(most)s are advised (%(rule)s)."),
    "text": _("Words in the text: %(words)s; about %(most)s are advised at most (%(rule)s)."),
}
VERDICT: dict[tuple[str, str], Promise] = {
    ("received", "in_time"): _("received in time"),
    ("received", "late"): _("received late"),
    ("posted", "in_time"): _("posted in time"),
    ("posted", "late"): _("posted late"),
    ("posted", "open"): _("still to be posted, in time"),
    ("posted", "overdue"): _("not posted in time"),
    ("available", "in_time"): _("available in time"),
    ("available", "late"): _("available late"),
    ("available", "open"): _("not available yet, in time"),
    ("available", "overdue"): _("not available in time"),
    ("available", "exempt"): _("exempt from the time of availability"),
    ("translation", "in_time"): _("received early enough to be translated"),
    ("translation", "late"): _("received too late to be translated"),
    ("translation", "not_required"): _("the group works in the original language"),
}
EXEMPTION: dict[str, Promise] = {
    "administrative": _("administrative paper"),
    "recent_event": _("report on a recent event"),
    "ad_hoc": _("proposal of an ad hoc group's chair or convener"),
    "compilation": _("compilation by the chair or the secretariat"),
    "asked_by_meeting": _("asked for by the meeting"),
}
LIAISON_ASKS: dict[str, Promise] = {
    "action": _("for action"),
    "comment": _("for comment"),
    "information": _("for information"),
}
DIRECTION: dict[str, Promise] = {
    "incoming": _("incoming"),
    "outgoing": _("outgoing"),
}
