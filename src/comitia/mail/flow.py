"""What happens to a post: rule after rule, and what follows where one fits.

The first rule that fits decides. Where it holds the message, the later ones are asked too, so that
whoever looks at it sees all that speaks against it. A noted reason stops nothing. None: accepted.
"""

from enum import StrEnum

from comitia.mail.moderate.rule import Rule
from comitia.mail.moderate.rules import (
    administrivia,
    after_conclusion,
    auto_generated,
    auto_reply,
    banned,
    duplicate,
    emergency_hold,
    forged_sender,
    group_not_open,
    implicit_destination,
    loop,
    moderated_member,
    not_a_member,
    not_validated,
    reused_id,
    suspicious_header,
    too_large,
    too_many_recipients,
)


class Action(StrEnum):
    """`discard` tells nobody; `reject` tells the sender; `hold` asks the moderators."""

    DISCARD = "discard"
    REJECT = "reject"
    HOLD = "hold"
    NOTE = "note"


FLOW: tuple[tuple[Rule, Action], ...] = (
    (loop.RULE, Action.DISCARD),
    (duplicate.RULE, Action.DISCARD),
    (banned.RULE, Action.DISCARD),
    (auto_reply.RULE, Action.DISCARD),
    (group_not_open.RULE, Action.REJECT),
    (forged_sender.RULE, Action.HOLD),
    (suspicious_header.RULE, Action.HOLD),
    (reused_id.RULE, Action.HOLD),
    (not_a_member.RULE, Action.HOLD),
    (not_validated.RULE, Action.HOLD),
    (emergency_hold.RULE, Action.HOLD),
    (administrivia.RULE, Action.HOLD),
    (auto_generated.RULE, Action.HOLD),
    (moderated_member.RULE, Action.HOLD),
    (too_large.RULE, Action.HOLD),
    (too_many_recipients.RULE, Action.HOLD),
    (implicit_destination.RULE, Action.HOLD),
    (after_conclusion.RULE, Action.NOTE),
)
