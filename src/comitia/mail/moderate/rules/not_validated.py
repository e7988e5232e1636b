"""The author has asked for a seat and does not hold it yet, or not at present."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.seat in {"", "active"} or facts.is_officer:
        return None
    if facts.seat == "suspended":
        return Reason(_("The author's seat is suspended."))
    return Reason(_("The author's seat is not validated yet."))


RULE = Rule("not_validated", _("The author's seat is not in force."), check)
