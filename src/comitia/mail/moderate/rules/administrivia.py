"""A command to the list manager, sent to all members by mistake."""

from django.utils.translation import gettext_noop as _

from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason, Rule
from comitia.mail.words import COMMANDS, meant

# A real post may well begin with one of these words; a command says little else.
MOST_LINES = 4
MOST_LETTERS = 60


def check(post: Post, facts: Facts) -> Reason | None:
    lines = [line.strip() for line in post.opening.splitlines() if line.strip()]
    candidates = [post.envelope.subject, *(lines[:1] if len(lines) <= MOST_LINES else [])]
    for line in candidates:
        if len(line) <= MOST_LETTERS and meant(line, COMMANDS, whole=True):
            return Reason(_("It looks like a command: %(line)s"), {"line": line})
    return None


RULE = Rule("administrivia", _("The message looks like a command."), check)
