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
LACKING: dict[str, Promise] = {
    "convener": _("a convener"),
    "terms": _("terms of reference"),
    "timetable": _("a timetable"),
    "reflector": _("an open list"),
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
    "director": _("Director"),
}
# The actions of roles.toml; each completes “Only these may …: the convener, an editor.”
ACTIONS: dict[str, Promise] = {
    "issue_circular": _("issue a circular"),
    "issue_letter": _("draft or issue an official letter"),
    "record_parent_decision": _("record a decision of the parent body"),
    "change_timetable": _("change the terms of reference or the timetable"),
    "register": _("register somebody else for the group"),
    "validate_registration": _("validate or revoke a registration"),
    "invite": _("invite an observer or an expert"),
    "appoint": _("appoint a convener, vice-convener or editor"),
    "read_archive": _("read the archive and the documents"),
    "see_members": _("see who the members are"),
    "see_addresses": _("see the addresses of members"),
    "post": _("post a message to the list"),
    "moderate": _("decide on held messages"),
    "tend_threads": _("move messages between threads"),
    "redact": _("redact a message"),
    "bring_in_mail": _("bring old mail into the archive"),
    "submit_contribution": _("submit a contribution"),
    "withdraw_contribution": _("withdraw or revise a contribution"),
    "admit_late_contribution": _("admit a late contribution"),
    "keep_register": _("check, number and post documents"),
    "treat_documents": _("say what became of a document"),
    "edit_report": _("edit the report"),
    "publish_version": _("publish or freeze a version"),
    "translate_report": _("translate the report"),
    "hold_consultation": _("open or close a consultation"),
    "comment": _("comment"),
    "dispose_of_comment": _("dispose of a comment"),
    "call_consensus": _("open a consensus call or declare its result"),
    "take_position": _("object, reserve or abstain"),
    "appeal": _("appeal against a declaration"),
    "propose_structure": _("propose a change of structure"),
    "record_assembly_decision": _("record a decision of the assembly"),
    "tend_queues": _("look after what is parked and the mail that leaves"),
    "keep_members": _("keep the list of members and focal points"),
    "keep_glossary": _("change the glossary"),
}
ROLE_WITH_ARTICLE: dict[str, Promise] = {
    "secretariat": _("the secretariat"),
    "director": _("the Director"),
    "convener": _("the convener"),
    "vice_convener": _("the vice-convener"),
    "editor": _("an editor"),
    "focal_point": _("the focal point of the entity"),
    "delegate": _("a delegate of the entity"),
    "observer": _("an observer"),
    "public": _("everybody"),
}
# What became of mail that came back (outbox.bounce.Kind).
BOUNCE: dict[str, Promise] = {
    "permanent": _("no such address"),
    "soft": _("refused for now, as a full mailbox"),
    "temporary": _("given up after many tries"),
    "policy": _("refused for what we are or sent"),
    "complaint": _("reported as unwanted"),
}
