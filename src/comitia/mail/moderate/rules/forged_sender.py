"""The author's domain says that it did not send this (DMARC)."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if post.authentication.is_forged:
        domain = post.envelope.author.address.rpartition("@")[2]
        return Reason(
            _("The domain %(domain)s does not vouch for it and asks that such mail be stopped."),
            {"domain": domain},
        )
    return None


RULE = Rule("forged_sender", _("The sender is probably forged."), check)
