"""Many addresses in To and Cc are a sign of unsolicited mail, and each would be answered by all."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    number = len(post.envelope.addresses("to", "cc"))
    if number > facts.most_recipients:
        return Reason(_("It is addressed to %(number)s recipients."), {"number": number})
    return None


RULE = Rule("too_many_recipients", _("The message has many recipients."), check)
