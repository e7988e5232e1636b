"""The one clock. Doors read it and pass the instant on; verbs and rules take `at`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present instant in UTC, or the one a test has set."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Within the block the clock stands at `instant` (an aware datetime)."""
    token = _stopped.set(instant)
    try:
        yield
    finally:
        _stopped.reset(token)
