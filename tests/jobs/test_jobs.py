"""What waits is done once, survives its worker, or is parked with a reason."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from comitia.base import clock
from comitia.jobs import actions, queries, worker
from comitia.jobs.models import Job

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 4, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def claim(at=NOON, *, kinds=("sum",), limit=10, lease_seconds=60):
    return actions.claim(kinds, limit=limit, lease_seconds=lease_seconds, at=at)


def test_a_job_is_claimed_once():
    actions.enqueue("sum", {"a": 1}, at=NOON)
    assert [job.payload for job in claim()] == [{"a": 1}]
    assert claim() == []


def test_a_job_is_not_claimed_before_its_time_nor_for_another_kind():
    actions.enqueue("sum", {}, at=NOON, run_at=NOON + MINUTE)
    assert claim() == []
    assert claim(NOON + MINUTE, kinds=("other",)) == []
    assert len(claim(NOON + MINUTE)) == 1


def test_a_dead_workers_job_comes_back_and_the_dead_one_cannot_finish_it():
    actions.enqueue("sum", {}, at=NOON)
    (lost,) = claim()
    assert claim(NOON + timedelta(seconds=59)) == []
    (mine,) = claim(NOON + timedelta(seconds=61))
    assert mine.attempts == 2
    for act in (
        lambda: actions.finish(lost),
        lambda: actions.fail(lost, "late", at=NOON),
        lambda: actions.park(lost, "late", at=NOON),
    ):
        with pytest.raises(actions.LeaseLost):
            act()
    assert actions.renew([lost], lease_seconds=600, at=NOON) == 0
    actions.finish(mine)
    assert not Job.objects.exists()


def test_a_renewed_lease_holds():
    actions.enqueue("sum", {}, at=NOON)
    (job,) = claim()
    assert actions.renew([job], lease_seconds=600, at=NOON) == 1
    assert claim(NOON + 5 * MINUTE) == []


def test_once_means_once_while_it_waits_and_again_when_it_is_being_done():
    for _ in range(3):
        actions.enqueue("sum", {}, once="sum:1", at=NOON)
    (job,) = claim()
    for _ in range(3):
        actions.enqueue("sum", {}, once="sum:1", at=NOON)
    actions.finish(job)
    assert len(claim()) == 1


def test_failures_come_back_ever_later_and_are_parked_at_last():
    actions.enqueue("sum", {}, at=NOON)
    at, pauses = NOON, []
    while True:
        (job,) = claim(at)
        if actions.fail(job, "no luck", at=at):
            break
        due = Job.objects.get().run_at
        pauses.append((due - at).total_seconds())
        assert claim(due - timedelta(seconds=0.1)) == []
        at = due
    assert len(pauses) == actions.MOST_ATTEMPTS - 1
    assert pauses[0] < 3
    assert pauses[6] > pauses[2] > pauses[0]
    assert max(pauses) <= actions.LONGEST_PAUSE_SECONDS * 1.2
    (parked,) = queries.parked()
    assert "no luck" in parked.reason
    assert queries.waiting() == {}
    assert claim(at + timedelta(days=30)) == []
    assert actions.retry(at=at) == 1
    assert len(claim(at)) == 1


def test_released_jobs_have_not_been_tried():
    actions.enqueue("sum", {}, at=NOON)
    actions.release(claim(), at=NOON)
    (job,) = claim()
    assert job.attempts == 1


def test_a_parked_job_can_be_dropped_and_no_other():
    actions.enqueue("sum", {}, at=NOON)
    (job,) = claim()
    assert not actions.drop(job.id)
    actions.park(job, "nonsense", at=NOON)
    assert actions.drop(job.id)
    assert not Job.objects.exists()


def work(**functions):
    with clock.stopped_at(NOON):
        return worker.work_once(functions, threading.Event())


def test_the_worker_does_the_work_and_a_surprise_stops_that_job_only(caplog):
    done = []

    def sums(a):
        if a == 2:
            raise ZeroDivisionError("two is too much")
        done.append(a)

    for a in (1, 2, 3):
        actions.enqueue("sum", {"a": a}, at=NOON)
    assert work(sum=sums)
    assert done == [1, 3]
    assert "two is too much" in Job.objects.get().reason
    assert "ZeroDivisionError" in caplog.text


def test_what_a_failed_task_wrote_is_undone_with_it():
    def writes():
        actions.enqueue("other", {}, at=NOON)
        raise ZeroDivisionError

    actions.enqueue("sum", {}, at=NOON)
    work(sum=writes)
    assert list(Job.objects.values_list("kind", flat=True)) == ["sum"]


def test_a_task_may_park_its_job_at_once():
    def hopeless():
        raise worker.Park("no such group")

    actions.enqueue("sum", {}, at=NOON)
    work(sum=hopeless)
    assert [job.reason for job in queries.parked()] == ["no such group"]


def test_a_worker_told_to_stop_gives_back_what_it_has_not_begun():
    stop = threading.Event()
    done = []

    def sums(a):
        done.append(a)
        stop.set()

    for a in range(5):
        actions.enqueue("sum", {"a": a}, at=NOON)
    with clock.stopped_at(NOON):
        worker.work_once({"sum": sums}, stop)
    assert len(done) == 1
    assert len(claim()) == 4


def test_recurring_work_waits_once_for_each_turn():
    each_minute = (worker.Recurring("sum", 60),)
    turns = {}
    for seconds in (0, 10, 61, 62):
        with clock.stopped_at(NOON + timedelta(seconds=seconds)):
            worker.schedule(each_minute, turns)
            for job in claim(clock.now()):
                actions.finish(job)
    with clock.stopped_at(NOON + 2 * MINUTE):
        worker.schedule(each_minute, turns)
        worker.schedule(each_minute, {})
        assert len(claim(clock.now())) == 1


def test_a_job_that_kills_its_worker_is_parked_at_last_and_no_other_with_it():
    for number in range(3):
        actions.enqueue("deadly" if number == 1 else "sum", {}, at=NOON)
    done = []
    at = NOON

    def deadly() -> None:
        raise SystemExit  # The nearest to a death that a test survives: nothing catches it.

    functions = {"sum": lambda: done.append("sum"), "deadly": deadly}
    for _ in range(2 * actions.MOST_ATTEMPTS):
        at += timedelta(seconds=worker.LEASE_SECONDS + 1)
        with clock.stopped_at(at), suppress(SystemExit):
            worker.work_once(functions, threading.Event())
    assert done == ["sum", "sum"]
    (parked,) = queries.parked()
    assert parked.kind == "deadly"
    assert "died" in parked.reason
