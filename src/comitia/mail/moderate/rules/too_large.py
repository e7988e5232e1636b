"""Larger than what all members should be sent without asking (DOMAIN 6: poor lines)."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    size = post.envelope.size_bytes - post.linked_bytes
    if size > facts.most_bytes:
        return Reason(
            _("It has %(size)s octets; the list takes %(most)s without asking."),
            {"size": size, "most": facts.most_bytes},
        )
    return None


RULE = Rule("too_large", _("The message is large."), check)
