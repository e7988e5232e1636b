"""The words for states and categories, one for each, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATEGORY: dict[str, Promise] = {
    "member_state": _("Member State"),
    "sector_member": _("Sector Member"),
    "associate": _("Associate"),
    "academia": _("Academia"),
    "regional_organization": _("regional organization"),
    "secretariat": _("secretariat"),
}
CATEGORIES: dict[str, Promise] = {
    "member_state": _("Member States"),
    "sector_member": _("Sector Members"),
    "associate": _("Associates"),
    "academia": _("Academia"),
    "regional_organization": _("regional organizations"),
    "secretariat": _("the secretariat"),
}
SEAT: dict[str, Promise] = {
    "requested": _("requested"),
    "pending_validation": _("waiting for the focal point"),
    "rejected": _("refused"),
    "active": _("active"),
    "expired": _("expired"),
    "suspended": _("suspended"),
    "transfer_pending": _("transfer pending"),
    "closed": _("closed"),
}
GROUP: dict[str, Promise] = {
    "proposed": _("proposed"),
    "established": _("established"),
    "convened": _("convened"),
    "active": _("active"),
    "suspended": _("suspended"),
    "reporting": _("reporting"),
    "concluded": _("concluded"),
    "terminated": _("terminated"),
    "archived": _("archived"),
}
ROLE: dict[str, Promise] = {
    "secretariat": _("secretariat"),
    "convener": _("convener"),
    "vice_convener": _("vice-convener"),
    "editor": _("editor"),
    "focal_point": _("focal point"),
    "delegate": _("delegate"),
    "observer": _("observer"),
    "public": _("public"),
}
