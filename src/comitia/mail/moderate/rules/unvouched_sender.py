"""Nothing vouches for the author or speaks against them: their domain publishes nothing."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    found = post.authentication
    if found.is_unvouched and not found.is_forged:
        return Reason(_("Nothing shows that it comes from %(domain)s."), {"domain": found.author})
    return None


RULE = Rule("unvouched_sender", _("Nothing vouches for the author."), check)
