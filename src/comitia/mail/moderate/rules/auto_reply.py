"""A machine answers a machine: vacation notes and bounces sent to the list itself (RFC 3834)."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if post.envelope.auto_submitted == "auto-replied":
        return Reason(_("It says that it is an automatic reply."))
    if not post.mail_from:
        return Reason(_("It comes from the null sender, as bounces do."))
    if post.envelope.first("precedence").lower() in {"junk", "auto_reply"}:
        return Reason(_("Its Precedence field says that no person sent it."))
    return None


RULE = Rule("auto_reply", _("The message is an automatic reply."), check)
