"""The timetable strip: months as ticks, rows as bars and diamonds, a line for now. Pure geometry.

Units are those of an SVG viewBox WIDTH wide. For right-to-left everything is mirrored, so that time
runs as the reader reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from comitia.timetable.rules import Span, State

WIDTH = 1000.0
MARGIN = 14.0
LANE = 17.0
BAR = 10.0
AXIS = 20.0
LEAST_BAR = 7.0


@dataclass(frozen=True)
class Tick:
    """The beginning of a month. `label` is set where there is room for its name."""

    x: float
    month: date
    year: bool
    label: bool


@dataclass(frozen=True)
class Mark:
    """One row: a bar (x, width) or, for a meeting, a diamond about `middle`."""

    number: int
    state: State
    diamond: bool
    x: float
    y: float
    width: float
    height: float
    mirrored: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def points(self) -> str:
        """The diamond's corners."""
        half, x, y = self.height / 2 + 2, self.middle, self.y + self.height / 2
        corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
        return " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)

    @property
    def number_x(self) -> float:
        """Where its number begins: beside it, on the side that time runs to."""
        beside = self.height / 2 + 6 if self.diamond else self.width / 2 + 4
        return round(self.middle - beside if self.mirrored else self.middle + beside, 1)

    @property
    def label_y(self) -> float:
        return round(self.y + self.height - 1.5, 1)


@dataclass(frozen=True)
class Strip:
    """All of the picture: its height, ticks, marks, and where now is (None: outside)."""

    height: float
    axis: float
    ticks: list[Tick]
    marks: list[Mark]
    now: float | None
    mirrored: bool

    @property
    def now_x(self) -> float:
        """Where the word for now begins, beside its line."""
        return (self.now or 0) + (-4 if self.mirrored else 4)

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH:.0f} {self.height:.0f}"


def layout(
    rows: Sequence[tuple[Span, State, bool]], *, today: date, mirrored: bool = False
) -> Strip | None:
    """Lay out rows of (span, state, whether it is a meeting); None where there are none.

    Rows that overlap lie in lanes below one another, in the order of the timetable.
    """
    if not rows:
        return None
    first = min(span.starts for span, _, _ in rows).replace(day=1)
    last = _month_after(max(span.ends for span, _, _ in rows))
    near = timedelta(days=62)
    if first - near <= today < first:
        first = today.replace(day=1)
    elif last <= today < last + near:
        last = _month_after(today)
    days = (last - first).days
    scale = (WIDTH - 2 * MARGIN) / days

    def place(day: date) -> float:
        return MARGIN + (day - first).days * scale

    lanes: list[float] = []
    marks = []
    for number, (span, state, diamond) in enumerate(rows, start=1):
        x, end = place(span.starts), place(span.ends + timedelta(days=1))
        width = max(end - x, LEAST_BAR)
        lane = next((n for n, taken in enumerate(lanes) if taken <= x + 0.5), len(lanes))
        # A little room after each, for its number.
        taken = x + width + 16
        lanes[lane : lane + 1] = [taken]
        y = AXIS + 6 + lane * LANE
        marks.append(
            Mark(
                number,
                state,
                diamond,
                round(_at(x, width, mirrored), 1),
                y,
                round(width, 1),
                BAR,
                mirrored,
            )
        )
    every = max(1, ceil(58 / (28 * scale)))
    ticks = []
    month, count = first, 0
    while month <= last:
        x = round(_at(place(month), 0, mirrored), 1)
        ticks.append(Tick(x, month, month.month == 1, count % every == 0 and month < last))
        month, count = _month_after(month), count + 1
    now = round(_at(place(today), 0, mirrored), 1) if first <= today <= last else None
    return Strip(AXIS + 6 + len(lanes) * LANE + 4, AXIS, ticks, marks, now, mirrored)


def _at(x: float, width: float, mirrored: bool) -> float:
    return WIDTH - x - width if mirrored else x


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
