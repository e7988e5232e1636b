"""Asks the rules of flow.py, in their order."""

from dataclasses import dataclass, field

from comitia.mail.flow import FLOW, Action
from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason


@dataclass(frozen=True)
class Judgement:
    """What is to be done (None: accept) and why: the names of rules with their reasons."""

    action: Action | None = None
    reasons: tuple[tuple[str, Reason], ...] = ()
    notes: tuple[tuple[str, Reason], ...] = field(default=())


def judge(post: Post, facts: Facts) -> Judgement:
    """What flow.py says of this post."""
    action: Action | None = None
    reasons: list[tuple[str, Reason]] = []
    notes: list[tuple[str, Reason]] = []
    for rule, follows in FLOW:
        if action is Action.HOLD and follows in {Action.DISCARD, Action.REJECT}:
            continue
        reason = rule.check(post, facts)
        if reason is None:
            continue
        if follows is Action.NOTE:
            notes.append((rule.name, reason))
            continue
        reasons.append((rule.name, reason))
        action = action or follows
        if action is not Action.HOLD:
            break
    return Judgement(action, tuple(reasons), tuple(notes))
