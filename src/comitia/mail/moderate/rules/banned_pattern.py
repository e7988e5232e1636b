"""A pattern that the moderators have banned is in the subject, in From or in the text."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.patterns import TooMuch, found_in
from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if not facts.patterns:
        return None
    author = post.envelope.author
    texts = (post.envelope.subject, f"{author.name} <{author.address}>", post.opening)
    try:
        found = found_in([one[0] for one in facts.patterns], texts)
    except TooMuch:
        return Reason(_("It could not be searched for all banned patterns."))
    if found is None:
        return None
    why = dict(facts.patterns)[found]
    if why:
        return Reason(
            _("It holds the banned pattern %(pattern)s: %(why)s"), {"pattern": found, "why": why}
        )
    return Reason(_("It holds the banned pattern %(pattern)s."), {"pattern": found})


RULE = Rule("banned_pattern", _("The message holds a banned pattern."), check)
