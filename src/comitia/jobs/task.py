"""A kind of work in steps, where a plain function in one transaction will not do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """What is done before, within and instead of the transaction that finishes a job.

    `prepare(**payload)` comes first, outside any transaction: what waits for a network or takes
    long must not hold SQLite's one write lock. `act(prepared, **payload)` commits with the job's
    end. `parked(reason, **payload)` commits with its parking, so that what the job was about says
    so too.
    """

    prepare: Callable[..., Any]
    act: Callable[..., None]
    parked: Callable[..., None]

    def __call__(self, **payload: Any) -> None:
        """Prepare and act, for those who call it without a job."""
        self.act(self.prepare(**payload), **payload)
