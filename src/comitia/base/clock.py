"""The one clock. Doors read it and pass the instant on; verbs and rules take `at`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)
_shift = timedelta(0)


def now() -> datetime:
    """The present instant in UTC; shifted in the example, stopped where a test says so."""
    return _stopped.get() or datetime.now(UTC) + _shift


def shift_by(span: timedelta) -> None:
    """Let this process's clock run `span` ahead of the machine's (behind, where it is negative).

    The example does so: its group worked in 2011, and should not look fourteen years late.
    """
    global _shift
    _shift = span


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Within the block the clock stands at `instant` (an aware datetime)."""
    token = _stopped.set(instant)
    try:
        yield
    finally:
        _stopped.reset(token)
