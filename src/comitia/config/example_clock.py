"""The example's clock: it begins in the middle of the group's discussion and runs on from there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGINS = datetime(2011, 9, 12, 8, 0, tzinfo=UTC)


def example_shift(data: Path) -> timedelta:
    """How far the example runs behind the machine; fixed at its first start, kept beside its data.

    So a second start goes on where the first one left, and all processes agree.
    """
    path = data / "example-clock"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        path.write_text(str(int((BEGINS - datetime.now(UTC)).total_seconds())), encoding="ascii")
    return timedelta(seconds=int(path.read_text(encoding="ascii")))
