"""The author's posts are looked at before they go out: the convener's choice, or an observer."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.is_moderated:
        return Reason(_("The author's posts are moderated."))
    if facts.is_observer and not facts.is_officer:
        return Reason(_("The author is an observer."))
    return None


RULE = Rule("moderated_member", _("The author's posts are moderated."), check)
