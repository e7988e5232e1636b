"""The list is named neither in To nor in Cc: sent in blind copy, or not meant for it."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    named = post.envelope.addresses("to", "cc", "resent-to", "resent-cc")
    if any(box.address.lower() == facts.list_address for box in named):
        return None
    return Reason(_("The list is named neither in its To nor in its Cc field."))


RULE = Rule("implicit_destination", _("The list is not named as a recipient."), check)
