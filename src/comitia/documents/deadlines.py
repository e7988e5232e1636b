"""What was in time and what was not, by the dated rules and the server's instants. Pure.

Days end at midnight in the organisation's zone; the last day itself is still in time (DOMAIN 3.2).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from comitia.bodies.calendar import (
    day_at,
    days_before,
    end_of_day,
    months_before,
    working_days_after,
)
from comitia.bodies.rulesets import Rule, RuleSet
from comitia.bodies.rulesets.load import NoSuchRule

About = Literal["received", "posted", "available", "translation"]
Judged = Literal["in_time", "late", "open", "overdue", "exempt", "not_required"]

# A.1, 3.3.3: temporary documents that need not be there seven days before.
EXEMPTIONS = ("administrative", "recent_event", "ad_hoc", "compilation", "asked_by_meeting")


@dataclass(frozen=True)
class Deadline:
    """The last day on which something is in time, by which rule; `ends` is the instant after."""

    rule: Rule
    last_day: date
    ends: datetime

    def met(self, at: datetime) -> bool:
        """Whether what happens at that instant is in time."""
        return at < self.ends


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a document. `late` is past mending, `overdue` is not done yet."""

    about: About
    judged: Judged
    clause: str
    edition: str
    last_day: date | None = None
    at: datetime | None = None
    exemption: str = ""

    @property
    def rule(self) -> str:
        """The rule as it is cited."""
        return f"{self.clause} ({self.edition})"


def deadline_before(
    opens: date | None, key: str, rules: RuleSet, zone: ZoneInfo
) -> Deadline | None:
    """So long before the opening day as the rule `key` says; None where there is no such rule."""
    rule = _rule(rules, key)
    if rule is None or opens is None:
        return None
    months = rule.unit == "months"
    last = months_before(opens, rule.value) if months else days_before(opens, rule.value)
    return Deadline(rule, last, end_of_day(last, zone))


def posting_deadline(
    received_at: datetime, rules: RuleSet, zone: ZoneInfo, holidays: Collection[date] = ()
) -> Deadline | None:
    """By when what was received is to be posted: the day of receipt does not count."""
    rule = _rule(rules, "posting")
    if rule is None:
        return None
    last = working_days_after(day_at(received_at, zone), rule.value, holidays)
    return Deadline(rule, last, end_of_day(last, zone))


def on_receipt(received_at: datetime, deadline: Deadline) -> Verdict:
    """Whether a contribution came in time; only the server's instant counts."""
    return _judge("received", deadline, received_at, at=received_at)


def on_posting(posted_at: datetime | None, deadline: Deadline, *, at: datetime) -> Verdict:
    """Whether it was posted in time, or still can be."""
    return _judge("posted", deadline, posted_at, at=at)


def on_availability(
    retrievable_at: datetime | None,
    deadline: Deadline,
    *,
    opens: date,
    rules: RuleSet,
    zone: ZoneInfo,
    at: datetime,
    exemption: str = "",
    event_on: date | None = None,
    considered_on: date | None = None,
) -> Verdict:
    """Whether a temporary document was there early enough, or need not be.

    A report on an event is exempt only where that was less than 21 days before the meeting; it is
    then to be there two days before its item is taken (`considered_on`, else the opening day).
    """
    if exemption == "recent_event":
        recent = _rule(rules, "td_event_report_recent")
        near = _rule(rules, "td_event_report_available")
        span = (opens - event_on).days if event_on else None
        if recent is None or near is None or span is None or span >= recent.value:
            return _judge("available", deadline, retrievable_at, at=at)
        last = days_before(considered_on or opens, near.value)
        shorter = Deadline(near, last, end_of_day(last, zone))
        verdict = _judge("available", shorter, retrievable_at, at=at)
        return _exempt(verdict, exemption) if verdict.judged == "in_time" else verdict
    verdict = _judge("available", deadline, retrievable_at, at=at)
    if exemption in EXEMPTIONS:
        return _exempt(verdict, exemption)
    return verdict


def on_translation(received_at: datetime, deadline: Deadline, *, original_only: bool) -> Verdict:
    """Whether it came early enough to be translated; not asked where a group works without."""
    verdict = _judge("translation", deadline, received_at, at=received_at)
    if original_only:
        return Verdict("translation", "not_required", verdict.clause, verdict.edition)
    return verdict


def _judge(about: About, deadline: Deadline, done_at: datetime | None, *, at: datetime) -> Verdict:
    judged: Judged
    if done_at is None:
        judged = "open" if deadline.met(at) else "overdue"
    else:
        judged = "in_time" if deadline.met(done_at) else "late"
    rule = deadline.rule
    return Verdict(about, judged, rule.clause, rule.edition, deadline.last_day, done_at)


def _exempt(verdict: Verdict, exemption: str) -> Verdict:
    return Verdict(
        verdict.about,
        "exempt",
        verdict.clause,
        verdict.edition,
        verdict.last_day,
        verdict.at,
        exemption,
    )


def _rule(rules: RuleSet, key: str) -> Rule | None:
    try:
        return rules.rule(key)
    except NoSuchRule:
        return None
