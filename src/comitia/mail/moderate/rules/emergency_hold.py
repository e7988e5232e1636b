"""The convener has asked that everything be held for now."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    return Reason(_("All posts are held at present.")) if facts.emergency_hold else None


RULE = Rule("emergency_hold", _("All posts are held at present."), check)
