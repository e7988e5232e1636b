"""The header can be read in two ways, or does not say who writes: programs would disagree."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule

SINGLE = ("from", "sender", "to", "subject", "date", "message-id", "content-type", "reply-to")


def check(post: Post, facts: Facts) -> Reason | None:
    names = [field.name for field in post.envelope.fields]
    for name in SINGLE:
        if names.count(name) > 1:  # RFC 5322, 3.6
            return Reason(_("It has more than one %(field)s field."), {"field": name.capitalize()})
    if not post.envelope.authors:
        return Reason(_("It does not say who wrote it."))
    if len(post.envelope.authors) > 1:
        return Reason(_("It names more than one author."))
    if post.envelope.author.address.lower() == facts.list_address:
        return Reason(_("It says that the list itself wrote it."))
    for field in post.envelope.fields:
        if b"\0" in field.raw or b"\r" in field.raw.replace(b"\r\n", b""):
            return Reason(_("Its header holds control characters."))
    return None


RULE = Rule("suspicious_header", _("The header can be read in two ways."), check)
