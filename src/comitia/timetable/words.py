"""The words for states of rows, one for each, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATE: dict[str, Promise] = {
    "planned": _("planned"),
    "due": _("due"),
    "met": _("met"),
    "met_late": _("met late"),
    "missed": _("missed"),
    "waived": _("waived"),
}
