"""The message was here before, or has gone round too often (RFC 5321, 6.3)."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule

MOST_HOPS = 50


def check(post: Post, facts: Facts) -> Reason | None:
    if facts.list_id in post.envelope.list_ids:
        return Reason(_("It is a copy that this list has sent out."))
    if facts.list_address in (value.strip().lower() for value in post.envelope.every("x-loop")):
        return Reason(_("It has passed through this list before."))
    hops = sum(field.name == "received" for field in post.envelope.fields)
    if hops > MOST_HOPS:
        return Reason(_("It has been handed on %(hops)s times."), {"hops": hops})
    return None


RULE = Rule("loop", _("The message goes round in a loop."), check)
