"""What happens to a post: rule after rule, and what follows where one fits.

The first rule that fits decides. Where it holds the message, the later ones are asked too, so that
whoever looks at it sees all that speaks against it. A noted reason stops nothing. None: accepted.
What stands in the third column a group may choose instead (`Moderation.actions`).
"""

from enum import StrEnum
from typing import NamedTuple

from comitia.mail.moderate.rule import Rule
from comitia.mail.moderate.rules import (
    administrivia,
    after_conclusion,
    auto_generated,
    auto_reply,
    banned,
    banned_pattern,
    dangerous_attachment,
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
    spam,
    suspicious_header,
    too_large,
    too_many_recipients,
    unaligned_sender,
    unvouched_sender,
)


class Action(StrEnum):
    """`discard` tells nobody; `reject` tells the sender; `hold` asks the moderators.

    `note` keeps the reason with the message; `ignore`: the rule is not asked.
    """

    DISCARD = "discard"
    REJECT = "reject"
    HOLD = "hold"
    NOTE = "note"
    IGNORE = "ignore"


class Step(NamedTuple):
    """A rule, what follows where it fits, and what a group may choose to follow instead."""

    rule: Rule
    action: Action
    instead: tuple[Action, ...] = ()

    @property
    def choices(self) -> tuple[Action, ...]:
        """All that may follow, the usual first."""
        return (self.action, *self.instead)


DISCARD, REJECT, HOLD, NOTE, IGNORE = Action

# Mail whose sender may be forged is never sent back: that would hit whoever was forged.
FLOW: tuple[Step, ...] = (
    Step(loop.RULE, DISCARD),
    Step(duplicate.RULE, DISCARD),
    Step(banned.RULE, DISCARD, (REJECT, HOLD)),
    Step(auto_reply.RULE, DISCARD),
    Step(group_not_open.RULE, REJECT),
    Step(forged_sender.RULE, HOLD, (DISCARD,)),
    Step(suspicious_header.RULE, HOLD),
    Step(spam.RULE, HOLD, (DISCARD, IGNORE)),
    Step(dangerous_attachment.RULE, HOLD, (REJECT, DISCARD)),
    Step(unaligned_sender.RULE, HOLD, (DISCARD, IGNORE)),
    Step(unvouched_sender.RULE, IGNORE, (HOLD,)),
    Step(reused_id.RULE, HOLD),
    Step(not_a_member.RULE, HOLD, (REJECT, DISCARD)),
    Step(not_validated.RULE, HOLD, (REJECT,)),
    Step(emergency_hold.RULE, HOLD),
    Step(banned_pattern.RULE, HOLD, (REJECT, DISCARD)),
    Step(administrivia.RULE, HOLD, (REJECT, IGNORE)),
    Step(auto_generated.RULE, HOLD, (DISCARD, IGNORE)),
    Step(moderated_member.RULE, HOLD),
    Step(too_large.RULE, HOLD, (REJECT, IGNORE)),
    Step(too_many_recipients.RULE, HOLD, (REJECT, IGNORE)),
    Step(implicit_destination.RULE, HOLD, (REJECT, IGNORE)),
    Step(after_conclusion.RULE, NOTE, (HOLD, REJECT)),
)
STEPS = {step.rule.name: step for step in FLOW}
