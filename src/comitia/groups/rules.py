"""Pure judgements on plain values: who may join, which steps a group and a seat may take."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    "suspended": frozenset({"active", "closed"}),
    "transfer_pending": frozenset({"active", "closed"}),
    "rejected": frozenset(),
    "expired": frozenset(),
    "closed": frozenset(),
}

# What a group of this kind may produce (CV 191B: such groups shall not adopt Questions or
# Recommendations).
OUTPUTS = frozenset({"report", "proposal", "liaison"})
FORBIDDEN_OUTPUTS = frozenset({"question", "recommendation"})


@dataclass(frozen=True)
class Eligibility:
    """Whether an entity of a category may join; if not, the clause that bars it."""

    eligible: bool
    barred_by: str = ""


def eligibility(category: str, admitted: Sequence[str], source: str) -> Eligibility:
    """Judge a category against the terms: only what the terms name is entitled (DOMAIN C-15)."""
    if category in admitted:
        return Eligibility(True)
    return Eligibility(False, source)


def forbidden_outputs(outputs: Sequence[str]) -> list[str]:
    """Those of `outputs` that a correspondence group may not have, whatever its terms say."""
    return [output for output in outputs if output not in OUTPUTS]
