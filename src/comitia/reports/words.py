"""The words for states and kinds in a report, one for each, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECTION: dict[str, Promise] = {
    "drafting": _("being drafted"),
    "review": _("for review"),
    "agreed": _("agreed"),
    "retired": _("retired"),
}
REVISION: dict[str, Promise] = {
    "written": _("written"),
    "merged": _("merged with another change"),
    "alternatives": _("kept beside another text"),
    "chosen": _("chosen among alternatives"),
    "moved": _("moved"),
    "deleted": _("deleted"),
    "restored": _("put back"),
}
SUGGESTION: dict[str, Promise] = {
    "open": _("open"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "withdrawn": _("withdrawn"),
}
VERSION: dict[str, Promise] = {
    "interim": _("interim report"),
    "revised": _("revised report"),
    "final": _("final report"),
}
TRANSLATION: dict[str, Promise] = {
    "missing": _("not translated"),
    "draft": _("draft"),
    "checked": _("checked"),
    "behind": _("behind the original"),
}
SOURCE: dict[str, Promise] = {
    "document": _("document"),
    "message": _("message"),
    "comment": _("comment"),
    "decision": _("decision"),
}
