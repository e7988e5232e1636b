"""Pure judgements on plain values: who may join, which steps a group and a seat may take."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# DOMAIN 5, GROUP: from -> to.
GROUP_STEPS: dict[str, frozenset[str]] = {
    "proposed": frozenset({"established", "terminated"}),
    "established": frozenset({"convened", "terminated"}),
    "convened": frozenset({"active", "terminated"}),
    "active": frozenset({"suspended", "reporting", "terminated"}),
    "suspended": frozenset({"active", "terminated"}),
    "reporting": frozenset({"concluded", "terminated"}),
    "concluded": frozenset({"archived", "terminated"}),
    "terminated": frozenset({"archived"}),
    "archived": frozenset(),
}

# DOMAIN 5, REGISTRATION: from -> to.
SEAT_STEPS: dict[str, frozenset[str]] = {
    "requested": frozenset({"pending_validation", "active", "rejected", "expired", "closed"}),
    "pending_validation": frozenset({"active", "rejected", "expired", "closed"}),
    "active": frozenset({"suspended", "transfer_pending", "closed"}),
    "suspended": frozenset({"active", "transfer_pending", "closed"}),
    "transfer_pending": frozenset({"active", "closed"}),
    "rejected": frozenset(),
    "expired": frozenset(),
    "closed": frozenset(),
}

# What a group of this kind may produce (CV 191B: such groups shall not adopt Questions or
# Recommendations).
OUTPUTS = frozenset({"report", "proposal", "liaison"})
FORBIDDEN_OUTPUTS = frozenset({"question", "recommendation"})


# A group's name is a local part, a link and a folder. No hyphen: what follows one tells what an
# address is for (t09tsag178-join).
_LIST_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.]{0,38}[a-z0-9])?")


@dataclass(frozen=True)
class Eligibility:
    """Whether an entity of a category may join; if not, the clause that bars it."""

    eligible: bool
    barred_by: str = ""
    is_member: bool = True


def eligibility(
    category: str,
    admitted: Sequence[str],
    source: str,
    *,
    member_since: date | None = None,
    member_until: date | None = None,
    on: date | None = None,
) -> Eligibility:
    """Judge an entity against the terms: only what the terms name is entitled (DOMAIN C-15).

    `on` a day before its membership began, or on its end or after, it is barred likewise.
    """
    if category not in admitted:
        return Eligibility(False, source)
    if on is not None and (
        (member_since is not None and on < member_since)
        or (member_until is not None and on >= member_until)
    ):
        return Eligibility(False, source, is_member=False)
    return Eligibility(True)


def forbidden_outputs(outputs: Sequence[str]) -> list[str]:
    """Those of `outputs` that a correspondence group may not have, whatever its terms say."""
    return [output for output in outputs if output not in OUTPUTS]


def is_list_name(name: str) -> bool:
    """Whether a group can be called so."""
    return _LIST_NAME.fullmatch(name) is not None and ".." not in name


def lacking_to_convene(
    *, convener: bool, terms: bool, timetable: bool, reflector: bool
) -> list[str]:
    """What a group lacks before a circular can convene it (DOMAIN 5, established -> convened)."""
    there = {"convener": convener, "terms": terms, "timetable": timetable, "reflector": reflector}
    return [name for name, has in there.items() if not has]


def bounce_score(
    days: Iterable[tuple[date, str]], weights: Mapping[str, int], *, forgotten: int
) -> int:
    """What mail that came back weighs: of each day the gravest kind.

    `days` are (day, kind) in any order; a kind without a weight weighs nothing. As many days as
    `forgotten` with nothing that weighs wipe out what was before them.
    """
    gravest: dict[date, int] = {}
    for day, kind in days:
        gravest[day] = max(gravest.get(day, 0), weights.get(kind, 0))
    score, last = 0, None
    for day, weight in sorted(gravest.items()):
        if not weight:
            continue
        if last is not None and day - last > timedelta(days=forgotten):
            score = 0
        score, last = score + weight, day
    return score


def days_until_probe(number: int, *, first: int, grows: int) -> int:
    """How many days after the suspension probe `number` (counted from 1) is due.

    Each pause is `grows` times the one before: 1, 3, 7, 15 where the first is 1 and grows is 2.
    """
    return sum(first * grows**step for step in range(number))
