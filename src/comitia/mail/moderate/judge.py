"""Asks the rules of flow.py, in their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comitia.mail.flow import FLOW, Action, Step
from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.rule import Reason


@dataclass(frozen=True)
class Judgement:
    """What is to be done (None: accept) and why: the names of rules with their reasons."""

    action: Action | None = None
    reasons: tuple[tuple[str, Reason], ...] = ()
    notes: tuple[tuple[str, Reason], ...] = field(default=())


def judge(post: Post, facts: Facts, chosen: Mapping[str, str] | None = None) -> Judgement:
    """What flow.py says of this post; `chosen` is what the group has chosen: {rule: action}."""
    action: Action | None = None
    reasons: list[tuple[str, Reason]] = []
    notes: list[tuple[str, Reason]] = []
    for step in FLOW:
        follows = what_follows(step, chosen or {})
        if follows is Action.IGNORE:
            continue
        if action is Action.HOLD and follows in {Action.DISCARD, Action.REJECT}:
            continue
        reason = step.rule.check(post, facts)
        if reason is None:
            continue
        if follows is Action.NOTE:
            notes.append((step.rule.name, reason))
            continue
        reasons.append((step.rule.name, reason))
        action = action or follows
        if action is not Action.HOLD:
            break
    return Judgement(action, tuple(reasons), tuple(notes))


def what_follows(step: Step, chosen: Mapping[str, str]) -> Action:
    """What the group chose to follow a rule, where it may choose that; else the usual."""
    asked = chosen.get(step.rule.name)
    return Action(asked) if asked in step.choices else step.action
