"""The group has this message already, in its archive or among what is held."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.duplicate_of is not None:
        return Reason(
            _("It is in the archive already, as number %(number)s."),
            {"number": facts.duplicate_of},
        )
    if facts.is_held_already:
        return Reason(_("It is held already."))
    return None


RULE = Rule("duplicate", _("The group has this message already."), check)
