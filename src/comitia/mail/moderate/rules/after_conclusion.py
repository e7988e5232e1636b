"""The group has reported; what comes later is taken and marked (DOMAIN 6, overruns)."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.is_concluded:
        return Reason(_("The group had concluded when it came."))
    return None


RULE = Rule("after_conclusion", _("The group has concluded."), check)
