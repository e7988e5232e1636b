"""What vouches for the message is not its author's domain: it comes from elsewhere (RFC 9989, 4.4).

The domain need not ask for anything: a post counts as a member's only where it can be theirs.
"""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    found = post.authentication
    if found.is_unaligned and not found.is_forged:
        return Reason(
            _("It comes from elsewhere than %(domain)s, whose address it bears."),
            {"domain": found.author},
        )
    return None


RULE = Rule("unaligned_sender", _("The message comes from elsewhere than its author."), check)
