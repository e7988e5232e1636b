"""A machine wrote it without being asked. That may be wanted; a person decides."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if post.envelope.auto_submitted:
        return Reason(_("It says that no person sent it."))
    return None


RULE = Rule("auto_generated", _("The message was sent by a machine."), check)
