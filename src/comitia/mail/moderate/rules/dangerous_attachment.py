"""An attachment that a machine would run when it is opened, or whose name hides what it is."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule


def check(post: Post, facts: Facts) -> Reason | None:
    for one in post.enclosed:
        name = one.name or one.path
        refused = sorted(one.endings & facts.refused_endings)
        if refused:
            return Reason(
                _("The attachment %(name)s is or holds a file of the kind .%(ending)s."),
                {"name": name, "ending": refused[0]},
            )
        if one.is_program:
            return Reason(_("The attachment %(name)s is a program."), {"name": name})
        if one.hides:
            return Reason(
                _("The name of an attachment, %(path)s, is turned round."), {"path": one.path}
            )
    return None


RULE = Rule("dangerous_attachment", _("An attachment could do harm."), check)
