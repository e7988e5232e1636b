"""When a letter has to be issued, and the days it tells: from the rules in force. Pure.

Each is counted from the meeting's days; a rule that no text in force has gives no day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from comitia.bodies.calendar import days_before, months_before
from comitia.bodies.rulesets import Rule, RuleSet
from comitia.bodies.rulesets.load import NoSuchRule
from comitia.official.dates import day_in
from comitia.official.kinds import Kind

NAMED = "participants_named"
CONTRIBUTIONS = "contribution_deadline"


@dataclass(frozen=True)
class Deadline:
    """A last day, and the rule that gives it."""

    day: date
    rule: Rule


@dataclass(frozen=True)
class Late:
    """Something is too late on the day of issue: what, since when, by which clause."""

    code: str
    text: str
    due: date
    clause: str


def before(opens: date | None, rules: RuleSet, name: str) -> Deadline | None:
    """The last day that a rule gives before a meeting opens; None where none is known."""
    rule = _rule(rules, name)
    if opens is None or rule is None or rule.unit not in {"days", "months"}:
        return None
    count = months_before if rule.unit == "months" else days_before
    return Deadline(count(opens, rule.value), rule)


def after(closes: date | None, rules: RuleSet, name: str) -> Deadline | None:
    """The last day that a rule gives after a meeting has closed; None where none is known."""
    rule = _rule(rules, name)
    if closes is None or rule is None or rule.unit != "days":
        return None
    return Deadline(closes + timedelta(days=rule.value), rule)


def to_issue(
    kind: Kind,
    rules: RuleSet,
    *,
    opens: date | None,
    closes: date | None,
    unscheduled: bool = False,
) -> Deadline | None:
    """The last day on which a letter of that kind is issued in time; None where no rule says."""
    if kind.due_after_closing:
        return after(closes, rules, kind.due_after_closing)
    if unscheduled and kind.due_before_opening_unscheduled:
        return before(opens, rules, kind.due_before_opening_unscheduled)
    return before(opens, rules, kind.due_before_opening) if kind.due_before_opening else None


def late_on(
    day: date,
    kind: Kind,
    rules: RuleSet,
    *,
    opens: date | None,
    closes: date | None,
    unscheduled: bool = False,
    language: str = "en",
) -> list[Late]:
    """What is too late where a letter is issued on that day, in the reader's language."""
    found = []
    due = to_issue(kind, rules, opens=opens, closes=closes, unscheduled=unscheduled)
    if due is not None and day > due.day:
        text = _(
            "This letter is late: it was to be issued by %(due)s (%(clause)s). It can be issued "
            "all the same; that it is late is kept in the ledger."
        )
        found.append(_late("issued_late", text, due, language))
    named = before(opens, rules, NAMED) if "participants_by" in kind.optional else None
    if named is not None and day > named.day:
        text = _(
            "The day by which members name their participants, %(due)s (%(clause)s), is past "
            "already: say in the letter by when they are to do so."
        )
        found.append(_late("participants_named_late", text, named, language))
    return found


def _late(code: str, text: str, deadline: Deadline, language: str) -> Late:
    said = text % {"due": day_in(language, deadline.day), "clause": deadline.rule.clause}
    return Late(code, said, deadline.day, deadline.rule.clause)


def _rule(rules: RuleSet, name: str) -> Rule | None:
    try:
        return rules.rule(name)
    except NoSuchRule:
        return None
