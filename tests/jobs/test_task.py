"""A task in steps: what is slow stays outside the transaction, and parking is told."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from comitia.jobs import actions, worker
from comitia.jobs.models import Job
from comitia.jobs.task import Task

NOON = datetime(2011, 4, 1, 12, tzinfo=UTC)


class Steps:
    """Notes what was called, and whether a transaction was open."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.called: list[tuple[str, bool, object]] = []
        self.task = Task(self.prepare, self.act, self.parked)

    def prepare(self, number: int) -> int:
        self.called.append(("prepare", connection.in_atomic_block, number))
        return number * 2

    def act(self, prepared: int, number: int) -> None:
        self.called.append(("act", connection.in_atomic_block, prepared))
        if self.error:
            raise self.error

    def parked(self, reason: str, number: int) -> None:
        self.called.append(("parked", connection.in_atomic_block, reason))


def do(steps: Steps) -> None:
    actions.enqueue("sum", {"number": 2}, at=NOON)
    (job,) = actions.claim(["sum"], limit=1, lease_seconds=60, at=NOON)
    worker.do(job, steps.task)


@pytest.mark.django_db(transaction=True)
def test_it_prepares_outside_the_transaction_and_acts_within():
    steps = Steps()
    do(steps)
    assert steps.called == [("prepare", False, 2), ("act", True, 4)]
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parking_is_told_in_the_transaction_that_parks():
    steps = Steps(worker.Park("no use"))
    do(steps)
    assert steps.called[-1] == ("parked", True, "no use")
    assert Job.objects.get().state == "parked"


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_is_tried_again_is_no_parking(monkeypatch):
    steps = Steps(ValueError("again"))
    do(steps)
    assert [name for name, _, _ in steps.called] == ["prepare", "act"]
    monkeypatch.setattr(actions, "MOST_ATTEMPTS", 1)
    do(steps)
    assert steps.called[-1][0] == "parked"


def test_without_a_job_it_is_called_like_a_function():
    steps = Steps()
    steps.task(number=3)
    assert [each[2] for each in steps.called] == [3, 6]
