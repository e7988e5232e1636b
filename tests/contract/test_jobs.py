"""Several workers at one table: each job is done once, and a dead worker's comes back."""

import time
from datetime import timedelta

import pytest

from comitia.jobs import actions
from comitia.jobs.models import Job
from tests.contract import workers
from tests.contract.at_once import in_processes, new_process
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(seconds=1)


def fill(number: int) -> None:
    actions.enqueue_many("try", ({"number": n} for n in range(number)), at=NOW)


def test_no_job_is_claimed_twice_at_once():
    fill(60)
    found = in_processes(2, workers.claim_once, 20, LATER)
    claimed = [job for jobs in found for job in jobs]
    assert claimed
    assert len(claimed) == len(set(claimed))
    assert Job.objects.filter(state=Job.State.CLAIMED).count() == len(claimed)


def test_four_workers_do_each_of_500_jobs_once():
    fill(500)
    found = in_processes(4, workers.work_until_none, LATER)
    assert sorted(number for numbers in found for number in numbers) == list(range(500))
    assert not Job.objects.exists()


def test_the_jobs_of_a_killed_worker_come_back():
    fill(30)
    hanging = new_process(workers.claim_and_hang, LATER)
    deadline = time.monotonic() + 30
    while Job.objects.filter(state=Job.State.CLAIMED).count() < 30:
        assert time.monotonic() < deadline, "the worker claims nothing"
        time.sleep(0.05)
    hanging.kill()
    hanging.join()
    assert not actions.claim(["try"], limit=50, lease_seconds=60, at=LATER), "still leased"
    after = LATER + timedelta(seconds=61)
    back = actions.claim(["try"], limit=50, lease_seconds=60, at=after)
    assert sorted(job.payload["number"] for job in back) == list(range(30))
    assert {job.attempts for job in back} == {2}
