"""Another message bears the same Message-ID: a broken mailer, or somebody who would replace it."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.reused_id_of is not None:
        return Reason(
            _("It bears the Message-ID of message %(number)s, which is another one."),
            {"number": facts.reused_id_of},
        )
    return None


RULE = Rule("reused_id", _("The Message-ID is that of another message."), check)
