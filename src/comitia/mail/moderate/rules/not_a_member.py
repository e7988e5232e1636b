"""The author has no seat in the group (DOMAIN 5: who may post)."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if not (facts.seat or facts.is_officer or facts.is_trusted):
        address = post.envelope.author.address
        return Reason(_("%(address)s has no seat in the group."), {"address": address})
    return None


RULE = Rule("not_a_member", _("The author has no seat in the group."), check)
