"""Pure judgements on rows: what state one is in at an instant, given the evidence."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from comitia.bodies.calendar import day_at, end_of_day

State = Literal["planned", "due", "met", "met_late", "missed", "waived"]


@dataclass(frozen=True)
class Span:
    """The days a row covers now: as adopted, or where its meeting has moved to."""

    starts: date
    ends: date
    moved: bool = False


def state_of(span: Span, *, met_at: datetime | None, at: datetime, zone: ZoneInfo) -> State:
    """The state at an instant; late is what came after the last day ended in `zone`.

    Never ticked by hand: only the server's receipt time of the evidence counts (law 6).
    """
    end = end_of_day(span.ends, zone)
    if met_at is not None and met_at <= at:
        return "met" if met_at < end else "met_late"
    if at >= end:
        return "missed"
    return "due" if day_at(at, zone) >= span.starts else "planned"


def days_left(span: Span, *, at: datetime, zone: ZoneInfo) -> int:
    """Whole days from today to the row's last day; negative once it has passed."""
    return (span.ends - day_at(at, zone)).days
