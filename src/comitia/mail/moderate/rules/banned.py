"""The moderators have banned the sender."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.banned_by:
        return Reason(_("Mail from %(pattern)s is banned."), {"pattern": facts.banned_by})
    return None


RULE = Rule("banned", _("The sender is banned."), check)
