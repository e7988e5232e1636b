"""The spam filter in front takes it for spam. Believed only where the administrator says so."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if post.spam is None or not post.spam.is_spam:
        return None
    if post.spam.score:
        return Reason(
            _("The spam filter takes it for spam, with a score of %(score)s."),
            {"score": post.spam.score},
        )
    return Reason(_("The spam filter takes it for spam."))


RULE = Rule("spam", _("The spam filter takes the message for spam."), check)
