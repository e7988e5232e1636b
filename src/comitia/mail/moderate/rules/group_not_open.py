"""The group's list takes no posts: not yet, or no longer."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if not facts.is_open:
        return Reason(_("The list %(list)s takes no posts."), {"list": facts.list_address})
    return None


RULE = Rule("group_not_open", _("The list takes no posts."), check)
